package knowledge

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	index "github.com/blevesearch/bleve_index_api"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// reopen opens an engine, and says what it logged.
func reopen(t *testing.T, kb, indexDir string) (*Engine, string) {
	t.Helper()
	var log bytes.Buffer
	options := testOptions(kb, indexDir)
	options.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	e, err := Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })
	return e, log.String()
}

func openEngineAndClose(t testing.TB, kb, dir string) {
	t.Helper()
	e, err := Open(t.Context(), testOptions(kb, dir))
	require.NoError(t, err)
	require.NoError(t, e.Close())
}

// A start with a ready index reads no article: here they are exchanged for others of the same size and time.
func TestOpenReadsNoArticles(t *testing.T) {
	t.Parallel()
	kb, dir := house(t), t.TempDir()
	path := filepath.Join(kb, "en", "door.md")
	before, err := os.Stat(path)
	require.NoError(t, err)
	openEngineAndClose(t, kb, dir)

	writeFile(t, kb, "en/door.md", articleText("door", "open a golden door"))
	require.NoError(t, os.Chtimes(path, before.ModTime(), before.ModTime()))
	e, _ := reopen(t, kb, dir)
	assert.Equal(t, "How do I open a wooden door?", first(t, e, "door", "en").Title)

	writeFile(t, kb, "en/door.md", articleText("door", "open a broken door"))
	_, err = e.Refresh(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "How do I open a broken door?", first(t, e, "door", "en").Title)
}

func TestOpenTakesUpChanges(t *testing.T) {
	t.Parallel()
	kb, dir := house(t), t.TempDir()
	openEngineAndClose(t, kb, dir)
	require.NoError(t, os.Remove(filepath.Join(kb, "en", "door.md")))
	writeFile(t, kb, "en/gate.md", articleText("gate", "close the garden gate"))
	e, log := reopen(t, kb, dir)
	assert.NotContains(t, log, "built anew")
	assert.Equal(t, "gate", first(t, e, "garden gate", "en").ID)
	assert.Equal(t, 4, e.Status().Articles["en"])
}

// Whatever is wrong with the index, it is built anew from the articles.
func TestOpenRebuilds(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(dir string) error{
		"a byte of a segment": func(dir string) error {
			return edit(dir, "*.zap", func(data []byte) []byte { data[len(data)/3] ^= 0x40; return data })
		},
		"a short segment": func(dir string) error {
			return edit(dir, "*.zap", func(data []byte) []byte { return data[:len(data)/2] })
		},
		"an empty segment": func(dir string) error {
			return edit(dir, "*.zap", func([]byte) []byte { return nil })
		},
		"no segment": func(dir string) error {
			return os.Remove(filepath.Join(dir, "000000000001.zap"))
		},
		"no list of segments": func(dir string) error {
			return os.Remove(filepath.Join(dir, "root.bolt"))
		},
		"garbage for a list of segments": func(dir string) error {
			return edit(dir, "root.bolt", func(data []byte) []byte { return bytes.Repeat([]byte("garbage "), len(data)/8) })
		},
		"a file in its place": func(dir string) error {
			return errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600))
		},
		"another format": func(dir string) error {
			return inIndex(dir, func(b *bleveIndex) error {
				var note bytes.Buffer
				err := gob.NewEncoder(&note).Encode(manifest{Format: indexFormat + 1, Entries: b.made.Entries})
				return errors.Join(err, b.SetInternal([]byte(manifestKey), note.Bytes()))
			})
		},
		"an unreadable manifest": func(dir string) error {
			return inIndex(dir, func(b *bleveIndex) error { return b.SetInternal([]byte(manifestKey), []byte("x")) })
		},
		"a missing article": func(dir string) error {
			return inIndex(dir, func(b *bleveIndex) error { return b.Delete("en/roof") })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kb, dir := house(t), t.TempDir()
			openEngineAndClose(t, kb, dir)
			require.NoError(t, damage(filepath.Join(dir, currentDir)))
			e, log := reopen(t, kb, dir)
			assert.Contains(t, log, "built anew")
			assert.False(t, e.Status().InMemory)
			assert.Equal(t, "roof", first(t, e, "leaking roof", "en").ID)
		})
	}
}

// edit changes the first file in the folder whose name matches.
func edit(dir, pattern string, change func(data []byte) []byte) error {
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(found) == 0 {
		return errors.Join(err, fs.ErrNotExist)
	}
	data, err := os.ReadFile(found[0])
	if err != nil {
		return err
	}
	return os.WriteFile(found[0], change(data), 0o600)
}

func inIndex(dir string, work func(*bleveIndex) error) error {
	b, err := openIndex(dir, true)
	if err != nil {
		return err
	}
	return errors.Join(work(b), b.Close())
}

// A refresh that was cut off has left articles in the index that nobody remembers: they are not served, and indexed
// again.
func TestOpenAfterInterruptedRefresh(t *testing.T) {
	t.Parallel()
	kb, dir := house(t), t.TempDir()
	openEngineAndClose(t, kb, dir)
	stranger, faults := Parse("en/stranger.md", []byte(articleText("stranger", "repair the leaking roof")))
	require.Empty(t, faults)
	languages, err := newLanguages()
	require.NoError(t, err)
	doc, err := newDocument(languages[0], words(), stranger)
	require.NoError(t, err)
	require.NoError(t, inIndex(filepath.Join(dir, currentDir), func(b *bleveIndex) error {
		return b.put([]index.Document{doc})
	}))

	e, log := reopen(t, kb, dir)
	assert.NotContains(t, log, "built anew")
	answer, err := e.Ask(t.Context(), "leaking roof", "en")
	require.NoError(t, err)
	require.Len(t, answer.Candidates, 1)
	assert.Equal(t, "roof", answer.Candidates[0].ID)
	_, found := e.Article("stranger", "en")
	assert.False(t, found)
}

func TestOpenTwice(t *testing.T) {
	t.Parallel()
	kb, dir := house(t), t.TempDir()
	one := openEngine(t, kb, dir)
	two, log := reopen(t, kb, dir)
	assert.Regexp(t, `level=DEBUG .*another process has the index open`, log, "nothing that anybody at a terminal must know")
	assert.True(t, two.Status().InMemory)
	for _, e := range []*Engine{one, two} {
		assert.Equal(t, "roof", first(t, e, "leaking roof", "en").ID)
	}
}

func TestOpenWhereNothingCanBeWritten(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(dir, nil, 0o600))
	e, log := reopen(t, house(t), dir)
	assert.Contains(t, log, "kept in memory")
	assert.Equal(t, "roof", first(t, e, "leaking roof", "en").ID)
}

func TestOpenClearsBuilds(t *testing.T) {
	t.Parallel()
	kb, dir := house(t), t.TempDir()
	openEngineAndClose(t, kb, dir)
	left := filepath.Join(dir, "build-123")
	require.NoError(t, os.Mkdir(left, 0o700))
	openEngineAndClose(t, kb, dir)
	assert.NoDirExists(t, left)
}

func TestOpenCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	_, err := Open(ctx, testOptions(house(t), dir))
	require.ErrorIs(t, err, context.Canceled)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, left)
}
