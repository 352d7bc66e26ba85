package doctor_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/doctor"
)

var update = flag.Bool("update", false, "write the table of docs/permissions.md")

const (
	page  = "../../docs/permissions.md"
	below = "<!-- Below: made from graph/doctor by go test ./graph/doctor -update -->\n"
)

// The page says what the code asks for.
func TestTheDocumentationSaysWhatIsNeeded(t *testing.T) {
	t.Parallel()
	written, err := os.ReadFile(page)
	require.NoError(t, err)
	head, _, ok := strings.Cut(string(written), below)
	require.True(t, ok, "the page says where the table begins")
	want := head + below + "\n" + table()
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(want), 0o600))
		return
	}
	assert.Equal(t, want, string(written), "go test ./graph/doctor -update")
}

func table() string {
	var b strings.Builder
	b.WriteString("| Feature, and what turns it on | Permission | Why | Wider ones |\n|---|---|---|---|\n")
	for _, f := range doctor.Features() {
		for i, p := range f.Permissions {
			name, optional := "", ""
			if i == 0 {
				name = fmt.Sprintf("**%s**<br>%s", f.Name, f.Setting)
			}
			switch {
			case p.Unseen:
				optional = " (or in Exchange)"
			case p.Without != "":
				optional = " (optional)"
			}
			why := p.Why
			if p.Without != "" {
				why += "; without it " + p.Without
			}
			names := "`" + p.Name + "`"
			if p.Of != "" {
				names += " of " + p.Of
			}
			for _, or := range p.Or {
				names += " or `" + or + "`"
			}
			wider := ""
			if len(p.Wider) > 0 {
				wider = "`" + strings.Join(p.Wider, "`, `") + "`"
			}
			fmt.Fprintf(&b, "| %s | %s%s | %s | %s |\n", name, names, optional, why, wider)
		}
	}
	return b.String()
}
