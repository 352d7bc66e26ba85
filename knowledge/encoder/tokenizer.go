package encoder

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	unknown   = 0 // the piece that stands for all that is in no other
	reserved  = 6 // pieces at the beginning of the vocabulary that stand for no text
	separator = '▁'
	// maxRunes is as far as a text is read: twice what 128 pieces of the longest can hold.
	maxRunes = 4096
)

// piece is a row of the vocabulary, which is a list of lists of two.
type piece struct {
	text  string
	score float64 // the logarithm of how likely the piece is; 0 where the vocabulary has none
}

// UnmarshalJSON reads ["text", score] and ["text", null].
func (p *piece) UnmarshalJSON(data []byte) error {
	var score *float64
	pair := []any{&p.text, &score}
	if err := json.Unmarshal(data, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return fmt.Errorf("a piece has %d parts instead of a text and a score", len(pair))
	}
	if score != nil {
		p.score = *score
	}
	return nil
}

// tokenizer cuts a text into the pieces of a vocabulary, so that the sum of their scores is highest.
type tokenizer struct {
	trie   trie
	scores []float64 // by piece
}

func newTokenizer(pieces []piece) tokenizer {
	t := tokenizer{scores: make([]float64, len(pieces))}
	for i, p := range pieces {
		t.scores[i] = p.score
	}
	t.trie = newTrie(pieces[reserved:], reserved)
	return t
}

// lattice is the best way to every place in a text.
type lattice struct {
	iter   norm.Iter
	runes  []rune
	best   []step // best[i] is the last step of the best way over i runes
	pieces []uint16
}

// step is a piece on a way through the text.
type step struct {
	score  float64 // of the way, up to and with this piece
	piece  uint16
	length uint16 // of the piece, in runes
}

// encode returns the numbers of the first 128 pieces of a text. They are the lattice's, until it is used again.
func (t *tokenizer) encode(l *lattice, text string) []uint16 {
	l.read(text)
	for at := range l.runes {
		known, n := false, t.trie[0]
		for i, r := range l.runes[at:] {
			var found bool
			if n, found = t.trie.child(n, r); !found {
				break
			}
			if n.piece != unknown {
				known = true
				l.offer(at, step{t.scores[n.piece], n.piece, uint16(i + 1)})
			}
		}
		if !known {
			l.offer(at, step{piece: unknown, length: 1})
		}
	}
	return l.cut()
}

// read takes in the text: in Unicode's compatible form, with a mark at its beginning and in place of every space.
func (l *lattice) read(text string) {
	l.runes = l.runes[:0]
	if text != "" {
		l.runes = append(l.runes, separator)
	}
	l.iter.InitString(norm.NFKC, text)
	for !l.iter.Done() && len(l.runes) < maxRunes {
		for segment := l.iter.Next(); len(segment) > 0; {
			r, size := utf8.DecodeRune(segment)
			if r == ' ' {
				r = separator
			}
			l.runes = append(l.runes, r)
			segment = segment[size:]
		}
	}
	if need := len(l.runes) + 1; cap(l.best) < need {
		l.best = make([]step, need)
	}
	l.best = l.best[:len(l.runes)+1]
	clear(l.best)
}

// offer says that a step can be made from a place. As in the original, a way whose score is 0 counts as none, and of two
// that are as good the one whose last step is shorter is taken.
func (l *lattice) offer(at int, s step) {
	s.score += l.best[at].score
	if to := &l.best[at+int(s.length)]; to.score == 0 || s.score >= to.score {
		*to = s
	}
}

// cut goes the best way, back from the end. Whatever isn't known is one piece, however long.
func (l *lattice) cut() []uint16 {
	l.pieces = l.pieces[:0]
	for at := len(l.runes); at > 0; {
		s := l.best[at]
		if last := len(l.pieces) - 1; s.piece != unknown || last < 0 || l.pieces[last] != unknown {
			l.pieces = append(l.pieces, s.piece)
		}
		at -= max(int(s.length), 1) // where no way leads, what stands there is unknown
	}
	slices.Reverse(l.pieces)
	return l.pieces[:min(len(l.pieces), maxPieces)]
}
