package house_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// row is an import, and whether the house allows it. Importing something/part stands for importing the package or any
// part of it.
type row struct {
	from, to string
	allowed  bool
}

var planted = []row{
	{"helpdesk", "deskhand/knowledge/part", false},
	{"helpdesk", "deskhand/store/part", false},
	{"helpdesk", "deskhand/internal/part", false},
	{"helpdesk", "example.org/other", false},
	{"helpdesk", "deskhand/helpdesk/part", true},
	{"knowledge", "deskhand/helpdesk/part", false},
	{"knowledge", "deskhand/bot/part", false},
	{"knowledge", "deskhand/internal/part", false},
	{"knowledge", "example.org/other", false},
	{"knowledge", "github.com/blevesearch/bleve/v2", true},
	{"knowledge/inner", "deskhand/knowledge/part", true},
	{"knowledge", "github.com/xuri/excelize/v2", false},
	{"knowledge/transfer", "github.com/xuri/excelize/v2", true},
	{"knowledge/transfer", "deskhand/knowledge/part", true},
	{"knowledge/transfer", "deskhand/helpdesk/part", false},
	{"knowledge/transfer", "deskhand/internal/part", false},
	{"knowledge/transfer", "example.org/other", false},
	{"bot", "deskhand/store/part", false},
	{"bot", "deskhand/graph/part", false},
	{"bot", "deskhand/web/part", false},
	{"bot", "deskhand/manifest/part", false},
	{"bot", "deskhand/cmd/part", false},
	{"bot", "deskhand/e2e/part", false},
	{"bot", "deskhand/bot/part", true},
	{"bot", "deskhand/internal/part", true},
	{"bot", "deskhand/helpdesk/part", true},
	{"bot", "deskhand/knowledge/part", true},
	{"bot", "github.com/infracloudio/msbotbuilder-go", true},
	{"bot/card", "deskhand/bot", false},
	{"bot/card", "deskhand/bot/activity/part", false},
	{"bot/card", "deskhand/bot/connector/part", false},
	{"bot/card", "deskhand/helpdesk/part", true},
	{"bot/activity", "deskhand/bot", false},
	{"bot/activity", "deskhand/bot/card/part", false},
	{"bot/activity", "deskhand/bot/connector/part", false},
	{"bot/connector", "deskhand/bot", false},
	{"bot/connector", "deskhand/store/part", false},
	{"bot/connector", "deskhand/bot/activity/part", true},
	{"graph", "deskhand/bot/part", false},
	{"graph", "deskhand/store/part", false},
	{"graph", "deskhand/web/part", false},
	{"graph", "deskhand/helpdesk/part", true},
	{"graph", "deskhand/internal/part", true},
	{"graph", "deskhand/graph/msgraph/part", false},
	{"graph", "github.com/microsoftgraph/msgraph-sdk-go", false},
	{"graph/ticketlist", "deskhand/graph/msgraph/part", false},
	{"graph/ticketlist", "deskhand/graph/sharepoint/part", false},
	{"cmd/deskhand", "deskhand/graph/sharepoint/part", true},
	{"graph/ticketlist", "deskhand/cmd/part", false},
	{"graph/ticketlist", "deskhand/store/part", false},
	{"graph/ticketlist", "github.com/microsoft/kiota-abstractions-go", false},
	{"graph/msgraph", "deskhand/graph/part", true},
	{"graph/msgraph", "deskhand/bot/part", false},
	{"graph/msgraph", "github.com/microsoftgraph/msgraph-sdk-go", true},
	{"graph/msgraph", "github.com/microsoft/kiota-abstractions-go", true},
	{"graph/msgraph", "github.com/Azure/azure-sdk-for-go/sdk/azidentity", false},
	{"store", "deskhand/bot/part", false},
	{"store", "deskhand/graph/part", false},
	{"store", "deskhand/web/part", false},
	{"store", "deskhand/knowledge/part", true},
	{"store", "deskhand/internal/part", true},
	{"store", "github.com/riverqueue/river", true},
	{"web", "deskhand/bot/part", false},
	{"web", "deskhand/graph/part", false},
	{"web", "deskhand/store/part", false},
	{"web", "deskhand/helpdesk/part", true},
	{"manifest", "deskhand/bot/part", false},
	{"manifest", "deskhand/store/part", false},
	{"internal/plumbing", "deskhand/bot/part", false},
	{"internal/plumbing", "deskhand/graph/part", false},
	{"internal/plumbing", "deskhand/store/part", false},
	{"internal/plumbing", "deskhand/web/part", false},
	{"internal/plumbing", "deskhand/cmd/part", false},
	{"internal/plumbing", "deskhand/knowledge/part", true},
	{"internal/plumbing", "github.com/Azure/azure-sdk-for-go/sdk/azidentity", false},
	{"internal/identity", "github.com/Azure/azure-sdk-for-go/sdk/azidentity", true},
	{"internal/plumbing", "github.com/riverqueue/river", false},
	{"cmd/deskhand", "deskhand/bot/part", true},
	{"cmd/deskhand", "deskhand/store/part", true},
	{"cmd/deskhand", "github.com/infracloudio/msbotbuilder-go", true},
	{"store", "github.com/infracloudio/msbotbuilder-go", false},
	{"cmd/deskhand", "github.com/jackc/pgx/v5", false},
	{"cmd/deskhand", "github.com/blevesearch/bleve/v2", false},
	{"cmd/deskhand", "deskhand/graph/msgraph/part", true},
	{"cmd/deskhand", "github.com/microsoftgraph/msgraph-sdk-go", false},
	{"cmd/deskhand", "github.com/xuri/excelize/v2", false},
	{"cmd/playground", "deskhand/e2e/part", true},
	{"bot/connector", "deskhand/bot/connector/connectortest/part", false},
	{"graph/ticketlist", "deskhand/graph/graphtest/part", false},
	{"cmd/deskhand", "deskhand/internal/loopback/part", false},
	{"bot/connector/connectortest", "deskhand/internal/loopback/part", true},
	{"graph/graphtest", "deskhand/internal/loopback/part", true},
	{"cmd/fakegraph", "deskhand/graph/graphtest/part", true},
	{"cmd/loadtest", "deskhand/bot/connector/connectortest/part", true},
}

// forTests is what only tests may import: what helps to test, what plays Teams and Graph, and all the way to the latter.
var forTests = []string{
	"example.org/other", "deskhand/bot/connector/connectortest/part", "deskhand/graph/graphtest/part",
	"deskhand/internal/loopback/part", "deskhand/graph/msgraph/part", "deskhand/graph/sharepoint/part",
}

// TestImportDirection plants each of the imports above in a house of empty packages under our own linter settings, and
// expects the linter to find those that are forbidden, and those alone. A test of a package is bound like the package.
func TestImportDirection(t *testing.T) {
	t.Parallel()
	linter := os.Getenv("DESKHAND_TEST_LINTER")
	if linter == "" {
		t.Skip("DESKHAND_TEST_LINTER names no golangci-lint: `make lint` runs this")
	}
	house := t.TempDir()
	settings, err := os.ReadFile(filepath.Join(root, ".golangci.yml"))
	require.NoError(t, err)
	write(t, filepath.Join(house, ".golangci.yml"), string(settings))
	modules := "module deskhand\n\ngo 1.26\n"
	for _, p := range planted {
		modules += build(t, house, p.to)
	}
	write(t, filepath.Join(house, "go.mod"), modules)

	var forbidden []string
	for i, p := range planted {
		forbidden = append(forbidden, plant(t, house, i, p)...)
	}
	assert.ElementsMatch(t, forbidden, lint(t, linter, house))
}

// plant writes files with the import into the package and into a part of it, with and without "_test" in their names, and
// returns those in which it is forbidden.
func plant(t *testing.T, house string, number int, p row) (forbidden []string) {
	t.Helper()
	for _, dir := range []string{p.from, filepath.Join(p.from, "inner")} {
		for _, suffix := range []string{"", "_test"} {
			if suffix == "_test" && slices.Contains(forTests, p.to) && !p.allowed {
				continue
			}
			file := filepath.Join(dir, fmt.Sprintf("planted%d%s.go", number, suffix))
			write(t, filepath.Join(house, file), fmt.Sprintf("package part\n\nimport _ %q\n", p.to))
			if !p.allowed {
				forbidden = append(forbidden, file)
			}
		}
	}
	return forbidden
}

// build makes an empty package to import; one that isn't ours gets a module of its own, and is required in go.mod.
func build(t *testing.T, house, pkg string) (requirement string) {
	t.Helper()
	dir, ours := strings.CutPrefix(pkg, "deskhand/")
	if ours {
		write(t, filepath.Join(house, dir, "part.go"), "package part\n")
		return ""
	}
	dir = filepath.Join("others", pkg)
	if _, err := os.Stat(filepath.Join(house, dir)); err == nil {
		return ""
	}
	write(t, filepath.Join(house, dir, "part.go"), "package part\n")
	write(t, filepath.Join(house, dir, "go.mod"), "module "+pkg+"\n\ngo 1.26\n")
	version := "v0.0.0"
	if major, ok := strings.CutPrefix(path.Base(pkg), "v"); ok {
		version = "v" + major + ".0.0"
	}
	return fmt.Sprintf("require %[1]s %[2]s\nreplace %[1]s => ./%[3]s\n", pkg, version, dir)
}

// lint returns the files in which the linter finds a forbidden import.
func lint(t *testing.T, linter, house string) []string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), linter, "run",
		"--enable-only", "depguard", "--output.json.path", "stdout", "--show-stats=false", "./...")
	cmd.Dir = house
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		err = nil // it found something, as it should
	}
	require.NoErrorf(t, err, "%s", out)
	var report struct {
		Issues []struct {
			FromLinter, Text string
			Pos              struct{ Filename string }
		}
	}
	require.NoErrorf(t, json.Unmarshal(out, &report), "%s", out)
	var files []string
	for _, issue := range report.Issues {
		require.Equal(t, "depguard", issue.FromLinter, issue.Text)
		files = append(files, issue.Pos.Filename)
	}
	return files
}

func write(t *testing.T, path, content string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
}
