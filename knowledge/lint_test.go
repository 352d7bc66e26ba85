package knowledge

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var today = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// articleText is a good article about some words, which no article about other words repeats.
func articleText(id, about string) string {
	return strings.NewReplacer("share-an-app", id, "How do I share an app?", "How do I "+about+"?",
		"give somebody my app", "first "+about, `"share app: how"`, "second "+about,
		"let colleagues use the app", "third "+about, "Select **Share**", "Select **"+about+"**").Replace(good)
}

// writeFiles writes texts by their path below a new folder.
func writeFiles(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for path, text := range files {
		writeFile(t, dir, path, text)
	}
	return dir
}

func writeFile(t testing.TB, dir, path, text string) {
	t.Helper()
	full := filepath.Join(dir, filepath.FromSlash(path))
	require.NoError(t, os.MkdirAll(filepath.Dir(full), 0o755))
	require.NoError(t, os.WriteFile(full, []byte(text), 0o600))
}

func TestLint(t *testing.T) {
	t.Parallel()
	dir := writeFiles(t, map[string]string{
		"en/one.md":         articleText("one", "open a door"),
		"en/rooms/one.md":   articleText("one", "close a window"),
		"en/two.md":         strings.Replace(articleText("two", "paint a wall"), "third paint a wall", "First, open a door!", 1),
		"en/three.md":       strings.Replace(articleText("three", "lay a floor"), "2027-04-12", "2026-11-21", 1),
		"en/four.md":        strings.Replace(articleText("four", "fix a roof"), "2026-10-12", "2026-12-24", 1),
		"en/five.md":        strings.NewReplacer("2027-04-12", "2026-11-21", "validated", "archived").Replace(articleText("five", "dig a hole")),
		"en/six.md":         strings.NewReplacer("  - first plant a tree\n", "", "validated", "not validated").Replace(articleText("six", "plant a tree")),
		"en/bad.md":         articleText("bad", "do it badly"),
		"en/twice.md":       strings.Replace(articleText("twice", "say it twice"), "third", "first", 1),
		"nb/one.md":         articleText("one", "open a door"), // the same words in another language repeat nothing
		"nb/seven.md":       articleText("seven", "male veggen"),
		"nb/bad.md":         "---\n---\n",
		"en/.draft.md":      "hidden",
		".git/config":       "hidden",
		"nb/.obsidian/a.md": "hidden",
		"en/notes.txt":      "notes",
		"README.md":         "about the articles",
		"de/one.md":         articleText("one", "eine Tür öffnen"),
	})
	articles, faults, err := Lint(dir, today)
	require.NoError(t, err)
	assert.Len(t, articles, 12)

	const warning = "warning: "
	want := []string{
		warning + "README.md: no article;",
		warning + "de: no article;",
		warning + "en/four.md:10: reviewed_on lies in the future (2026-12-24);",
		warning + "en/notes.txt: no article;",
		"en/rooms/one.md:2: the id one is taken by en/one.md;",
		warning + "en/six.md:4: 2 phrasings;",
		warning + "en/three.md:11: the review was due on 2026-11-21;",
		"en/twice.md:7: the phrasing \"first say it twice\" repeats another",
		`en/two.md:7: "First, open a door!" is in en/one.md as well;`,
		"nb/bad.md:2: the front matter must be a list of keys:",
		"nb/bad.md:3: the article has no body;",
		warning + "nb/seven.md:2: there is no English article with this id;",
	}
	require.Len(t, faults, len(want), "%v", faults)
	for i, f := range faults {
		text := f.String()
		if f.Warning {
			text = warning + text
		}
		assert.True(t, strings.HasPrefix(text, want[i]), "%s\nshould begin with %s", text, want[i])
	}
}

func TestLintWithoutFolder(t *testing.T) {
	t.Parallel()
	_, _, err := Lint(filepath.Join(t.TempDir(), "nowhere"), today)
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "holds en/ and nb/")
	_, _, err = Lint(filepath.Join(house(t), "en"), today)
	require.ErrorContains(t, err, "name the folder in which it lies")
}

func TestLintFollowsLinks(t *testing.T) {
	t.Parallel()
	dir := writeFiles(t, map[string]string{"..data/en/one.md": articleText("one", "open a door")})
	require.NoError(t, os.Symlink(filepath.Join(dir, "..data", "en"), filepath.Join(dir, "en"))) // as Kubernetes mounts files
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "nb"), 0o755))
	require.NoError(t, os.Symlink(filepath.Join(dir, "..data", "en", "one.md"), filepath.Join(dir, "nb", "one.md")))
	require.NoError(t, os.Symlink(filepath.Join(dir, "gone.md"), filepath.Join(dir, "nb", "two.md")))
	articles, faults, err := Lint(dir, today)
	require.NoError(t, err)
	assert.Len(t, articles, 2)
	require.Len(t, faults, 1)
	assert.Contains(t, faults[0].String(), "nb/two.md: cannot be read")
}

// TestOwnArticles holds the articles of the project to the rules, as of the day on which one was last reviewed.
func TestOwnArticles(t *testing.T) {
	t.Parallel()
	articles, faults, err := Lint("../kb", time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	assert.Empty(t, faults)
	count := map[string]int{}
	for _, a := range articles {
		count[a.Language]++
	}
	assert.GreaterOrEqual(t, count["en"], 60)
	assert.GreaterOrEqual(t, count["nb"], 30)
}

func removeFile(dir, path string) error {
	return os.Remove(filepath.Join(dir, filepath.FromSlash(path)))
}
