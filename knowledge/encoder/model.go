package encoder

import (
	"context"
	"fmt"
	"math"
	"sync"

	"deskhand/knowledge"
)

const (
	// Folder is where `make model` puts the model, in the folder of models.
	Folder = "universal-sentence-encoder-lite"
	// Dimensions is the length of a vector.
	Dimensions = 512

	name      = "universal-sentence-encoder-lite-en-0.2.0"
	maxPieces = 128 // the model reads no further
	embedded  = 256 // what a piece is at first
	hidden    = 512 // what it is from the first layer on
	inner     = 1536
)

// Model is the encoder with its weights, some 28 MB. It never changes, and may be used by many at once.
type Model struct {
	tokenizer  tokenizer
	embeddings []float32 // a row for each piece
	timing     []float32 // a row for each position
	layers     [2]layer
	last       matrix
	tile       tile
	scratches  sync.Pool
}

var _ knowledge.Encoder = (*Model)(nil)

// Name implements knowledge.Encoder.
func (*Model) Name() string { return name }

// Knows implements knowledge.Encoder: the model was trained on English.
func (*Model) Knows(language string) bool { return language == "en" }

// Encode implements knowledge.Encoder. A text is read up to its 128th piece, a word or a part of one; an empty text has a
// vector as well, the same each time. The error is the context's: it is looked at between batches of about that size.
func (m *Model) Encode(ctx context.Context, texts []string) ([][]float32, error) {
	s := m.scratch()
	defer m.scratches.Put(s)
	vectors := make([][]float32, len(texts))
	cells := make([]float32, len(texts)*Dimensions)
	for i := range vectors {
		vectors[i] = cells[i*Dimensions : (i+1)*Dimensions : (i+1)*Dimensions]
	}
	for done := 0; done < len(texts); {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("encoding %d texts: %w", len(texts), err)
		}
		batch := m.read(s, texts[done:])
		m.run(s, vectors[done:done+batch])
		done += batch
	}
	return vectors, nil
}

// EncodeOne returns the vector of one text. It is written into dst when there is room for it, and then nothing is
// allocated.
func (m *Model) EncodeOne(dst []float32, text string) []float32 {
	if cap(dst) < Dimensions {
		dst = make([]float32, Dimensions)
	}
	dst = dst[:Dimensions]
	s := m.scratch()
	defer m.scratches.Put(s)
	s.begin()
	s.add(m.tokenizer.encode(&s.lattice, text))
	s.one[0] = dst
	m.run(s, s.one[:])
	s.one[0] = nil
	return dst
}

func (m *Model) scratch() *scratch {
	if s, ok := m.scratches.Get().(*scratch); ok {
		return s
	}
	return &scratch{}
}

// read takes as many of the texts as are worked well together, and at least one. It returns how many.
func (m *Model) read(s *scratch, texts []string) int {
	s.begin()
	for i, text := range texts {
		pieces := m.tokenizer.encode(&s.lattice, text)
		if i > 0 && max(len(s.pieces)+len(pieces), i+1) > maxPieces {
			return i
		}
		s.add(pieces)
	}
	return len(texts)
}

// run computes the vectors of the texts that were read.
func (m *Model) run(s *scratch, vectors [][]float32) {
	s.grow(max(len(s.pieces), len(s.ends)))
	m.embed(s)
	for i := range m.layers {
		m.layers[i].run(s, m.tile)
	}
	pooled := s.norm
	begin := 0
	for i, end := range s.ends {
		mean(pooled[i*hidden:(i+1)*hidden], s.x[begin*hidden:end*hidden])
		begin = end
	}
	m.last.multiply(m.tile, s.y, pooled, len(s.ends), s.packed)
	for i, vector := range vectors {
		finish(vector, s.y[i*hidden:(i+1)*hidden])
	}
}

// embed writes what each piece is, and where it stands, into x. The graph adds the embedding twice.
func (m *Model) embed(s *scratch) {
	begin := 0
	for _, end := range s.ends {
		for position, piece := range s.pieces[begin:end] {
			x := s.x[(begin+position)*embedded:][:embedded]
			e := m.embeddings[int(piece)*embedded:][:embedded]
			t := m.timing[position*embedded:][:embedded]
			for i := range x {
				x[i] = 2*e[i] + t[i]
			}
		}
		begin = end
	}
}

// timing is the sines and cosines that tell a position from another.
func timing(frequencies []float32) []float32 {
	rows := make([]float32, maxPieces*embedded)
	for position := range maxPieces {
		row := rows[position*embedded:][:embedded]
		for i, f := range frequencies {
			sin, cos := math.Sincos(float64(float32(position) * f))
			row[i], row[len(frequencies)+i] = float32(sin), float32(cos)
		}
	}
	return rows
}

// mean is the mean of rows, and nothing when there are none.
func mean(dst, rows []float32) {
	clear(dst)
	count := len(rows) / len(dst)
	for ; len(rows) > 0; rows = rows[len(dst):] {
		add(dst, rows[:len(dst)])
	}
	for i := range dst {
		dst[i] /= float32(max(count, 1))
	}
}

// finish makes a vector of length 1 of what the last layer says.
func finish(dst, x []float32) {
	var squares float64
	for i, v := range x {
		t := math.Tanh(float64(v))
		dst[i] = float32(t)
		squares += t * t
	}
	scale := float32(1 / math.Sqrt(max(squares, 1e-12)))
	for i := range dst {
		dst[i] *= scale
	}
}
