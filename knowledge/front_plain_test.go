package knowledge

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// seen is what is looked at of a node.
type seen struct {
	Kind  yaml.Kind
	Null  bool
	Value string
	Line  int
	Parts []seen
}

func seenOf(node *yaml.Node) seen {
	s := seen{Kind: node.Kind, Null: node.Tag == "!!null", Value: node.Value, Line: node.Line}
	for _, part := range node.Content {
		s.Parts = append(s.Parts, seenOf(part))
	}
	return s
}

// plainAsYAML requires that front matter that is read without the YAML parser is read as it would read it.
func plainAsYAML(t *testing.T, text string) (wasPlain bool) {
	t.Helper()
	got := plainFront(text)
	if got == nil {
		return false
	}
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &document), text)
	require.Empty(t, cmp.Diff(seenOf(document.Content[0]), seenOf(got)), text)
	return true
}

func frontOf(text string) string {
	front, _, _ := strings.Cut(strings.TrimPrefix(text, "---\n"), "---\n")
	return front
}

func TestPlainFrontIsWhatYAMLMakesOfIt(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../kb/*/*.md")
	require.NoError(t, err)
	plain := 0
	for _, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		if plainAsYAML(t, frontOf(string(data))) {
			plain++
		}
	}
	assert.Greater(t, plain, len(paths)*8/10, "of %d", len(paths))
}

// What YAML takes for something else than what stands there is left to it.
func TestFrontThatIsNotPlain(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "\n", "key", "key:", "key:  a", "key: a ", "key: a\n\nother: b", "Key: a", "key: 'a'", `key: "a"`, "key: a # b", "key: #",
		"key: - a", "key: a: b", "key: a:", "key: null", "key: ~", "key: |\n  a", "key: a\n  b", "key: a\n  - b", "key: &a b", "key: *a",
		"key: !a b", "key: [a, [b]]", "key: [a", "key: [a: b]", "key: []", "key: [a,]", "key: [null]", "key: {a: b}", "key: a\tb",
		"key:\n- a", "key:\n  - a\n    b: c", "key:\n  - a: b\n      c: d", "key:\n  - a:", "key:\n  - a: [b]", "key:\n  -  a", "key:\n   - a",
		"key: a\u2028b", "key: a\u0085b", "key: a\ufeffb", "key: " + strings.Repeat("a", maxPlain+1),
	} {
		assert.Nil(t, plainFront(text), "%q", text)
	}
}

// Whatever lines are put together, what is plain is what YAML makes of it.
func TestPlainFrontOfAnyLines(t *testing.T) {
	t.Parallel()
	lines := []string{
		"key: a b", "other: c's", "list:", "key: [a, b c]", "key: [ x ]", "  - a", "  - b: c", "    d: e", "    f: g h", "  - i:j, k?", "  c", "    l",
		"- m", "key: 2026-01-31", "key: true", "key: ærlig", "key: a-b: c", "key:x", "", "key: 12:30", "key: a] b", "  - n", "  - o: p", "key: [a-b,c?]",
	}
	random, plain := rand.New(rand.NewPCG(1, 2)), 0
	for range 20_000 {
		var text strings.Builder
		for range 1 + random.IntN(6) {
			text.WriteString(lines[random.IntN(len(lines))] + "\n")
		}
		if plainAsYAML(t, text.String()) {
			plain++
		}
	}
	assert.Greater(t, plain, 500)
}

func FuzzPlainFront(f *testing.F) {
	f.Add(frontOf(good))
	f.Add("key: a\nlist:\n  - b:c\n  - d, e?\nlinks:\n  - title: x\n    url: https://a/?b=c&d\n  - title: y\ntags: [ a b,c-d ]\nkey: 2026-01-01\n")
	f.Add("key: true\nother: 1e3\nbreaks: ærlig – talt\n")
	f.Fuzz(func(t *testing.T, text string) {
		if slices.ContainsFunc([]byte(text), unwanted) || invalidUTF8([]byte(text)) >= 0 { // Parse has refused it by then
			return
		}
		plainAsYAML(t, text)
	})
}
