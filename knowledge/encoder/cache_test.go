package encoder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// counting is an encoder that says what it was asked.
type counting struct {
	name string

	mu    sync.Mutex
	asked []string
	err   error
}

func (c *counting) Name() string { return c.name }

func (*counting) Knows(string) bool { return true }

func (c *counting) Encode(_ context.Context, texts []string) ([][]float32, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, texts...)
	return vectorsOf(texts), c.err
}

// said is what it was asked since this was called last.
func (c *counting) said() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	asked := c.asked
	c.asked = nil
	return asked
}

func vectorsOf(texts []string) [][]float32 {
	var vectors [][]float32
	for _, text := range texts {
		h := fnv.New32()
		h.Write([]byte(text))
		vectors = append(vectors, []float32{float32(h.Sum32()), float32(len(text)), -1})
	}
	return vectors
}

func texts(from, to int) []string {
	var all []string
	for i := from; i < to; i++ {
		all = append(all, fmt.Sprint("text ", i))
	}
	return all
}

// ask encodes texts through a cache, and looks at what comes out.
func ask(t *testing.T, c *Cache, texts []string) {
	t.Helper()
	vectors, err := c.Encode(t.Context(), texts)
	require.NoError(t, err)
	require.Equal(t, vectorsOf(texts), vectors)
}

func cached(t *testing.T, inner *counting, dir string) (*Cache, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	c := Cached(inner, dir, slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { assert.NoError(t, c.Close()) })
	return c, &log
}

func TestVectorsAreComputedOnce(t *testing.T) {
	t.Parallel()
	dir, inner := filepath.Join(t.TempDir(), "vectors"), &counting{name: "one"}
	first, log := cached(t, inner, dir)
	assert.Equal(t, "one", first.Name())
	ask(t, first, texts(0, 600))
	assert.Len(t, inner.said(), 600)
	ask(t, first, append(texts(590, 605), "text 3"))
	assert.Equal(t, texts(600, 605), inner.said())
	require.NoError(t, first.Close())
	ask(t, first, texts(0, 2)) // closed, it still encodes
	assert.Len(t, inner.said(), 2)

	second, _ := cached(t, inner, dir)
	ask(t, second, texts(0, 605))
	assert.Empty(t, inner.said())

	other := &counting{name: "other"}
	third, _ := cached(t, other, dir)
	ask(t, third, texts(0, 2))
	assert.Len(t, other.said(), 2, "another encoder has vectors of its own")
	assert.Empty(t, log.String())
}

func TestQuestionsAreNotKept(t *testing.T) {
	t.Parallel()
	inner := &counting{name: "one"}
	c, _ := cached(t, inner, t.TempDir())
	ask(t, c, []string{"a question"})
	ask(t, c, []string{"a question"})
	assert.Len(t, inner.said(), 2)
	ask(t, c, []string{"a question", "another"})
	assert.Len(t, inner.said(), 2)
}

func TestWhatTheEncoderCannotIsNotKept(t *testing.T) {
	t.Parallel()
	inner := &counting{name: "one", err: errors.New("no")}
	c, _ := cached(t, inner, t.TempDir())
	_, err := c.Encode(t.Context(), texts(0, 2))
	require.ErrorIs(t, err, inner.err)
	inner.err = nil
	ask(t, c, texts(0, 2))
}

func TestDamagedFileIsMadeAnew(t *testing.T) {
	t.Parallel()
	record := int64(recordHead + 3*4 + recordTail)
	tests := map[string]struct {
		spoil func(*os.File) error
		lost  []string
	}{
		"cut":          {func(f *os.File) error { return f.Truncate(10*record - 1) }, texts(9, 10)},
		"cut in head":  {func(f *os.File) error { return f.Truncate(9*record + 3) }, texts(9, 10)},
		"longer":       {func(f *os.File) error { _, err := f.WriteAt([]byte("x"), 10*record); return err }, nil},
		"a bit":        {func(f *os.File) error { _, err := f.WriteAt([]byte{0x55}, 4*record+25); return err }, texts(4, 10)},
		"a length":     {func(f *os.File) error { _, err := f.WriteAt([]byte{255, 255, 255, 255}, 4*record+16); return err }, texts(4, 10)},
		"another file": {func(f *os.File) error { _, err := f.WriteAt(bytes.Repeat([]byte("rubbish"), 1000), 0); return err }, texts(0, 10)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, inner := t.TempDir(), &counting{name: "one"}
			c, _ := cached(t, inner, dir)
			ask(t, c, texts(0, 10))
			require.NoError(t, c.Close())
			inner.said()
			file, err := os.OpenFile(c.path, os.O_RDWR, 0)
			require.NoError(t, err)
			require.NoError(t, test.spoil(file))
			require.NoError(t, file.Close())

			mended, log := cached(t, inner, dir)
			ask(t, mended, texts(0, 10))
			assert.Equal(t, test.lost, inner.said())
			assert.Contains(t, log.String(), "damaged")
			require.NoError(t, mended.Close())

			again, log := cached(t, inner, dir)
			ask(t, again, texts(0, 10))
			assert.Empty(t, inner.said())
			assert.Empty(t, log.String())
			files, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Len(t, files, 1, "nothing is left lying about")
		})
	}
}

func TestFileThatIsDamagedMeanwhile(t *testing.T) {
	t.Parallel()
	inner := &counting{name: "one"}
	c, _ := cached(t, inner, t.TempDir())
	ask(t, c, texts(0, 10))
	inner.said()
	record := int64(recordHead + 3*4 + recordTail)
	file, err := os.OpenFile(c.path, os.O_RDWR, 0)
	require.NoError(t, err)
	_, err = file.WriteAt([]byte{0x55}, 4*record+25)
	require.NoError(t, err)
	require.NoError(t, file.Truncate(9*record))
	require.NoError(t, file.Close())
	ask(t, c, texts(0, 10))
	assert.Equal(t, []string{"text 4", "text 9"}, inner.said())
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	taken := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(taken, nil, 0o600))
	c, log := cached(t, &counting{name: "one"}, taken)
	ask(t, c, texts(0, 2))
	assert.Contains(t, log.String(), "are not kept")
}

func TestSeveralUseOneFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var group sync.WaitGroup
	for i := range 4 {
		c, _ := cached(t, &counting{name: "one"}, dir)
		group.Go(func() {
			for j := range 20 {
				some := texts(10*((i+j)%20), 10*((i+j)%20)+30)
				vectors, err := c.Encode(t.Context(), some)
				assert.NoError(t, err)
				assert.Equal(t, vectorsOf(some), vectors)
			}
		})
	}
	group.Wait()
	inner := &counting{name: "one"}
	after, log := cached(t, inner, dir)
	ask(t, after, texts(0, 200))
	assert.Empty(t, inner.said())
	assert.Empty(t, log.String())
}

func TestWhatNobodyAsksForGoesInTheEnd(t *testing.T) {
	t.Parallel()
	dir, inner := t.TempDir(), &counting{name: "one"}
	c, _ := cached(t, inner, dir)
	ask(t, c, texts(0, keepAnyway+1))
	require.NoError(t, c.Close())
	inner.said()
	later, _ := cached(t, inner, dir)
	ask(t, later, texts(0, 100))
	require.NoError(t, later.Close())
	assert.Empty(t, inner.said())
	info, err := os.Stat(c.path)
	require.NoError(t, err)
	assert.EqualValues(t, 100*(recordHead+3*4+recordTail), info.Size())
}
