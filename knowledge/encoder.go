package knowledge

import "context"

// Encoder turns texts into vectors that are near one another when the texts mean the same. Vectors have length 1.
type Encoder interface {
	// Name identifies the model and its version: vectors under different names can't be compared.
	Name() string
	// Knows reports whether the model was made for a language, by its ISO 639-1 code.
	Knows(language string) bool
	// Encode returns a vector for each text, in their order. It is safe for concurrent use.
	Encode(ctx context.Context, texts []string) ([][]float32, error)
}
