package knowledge

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"deskhand/knowledge/linear"
)

// meaning is where the phrasings lie: in the space of an encoder, in the one that they span themselves, or in both at once.
type meaning struct {
	encoder int           // the size of the encoder's space; 0 without one
	trust   float64       // 0 to 1: how much the meaning is worth on these articles
	latent  *linear.Space // nil without one

	cloud             // the phrasings, in the order of their classes
	start   []int32   // where the phrasings of each class begin: of each article, of what none answers, and one more
	weights []float32 // of the phrasings
	centres cloud     // of the articles: the mean of their phrasings
}

// cloud is points in a space, one after the other.
type cloud struct {
	size   int
	values []float32
}

func (c cloud) vector(i int) []float32 { return c.values[i*c.size : (i+1)*c.size : (i+1)*c.size] }

// encodeAtOnce is how many texts go to the encoder together.
const encodeAtOnce = 64

// errEncoder says that an encoder breaks its promises.
var errEncoder = errors.New("the encoder gives other vectors than it should")

// encode asks the encoder where phrasings lie.
func encode(ctx context.Context, phrasings []phrasing, encoder Encoder) (cloud, error) {
	var c cloud
	for chunk := range slices.Chunk(phrasings, encodeAtOnce) {
		texts := make([]string, len(chunk))
		for i, p := range chunk {
			texts[i] = clean(p.text)
		}
		vectors, err := encoder.Encode(ctx, texts)
		if err != nil {
			return cloud{}, fmt.Errorf("find the meaning of the phrasings: %w", err)
		}
		if len(vectors) != len(chunk) {
			return cloud{}, errEncoder
		}
		for _, v := range vectors {
			if c.size == 0 {
				c.size = len(v)
				c.values = make([]float32, 0, len(v)*len(phrasings))
			}
			if !isPoint(v, c.size) {
				return cloud{}, errEncoder
			}
			c.values = append(c.values, v...)
		}
	}
	return c, nil
}

// encoder is the size of the encoder's space; 0 where the model knows none.
func (m *model) encoder() int {
	if m == nil || m.meaning == nil {
		return 0
	}
	return m.meaning.encoder
}

// isPoint reports whether a vector is a point in a space of that size: one that is not a number would be nearest to nothing
// and everything.
func isPoint(v []float32, size int) bool {
	length := float64(linear.Dot(v, v))
	return len(v) == size && size > 0 && !math.IsNaN(length) && !math.IsInf(length, 0)
}

// learnMeaning finds out where the phrasings lie, whose features are given where their wording was learnt. It is nil where neither that
// nor an encoder tells it. When the encoder fails, it goes on without, and returns the error too.
func (m *model) learnMeaning(
	ctx context.Context, l *lesson, encoder Encoder, latent *linear.Space, features []linear.Vector,
) (*meaning, error) {
	s := &meaning{latent: latent, trust: 1}
	var failed error
	if encoder != nil && len(l.articles) > 0 {
		var encoded cloud
		if encoded, failed = encode(ctx, l.all(), encoder); failed == nil {
			if trust := m.worth(l, encoded, features, encoder.Knows(l.language.code)); trust > 0 {
				s.encoder, s.trust, s.cloud = encoded.size, trust, encoded
			}
		}
	}
	switch {
	case latent != nil:
		s.join(features)
	case s.encoder == 0:
		return nil, failed
	}
	s.sort(l)
	s.centre(l.phrasings)
	return s, failed
}

// sort notes where the phrasings of each class begin, and what each weighs.
func (s *meaning) sort(l *lesson) {
	phrasings := l.all()
	s.start, s.weights = make([]int32, len(l.articles)+2), make([]float32, len(phrasings))
	for i, p := range phrasings {
		s.start[p.class+1], s.weights[i] = int32(i)+1, p.weight
	}
	s.start[len(l.articles)+1] = int32(len(phrasings))
}

// outside is the class of what no article answers, the last one.
func (s *meaning) outside() int32 { return int32(len(s.start)) - 2 }

// centre finds the middle of each article's phrasings.
func (s *meaning) centre(phrasings []phrasing) {
	s.centres = cloud{s.size, make([]float32, int(s.outside())*s.size)}
	for i, p := range phrasings {
		middle := s.centres.vector(p.class)
		for d, value := range s.vector(i) {
			middle[d] += p.weight * value
		}
	}
	for middle := range slices.Chunk(s.centres.values, s.size) {
		linear.Normalise(middle)
	}
}
