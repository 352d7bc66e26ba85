package house_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../.."

// A file that is longer than this holds more than one idea.
const mostLines = 500

func TestNoFileIsTooLong(t *testing.T) {
	t.Parallel()
	seen := 0
	eachGoFile(t, func(path string, content []byte) {
		seen++
		lines := bytes.Count(content, []byte("\n"))
		assert.LessOrEqualf(t, lines, mostLines, "%s has %d lines: part it by its ideas", path, lines)
	})
	assert.NotZero(t, seen, "no Go file was found")
}

func eachGoFile(t *testing.T, visit func(path string, content []byte)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != root && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "node_modules"):
			return filepath.SkipDir
		case entry.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		visit(path, content)
		return nil
	})
	require.NoError(t, err)
}
