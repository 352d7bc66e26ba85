package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const samples = "../../knowledge/transfer/testdata/"

// ownKB are settings with a folder of articles of its own, which does not exist yet.
func ownKB(t *testing.T) (environ []string, dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "kb")
	return append(settings(t), "DESKHAND_KB_DIR="+dir), dir
}

// What was imported passes lint, is not served, and comes out of an export as it went in.
func TestImportAndExport(t *testing.T) {
	t.Parallel()
	environ, dir := ownKB(t)
	code, stdout, stderr := deskhand(t, environ, "", "kb", "import", samples+"qnamaker.tsv")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "tsv: 5 articles written to "+dir+", 0 left as they were, 4 entries skipped, 6 notes")
	assert.Contains(t, stdout, `line 6: skipped: "User Guide": it has no answer`)
	assert.Contains(t, stdout, "en/can-i-use-it-on-my-phone.md: Can I use it on my phone?")

	code, stdout, stderr = deskhand(t, environ, "", "kb", "lint")
	assert.Zero(t, code, stderr)
	assert.Contains(t, stdout, "5 articles, 0 faults, 5 warnings")
	assert.Contains(t, stdout, "warning: en/can-i-use-it-on-my-phone.md:4: 0 phrasings")
	_, stdout, _ = deskhand(t, environ, "", "kb", "search", "--json", "Can I use it on my phone?")
	assert.Contains(t, stdout, `"verdict": "unknown"`, "nobody has validated it")

	to := filepath.Join(t.TempDir(), "out")
	code, stdout, stderr = deskhand(t, environ, "", "kb", "export", to)
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "5 articles written to "+to)
	assert.Equal(t, tree(t, dir), tree(t, to))
}

// tree is every file below a folder with its content.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		require.NoError(t, err)
		if !entry.IsDir() {
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			name, err := filepath.Rel(dir, path)
			require.NoError(t, err)
			files[name] = string(content)
		}
		return nil
	}))
	return files
}

func TestImportReplacesNothingUnasked(t *testing.T) {
	t.Parallel()
	environ, dir := ownKB(t)
	importing := func(flags ...string) string {
		code, stdout, stderr := deskhand(t, environ, "", append([]string{"kb", "import", samples + "own.csv"}, flags...)...)
		require.Zero(t, code, stderr)
		return stdout
	}
	assert.Contains(t, importing("--dry-run"), "2 articles to be written to")
	assert.NoDirExists(t, dir)
	importing("--owner", "Kari", "--review-by", "2099-01-31")
	path := filepath.Join(dir, "nb", "get-access.md")
	first := tree(t, dir)
	assert.Contains(t, first["en/get-access.md"], "owner: Kari\nreview_by: 2099-01-31\n")
	assert.Contains(t, first["nb/get-access.md"], "owner: Hjelpegruppen\n", "the file names somebody")

	assert.Contains(t, importing(), "0 articles written to "+dir+", 2 left as they were")
	assert.Equal(t, first, tree(t, dir))
	require.NoError(t, os.WriteFile(path, []byte(strings.Replace(first["nb/get-access.md"], "state: not validated", "state: validated", 1)), 0o600))
	stdout := importing("--overwrite", "--state", "work in progress")
	assert.Contains(t, stdout, "left as it was: nb/get-access.md is validated")
	after := tree(t, dir)
	assert.Contains(t, after["nb/get-access.md"], "state: validated")
	assert.Contains(t, after["en/get-access.md"], "state: work in progress")
	assert.Len(t, after, 2, "nothing unfinished is left behind")
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "a.csv")
	require.NoError(t, os.WriteFile(empty, []byte("Question,Answer\n"), 0o600))
	for name, tt := range map[string]struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		"no file":        {[]string{"missing.tsv"}, 1, "", "missing.tsv"},
		"wrong format":   {[]string{samples + "own.csv", "--format", "json"}, 1, "", "read the JSON"},
		"no such format": {[]string{samples + "own.csv", "--format", "docx"}, 2, "", "--format"},
		"a day gone by":  {[]string{samples + "own.csv", "--review-by", "2020-01-01"}, 1, "", "has passed"},
		"no owner":       {[]string{samples + "own.csv", "--owner", " "}, 1, "", "--owner is empty"},
		"nothing in it":  {[]string{empty}, 1, "csv: 0 articles written", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environ, dir := ownKB(t)
			code, stdout, stderr := deskhand(t, environ, "", append([]string{"kb", "import"}, tt.args...)...)
			assert.Equal(t, tt.code, code)
			assert.Contains(t, stdout, tt.stdout)
			assert.Contains(t, stderr, tt.stderr)
			assert.NoDirExists(t, dir)
		})
	}
}

func TestExportRefuses(t *testing.T) {
	t.Parallel()
	environ, dir := ownKB(t)
	code, _, stderr := deskhand(t, environ, "", "kb", "import", samples+"own.csv")
	require.Zero(t, code, stderr)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(dir, link))
	before := tree(t, dir)
	for _, to := range []string{dir, filepath.Join(dir, "out"), link, filepath.Join(link, "new", "out")} {
		code, _, stderr := deskhand(t, environ, "", "kb", "export", to)
		assert.Equal(t, 1, code)
		assert.Contains(t, stderr, "lies in the folder of the articles")
	}
	assert.Equal(t, before, tree(t, dir))

	to := t.TempDir()
	foreign := filepath.Join(to, "nb", "get-access.md")
	require.NoError(t, os.Mkdir(filepath.Dir(foreign), 0o755))
	require.NoError(t, os.WriteFile(foreign, []byte("mine"), 0o600))
	code, _, stderr = deskhand(t, environ, "", "kb", "export", to)
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "get-access.md is there already and differs")
	assert.Len(t, tree(t, to), 1, "nothing was written")
	code, stdout, stderr := deskhand(t, environ, "", "kb", "export", to, "--language", "nb", "--overwrite")
	assert.Zero(t, code, stderr)
	assert.Contains(t, stdout, "1 articles written")
	assert.Equal(t, before["nb/get-access.md"], tree(t, to)["nb/get-access.md"])

	require.NoError(t, os.WriteFile(filepath.Join(dir, "nb", "bad.md"), []byte("---\n---\n"), 0o600))
	code, stdout, _ = deskhand(t, environ, "", "kb", "export", to, "--overwrite")
	assert.Equal(t, 1, code)
	assert.Contains(t, stdout, "left out: nb/bad.md:2:")
	assert.Contains(t, stdout, "2 articles written")
}
