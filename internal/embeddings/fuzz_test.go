package embeddings

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// FuzzAnswer reads anything that a service may answer: what is taken are as many vectors as were asked for, of length 1.
func FuzzAnswer(f *testing.F) {
	for _, text := range []string{
		`{"data":[{"index":1,"embedding":[0,2]},{"index":0,"embedding":[1e-3,0]}]}`,
		`{"data":[{"index":0,"embedding":[1e308,1e308]},{"index":1,"embedding":[1,1]}]}`,
		`{"data":[{"index":-1,"embedding":null},{}]}`, `{"data":null}`, `[]`, ``, `{"data":[{"embedding":[1e-320]},{"index":1,"embedding":[5]}]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		vectors, err := parse(data, 2)
		if err != nil {
			return
		}
		assert.Len(t, vectors, 2)
		for _, vector := range vectors {
			var squares float64
			for _, x := range vector {
				squares += float64(x) * float64(x)
			}
			assert.InDelta(t, 1, squares, 1e-3)
		}
	})
}
