package doctor_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/doctor"
)

// permission is how Graph names an application permission.
var permission = regexp.MustCompile(`\b[A-Z][A-Za-z]+(\.[A-Z][A-Za-z]+)+\b`)

// What an error of package msgraph asks an administrator to grant, the table has: or they would be told one thing by the log
// and another by the doctor.
func TestTheTableHasWhatOperationsAskFor(t *testing.T) {
	t.Parallel()
	known := []string{"Sites.Read.All"} // beside Sites.Selected, to read a list; writing takes more
	for _, feature := range doctor.Features() {
		for _, p := range feature.Permissions {
			known = slices.Concat(known, []string{p.Name}, p.Or, p.Wider)
		}
	}
	asked := operations(t)
	require.NotEmpty(t, asked)
	for name, where := range asked {
		assert.Contains(t, known, name, "package msgraph asks for it in %s", where)
	}
	for _, feature := range doctor.Features() {
		for _, p := range feature.Permissions {
			assert.Contains(t, asked, p.Name, "no operation needs it; the table has it for %s", feature.Name)
		}
	}
}

// operations are the permissions that package msgraph names, and where.
func operations(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../msgraph/*.go")
	require.NoError(t, err)
	asked := map[string]string{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if _, ok := n.(*ast.ImportSpec); ok {
				return false
			}
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, err := strconv.Unquote(literal.Value)
				require.NoError(t, err)
				for _, p := range permission.FindAllString(text, -1) {
					asked[p] = name
				}
			}
			return true
		})
	}
	return asked
}
