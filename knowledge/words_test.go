package knowledge

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sameEitherWay requires that a Latin text has the words that any text would have.
func sameEitherWay(t *testing.T, text string) {
	t.Helper()
	if !isLatin([]byte(text)) {
		return
	}
	want, got := words().any.Analyze([]byte(text)), latinWords(nil, []byte(text))
	require.Len(t, got, len(want), "%q", text)
	for i := range want {
		require.Equal(t, string(want[i].Term), string(got[i].Term), "%q", text)
		require.Equal(t, want[i].Start, got[i].Start, "%q", text)
		require.Equal(t, want[i].End, got[i].End, "%q", text)
		require.Equal(t, want[i].Position, got[i].Position, "%q", text)
	}
}

func TestLatinWordsAreThoseOfUnicode(t *testing.T) {
	t.Parallel()
	parts := []string{
		"a", "Z", "b", "s", "S", "å", "Ø", "ß", "ÿ", "À", "Þ", "0", "9", "_", ".", ",", ":", ";", "'", "'s", "\"", " ", " ", "\n", "\r\n", "\t", "-", "/",
		"@", "#", "&", "`", "*", "(", "<", "\x00", "\x7f", "\x0b", "~", "word", "https://learn.microsoft.com/x?y=1", strings.Repeat("x", 39),
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		var text strings.Builder
		for range random.IntN(12) {
			text.WriteString(parts[random.IntN(len(parts))])
		}
		sameEitherWay(t, text.String())
	}
	for _, text := range append(slices.Clone(strange), good) {
		sameEitherWay(t, text)
	}
}

func TestWhatIsLatin(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "plain text", "Ærlig talt, ja: å være", "ÿ"} {
		assert.True(t, isLatin([]byte(text)), text)
	}
	for _, text := range []string{"3 × 4", "8 ÷ 2", "don’t", "e\u0301", "ﬁx", "ł", "\xc3", "\xc3a", "\xe5", "½", "µ"} {
		assert.False(t, isLatin([]byte(text)), "%q", text)
	}
}

func FuzzLatinWords(f *testing.F) {
	for _, text := range strange {
		f.Add(text)
	}
	f.Add("Don't 1.5 a.b a:b 1,5;6 __x ØL's 'S")
	f.Fuzz(sameEitherWay)
}
