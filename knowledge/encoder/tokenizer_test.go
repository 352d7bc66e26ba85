package encoder

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
)

// small is a vocabulary in the form of the original's, with pieces that have no score.
const small = `[["�",0],["<s>",0],["</s>",0],["e1",0],["e2",0],["e3",0],
	["▁",-2],["a",-3],["b",-3],["ab",-5],["▁a",-4],["▁ab",-9],["abc",-20],["c",-3],[":",null],["▁:",null],["å",-4],
	["b",-1],["aa",-6],["ba",-4]]`

// numbers of its pieces.
const (
	space = iota + reserved
	a
	_ // b is there twice
	ab
	spaceA
	_
	_
	c
	colon
	_
	ring
	b
	aa
	ba
)

func smallTokenizer(tb testing.TB) tokenizer {
	tb.Helper()
	var pieces []piece
	require.NoError(tb, json.Unmarshal([]byte(small), &pieces))
	return newTokenizer(pieces)
}

func TestTextIsCutIntoTheLikeliestPieces(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want []uint16
	}{
		"nothing":                      {"", nil},
		"one":                          {"b", []uint16{space, b}},
		"whole, not parts":             {"a", []uint16{spaceA}},
		"parts, not whole":             {"abc", []uint16{spaceA, b, c}},
		"the later of two like it":     {"cb", []uint16{space, c, b}},
		"as good: the shorter last":    {"caa", []uint16{space, c, a, a}},
		"better together":              {"cba", []uint16{space, c, b, a}},
		"space":                        {"b a", []uint16{space, b, spaceA}},
		"compatible form":              {"ａ\u00a0a\u030a", []uint16{spaceA, space, ring}},
		"not known":                    {"bXb", []uint16{space, b, unknown, b}},
		"much that is not known":       {"bXYZ🙂\nb", []uint16{space, b, unknown, b}},
		"nothing that is known":        {"XY", []uint16{space, unknown}},
		"a piece without a score":      {"b:", []uint16{space, b, colon}},
		"the original's slip over one": {":", []uint16{space, colon}}, // ▁: alone has 0, and would be better
		"not UTF-8":                    {"b\xff\xfeb", []uint16{space, b, unknown, b}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tokenizer := smallTokenizer(t)
			assert.Equal(t, test.want, tokenizer.encode(&lattice{}, test.text))
		})
	}
}

func TestLongTextIsCut(t *testing.T) {
	t.Parallel()
	tokenizer := smallTokenizer(t)
	var l lattice
	assert.Len(t, tokenizer.encode(&l, strings.Repeat("b", 20_000)), maxPieces)
	assert.Len(t, l.runes, maxRunes)
	assert.Equal(t, []uint16{space, b}, tokenizer.encode(&l, "b"), "the next text knows nothing of it")
}

func TestVocabularyThatIsNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`[["a"]]`, `[["a",1,2]]`, `[[1,2]]`, `[["a","b"]]`, `["a"]`, `[{}]`} {
		var pieces []piece
		assert.Error(t, json.Unmarshal([]byte(text), &pieces), text)
	}
}

// FuzzTokenizer cuts any text with our small vocabulary, and looks whether the pieces make up the text.
func FuzzTokenizer(f *testing.F) {
	for _, text := range []string{
		"", " ", "abcabc", "a: b:", "å a\u030a", "X", "\xff\xfe\xfd", "b\u0300\u0301\u0302", "ﷺ", "🙂🙂", "\x00",
		strings.Repeat("ab ", 300), strings.Repeat("\u0301", 100),
	} {
		f.Add(text)
	}
	tokenizer := smallTokenizer(f)
	var vocabulary []piece
	require.NoError(f, json.Unmarshal([]byte(small), &vocabulary))
	f.Fuzz(func(t *testing.T, text string) {
		pieces := tokenizer.encode(&lattice{}, text)
		require.LessOrEqual(t, len(pieces), maxPieces)
		if len(pieces) == maxPieces || len(text) > maxRunes {
			return // it was cut
		}
		rest := strings.ReplaceAll("▁"+strings.ToValidUTF8(norm.NFKC.String(text), "\ufffd"), " ", "▁")
		if text == "" {
			rest = ""
		}
		for i, number := range pieces {
			if number == unknown {
				require.False(t, i > 0 && pieces[i-1] == unknown, "what isn't known is one piece")
				for rest != "" && !strings.ContainsAny(rest[:1], "abc:") && !strings.HasPrefix(rest, "▁") && !strings.HasPrefix(rest, "å") {
					_, size := utf8.DecodeRuneInString(rest)
					rest = rest[size:]
				}
				continue
			}
			known := vocabulary[number].text
			require.True(t, strings.HasPrefix(rest, known), "%q does not begin with %q", rest, known)
			rest = rest[len(known):]
		}
		require.Empty(t, rest)
	})
}
