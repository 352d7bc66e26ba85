package knowledge

import (
	"bufio"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var updating = flag.Bool("update", false, "write the golden summary anew")

const (
	goldenFile  = "testdata/golden.tsv"
	summaryFile = "testdata/golden_summary.txt"
)

// golden is a question over our own articles, and what should become of it.
type golden struct {
	verdict           Verdict
	article, language string
	question          string
	line              int
}

// score counts how the golden questions fared. A later version must not be worse in any of them.
type score struct {
	InScope    int // questions that an article answers
	First      int // … where that article comes first
	Offered    int // … where it is answered or offered at once
	Answered   int // answered with an article at once
	Right      int // … with the right one
	OutOfScope int // questions that no article answers
	Refused    int // … where the engine says so
}

func (s score) String() string {
	return fmt.Sprintf("in scope %d\nfirst %d\noffered %d\nanswered %d\nanswered right %d\nout of scope %d\nrefused %d\n",
		s.InScope, s.First, s.Offered, s.Answered, s.Right, s.OutOfScope, s.Refused)
}

func parseScore(text string) (s score, err error) {
	_, err = fmt.Sscanf(text, "in scope %d\nfirst %d\noffered %d\nanswered %d\nanswered right %d\nout of scope %d\nrefused %d\n",
		&s.InScope, &s.First, &s.Offered, &s.Answered, &s.Right, &s.OutOfScope, &s.Refused)
	return s, err
}

// TestGolden asks the golden questions of our own articles and compares with the summary that was reviewed; below the
// figures, that file lists what goes wrong, so that a diff shows what a change does. "go test ./knowledge -run TestGolden
// -update" accepts a change.
func TestGolden(t *testing.T) {
	t.Parallel()
	e, err := Open(t.Context(), Options{KB: "../kb", Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.Close()) })

	var now score
	var misses strings.Builder
	for _, g := range readGolden(t) {
		answer, err := e.Ask(t.Context(), g.question, g.language)
		require.NoError(t, err)
		place := slices.IndexFunc(answer.Candidates, func(c Candidate) bool { return c.ID == g.article })
		now.count(g, answer.Verdict, place)
		if miss := missed(g, answer, place); miss != "" {
			fmt.Fprintf(&misses, "line %d: %s: %.60s\n", g.line, miss, g.question)
		}
	}
	if *updating {
		require.NoError(t, os.WriteFile(summaryFile, []byte(now.String()+"\n"+misses.String()), 0o600))
	}
	text, err := os.ReadFile(summaryFile)
	require.NoError(t, err)
	before, err := parseScore(string(text))
	require.NoError(t, err)
	assert.Equal(t, before.InScope, now.InScope, "other questions than in the summary; run with -update")
	assert.Equal(t, before.OutOfScope, now.OutOfScope, "other questions than in the summary; run with -update")
	assert.GreaterOrEqual(t, now.First, before.First, "the right article comes first less often\n%s", &misses)
	assert.GreaterOrEqual(t, now.Offered, before.Offered, "the right article is offered less often\n%s", &misses)
	assert.GreaterOrEqual(t, now.Right, before.Right, "fewer questions are answered right\n%s", &misses)
	assert.LessOrEqual(t, now.Answered-now.Right, before.Answered-before.Right, "more questions are answered wrong\n%s", &misses)
	assert.GreaterOrEqual(t, now.Refused, before.Refused, "fewer questions without an answer are refused\n%s", &misses)
}

func (s *score) count(g golden, got Verdict, place int) {
	if got == Sure {
		s.Answered++
		if place == 0 {
			s.Right++
		}
	}
	if g.verdict == Unknown {
		s.OutOfScope++
		if got == Unknown {
			s.Refused++
		}
		return
	}
	s.InScope++
	if place == 0 {
		s.First++
	}
	if place == 0 && got == Sure || place >= 0 && place < 3 && got == Maybe {
		s.Offered++
	}
}

// missed says in what an answer differs from what is wanted; an answer where a choice would do is no miss.
func missed(g golden, answer Answer, place int) string {
	switch {
	case g.verdict == Unknown && answer.Verdict != Unknown:
		return fmt.Sprintf("%s (%s)", answer.Verdict, answer.Candidates[0].ID)
	case g.verdict == Unknown || place == 0 && answer.Verdict == Sure:
		return ""
	case g.verdict == Maybe && answer.Verdict == Maybe && place >= 0 && place < 3:
		return ""
	}
	first := "nothing"
	if len(answer.Candidates) > 0 {
		first = answer.Candidates[0].ID
	}
	return fmt.Sprintf("%s, %s at %d, first %s", answer.Verdict, g.article, place+1, first)
}

func readGolden(t *testing.T) []golden {
	t.Helper()
	f, err := os.Open(goldenFile)
	require.NoError(t, err)
	defer f.Close()
	var all []golden
	lines := bufio.NewScanner(f)
	for line := 1; lines.Scan(); line++ {
		if strings.HasPrefix(lines.Text(), "#") {
			continue
		}
		columns := strings.Split(lines.Text(), "\t")
		require.Len(t, columns, 4, "line %d", line)
		all = append(all, golden{Verdict(columns[0]), columns[1], columns[2], columns[3], line})
	}
	require.NoError(t, lines.Err())
	return all
}
