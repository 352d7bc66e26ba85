package knowledge

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestSlip(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		word, other string
		want        slip
	}{
		{"conector", "connector", leftOut}, // left out
		{"ordr", "order", leftOut},
		{"folw", "flow", mistyped},            // swapped
		{"connnector", "connector", mistyped}, // struck twice
		{"connectoer", "connector", mistyped}, // the key beside it as well
		{"connectpr", "connector", mistyped},  // … or instead
		{"likr", "like", mistyped},
		{"mattrass", "mattress", misspelt},
		{"connectxor", "connector", misspelt},
		{"like", "lake", noSlip},   // a short word of other letters
		{"right", "night", noSlip}, // another first letter
		{"rder", "order", noSlip},  // a short one that lacks it
		{"rganisation", "organisation", leftOut},
		{"txt", "text", leftOut}, // three letters may lack one, and no more
		{"tet", "ten", noSlip},
		{"tne", "ten", noSlip},
		{"te", "ten", noSlip},
		{"kjore", "kjøre", misspelt},
		{"kjåre", "kjøre", misspelt}, // the letters share a byte
		{"kjæør", "kjøær", mistyped},
		{"kjøøre", "kjøre", mistyped},
		{"kjølre", "kjøre", mistyped}, // l and ø lie side by side
		{"flow", "flow", noSlip},
		{"flow", "flowed", noSlip},
		{"flow", "wolf", noSlip},
		{"abcd", "badc", noSlip},
		{"", "a", noSlip},
	} {
		assert.Equal(t, test.want, slipOf(test.word, test.other), "%s %s", test.word, test.other)
	}
}

// Whatever one slip does to a longer word, the word is seen through it.
func TestSlipIsSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := []rune(rapid.StringMatching(`[a-fæøå]{7,12}`).Draw(t, "word"))
		at := rapid.IntRange(0, len(word)-2).Draw(t, "at")
		letter := rapid.StringMatching(`[a-få]`).Draw(t, "letter")
		before, after := string(word[:at]), string(word[at+1:])
		swapped := before + string(word[at+1]) + string(word[at]) + string(word[at+2:])
		for _, wrong := range []string{before + after, before + letter + string(word[at]) + after, before + letter + after, swapped} {
			if wrong != string(word) {
				assert.NotEqual(t, noSlip, slipOf(wrong, string(word)), wrong)
			}
		}
	})
}

func TestKeysSideBySide(t *testing.T) {
	t.Parallel()
	assert.True(t, sideBySide('o', 'p'))
	assert.True(t, sideBySide('å', 'p'))
	assert.True(t, sideBySide('ø', 'l'))
	for _, apart := range []string{"oo", "pa", "åa", "mæ", "a1", "1a", "a ", " a"} {
		letters := []rune(apart)
		assert.False(t, sideBySide(letters[0], letters[1]), apart)
	}
}

func TestWhatFingersDo(t *testing.T) {
	t.Parallel()
	for _, wrong := range []string{"tickts", "tiickets", "tickest", "tixkets", "rickets"} {
		assert.True(t, Mistyped(wrong, "tickets"), wrong)
	}
	for _, other := range []string{"tickets", "tackets", "ticketing"} {
		assert.False(t, Mistyped(other, "tickets"), other)
	}
	assert.False(t, Mistyped("vvis", "vis"), "a short word")
}
