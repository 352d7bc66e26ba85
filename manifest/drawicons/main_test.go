package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheIconsOfThePackageAreTheOnesDrawnHere(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	require.Zero(t, run([]string{folder}, os.Stderr))
	drawn, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, drawn, 2)
	for _, file := range drawn {
		want, got := decode(t, folder, file.Name()), decode(t, "../app", file.Name())
		assert.Equal(t, want, got, "%s differs; run go generate ./manifest", file.Name())
	}
}

// decode compares as pixels: what an encoder makes of them may differ between versions of Go.
func decode(t *testing.T, folder, name string) any {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, name))
	require.NoError(t, err)
	img, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	return img
}

func TestAFolderThatCannotBeWrittenIsTold(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	assert.Equal(t, 1, run([]string{filepath.Join(t.TempDir(), "missing")}, &stderr))
	assert.Contains(t, stderr.String(), "no such file")
	assert.Equal(t, 2, run(nil, &stderr))
	assert.Contains(t, stderr.String(), "usage")
}
