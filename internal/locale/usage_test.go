package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestKeysAndTheirUses reads the program's own source and holds it against the catalogues: no text is asked for that
// doesn't exist, or without a value that it has a place for, and none is there that nobody asks for.
func TestKeysAndTheirUses(t *testing.T) {
	t.Parallel()
	catalog, err := Load()
	require.NoError(t, err)
	texts := catalog.For(English).texts
	found := readUses(t, filepath.Join("..", ".."))
	require.NotEmpty(t, found.calls)

	for _, call := range found.calls {
		text, ok := texts[call.key]
		if assert.True(t, ok, "%s: %q is in no catalogue", call.at, call.key) && call.legible {
			assert.Subset(t, call.names, placeholders(text), "%s: what %q has places for", call.at, call.key)
		}
	}
	for prefix, at := range found.prefixes {
		assert.True(t, hasPrefix(texts, prefix), "%s: no key begins with %q", at, prefix)
	}
	for key := range texts {
		used := found.literals[key]
		for prefix := range found.prefixes {
			used = used || strings.HasPrefix(key, prefix)
		}
		assert.True(t, used, "%q is used nowhere", key)
	}
}

// uses is what the source says about keys.
type uses struct {
	calls    []call            // T("key", …)
	prefixes map[string]string // T("prefix." + …), and where
	literals map[string]bool   // every string: keys also stand in tables
}

// call is one call of T with a literal key.
type call struct {
	at      string
	key     string
	names   []string // the placeholders it fills in, sorted
	legible bool     // whether the names can be read off the source
}

func readUses(t *testing.T, root string) uses {
	t.Helper()
	found := uses{prefixes: map[string]string{}, literals: map[string]bool{}}
	files := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			found.note(files, n)
			return true
		})
		return nil
	})
	require.NoError(t, err)
	return found
}

func (u *uses) note(files *token.FileSet, n ast.Node) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if s, ok := literal(n); ok {
			u.literals[s] = true
		}
	case *ast.CallExpr:
		method, ok := n.Fun.(*ast.SelectorExpr)
		if !ok || method.Sel.Name != "T" || len(n.Args) == 0 {
			return
		}
		at := files.Position(n.Pos()).String()
		if key, ok := literal(n.Args[0]); ok {
			names, legible := names(n)
			u.calls = append(u.calls, call{at: at, key: key, names: names, legible: legible})
			return
		}
		if sum, ok := n.Args[0].(*ast.BinaryExpr); ok {
			if prefix, ok := literal(sum.X); ok {
				u.prefixes[prefix] = at
			}
		}
	}
}

// names are the placeholders that a call of T fills in, as they are written in a text.
func names(n *ast.CallExpr) (names []string, legible bool) {
	if n.Ellipsis.IsValid() || len(n.Args)%2 == 0 {
		return nil, false
	}
	for i := 1; i < len(n.Args); i += 2 {
		name, ok := literal(n.Args[i])
		if !ok {
			return nil, false
		}
		names = append(names, "{"+name+"}")
	}
	slices.Sort(names)
	return names, true
}

func literal(n ast.Expr) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

func hasPrefix(texts map[string]string, prefix string) bool {
	for key := range texts {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}
