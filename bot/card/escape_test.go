package card

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"golang.org/x/net/html"
)

func TestEscapeLeavesOrdinaryTextAlone(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"Select Share > Add people.", "my_flow_name", `C:\temp\app`, "R&D, 5 > 4", "2026-11-22", "1.5 GB", "HD-1042: it's solved!",
		"(see below)", "a + b = c", "50 %", "løsning – kobling", "+47 22 22 22 22",
	} {
		assert.Equal(t, s, escape(s), "phones show the backslashes")
	}
}

// FuzzEscape checks that escaped text is read as the text that it was, and as nothing more.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{
		"a", "**a** _b_ a_b_c `d` [e](https://f.example) <g> &lt; &#60;", "1. a\n2) b\n- c\n+ d\n# e\n> f\n    g\n---\n===",
		`\ \\ \* \_a a\_b c:\temp\`, "![a][b]\n[b]: c", "{{DATE(2026-11-22T06:08:39Z)}}", "***\n___\n_ _ _", "~~~\na\n```\nb",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := strings.Join(strings.Fields(clean(s)), " ")
		var rendered bytes.Buffer
		require.NoError(t, goldmark.Convert([]byte(escape(clean(s))), &rendered))
		var got strings.Builder
		for z := html.NewTokenizer(&rendered); z.Next() != html.ErrorToken; {
			switch token := z.Token(); token.Type {
			case html.TextToken:
				got.WriteString(token.Data)
			default:
				assert.Contains(t, []string{"p", "br"}, token.Data, "markup in %q", escape(s))
			}
		}
		assert.Equal(t, want, strings.Join(strings.Fields(strings.ReplaceAll(got.String(), "\u2060", "")), " "))
	})
}
