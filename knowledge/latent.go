package knowledge

import (
	"context"
	"math"

	"deskhand/knowledge/linear"
)

// Where articles have many phrasings, those tell by themselves which words go together: "gym" and "calories" come in the same
// questions. An encoder knows that of the language, this space of the trade.
const (
	enoughPhrasings = 10   // of an article, on average: with fewer, each word tells more by itself
	leastInSpace    = 500  // phrasings
	mostInSpace     = 5000 // phrasings that it is found from
	latentSize      = 200  // dimensions, or as many as there are phrasings for
	phrasingsEach   = 10   // dimension
	latentShare     = 0.2  // beside an encoder
)

// spans reports whether there are phrasings enough for a latent space.
func (l *lesson) spans() bool {
	asked := 0
	for _, p := range l.phrasings {
		if p.from != fromAnswer {
			asked++
		}
	}
	return asked >= max(leastInSpace, enoughPhrasings*len(l.articles))
}

// learnLatent finds the space that the features of phrasings span.
func learnLatent(ctx context.Context, features []linear.Vector, dimensions int) (*linear.Space, error) {
	some := make([]linear.Vector, 0, mostInSpace)
	for _, at := range everyNth(len(features), mostInSpace) {
		some = append(some, features[at])
	}
	return linear.FindSpace(ctx, some, dimensions, min(latentSize, len(some)/phrasingsEach))
}

// join adds the latent space to that of the encoder, if there is one, and puts the phrasings there.
func (s *meaning) join(features []linear.Vector) {
	joined := cloud{size: s.encoder + s.latent.Size}
	joined.values = make([]float32, 0, joined.size*len(features))
	for i, v := range features {
		var encoded []float32
		if s.encoder > 0 {
			encoded = s.vector(i)
		}
		joined.values = append(joined.values, s.place(encoded, v)...)
	}
	s.cloud = joined
}

// place is where a text lies, by where the encoder puts it and by its features. The likeness of two is that in both spaces, each by
// its share.
func (s *meaning) place(encoded []float32, features linear.Vector) []float32 {
	if s.latent == nil {
		return encoded
	}
	point := make([]float32, s.encoder+s.latent.Size)
	latent, share := point[s.encoder:], 1.0
	s.latent.Place(features, latent)
	if s.encoder > 0 {
		share = latentShare
		scale(point, encoded, 1-share)
	}
	scale(latent, latent, share)
	return point
}

// scale has a vector count for that share of a likeness.
func scale(to, from []float32, share float64) {
	factor := float32(math.Sqrt(share))
	for i, value := range from {
		to[i] = factor * value
	}
}
