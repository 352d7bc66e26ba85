package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"deskhand/helpdesk"
	"deskhand/knowledge"
	"deskhand/store"
)

type kbGapsCmd struct {
	Since since `help:"How far to look back: 30d, 12w or 48h." default:"30d"`
	Limit int   `help:"At most so many groups; 0 for all." default:"50"`
	JSON  bool  `help:"Print JSON."`
}

// gap is a group of questions as JSON shows it.
type gap struct {
	Example   string    `json:"example"`
	Language  string    `json:"language"`
	Questions int       `json:"questions"`
	People    int       `json:"people"`
	LastAsked time.Time `json:"last_asked"`
	Tickets   []string  `json:"tickets"`
}

// Run implements the command.
func (c *kbGapsCmd) Run(e *env) error {
	return withTruth(e, func(ctx context.Context, s *store.Store, truth *truth) error {
		lessons, err := truth.Lessons(ctx)
		if err != nil {
			return err
		}
		var missed []knowledge.Missed
		err = s.EachQuestion(ctx, e.now().Add(-time.Duration(c.Since)), func(events []knowledge.Event) {
			if m, unanswered := knowledge.Unanswered(events); unanswered {
				missed = append(missed, m)
			}
		})
		if err != nil {
			return err
		}
		found, err := knowledge.Gaps(missed, lessons.Learnt)
		if err != nil {
			return err
		}
		if c.Limit > 0 {
			found = found[:min(len(found), c.Limit)]
		}
		gaps := []gap{}
		for _, g := range found {
			tickets := []string{}
			for _, number := range g.Tickets {
				tickets = append(tickets, helpdesk.FormatKey(number))
			}
			gaps = append(gaps, gap{g.Example, g.Language, g.Questions, g.People, g.LastAsked, tickets})
		}
		if c.JSON {
			return writeJSON(e, gaps)
		}
		return printGaps(e, gaps)
	})
}

func printGaps(e *env, gaps []gap) error {
	if len(gaps) == 0 {
		fmt.Fprintln(e.stdout, "No question went unanswered.")
		return nil
	}
	table := tabwriter.NewWriter(e.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "QUESTIONS\tPEOPLE\tLAST ASKED\tLANGUAGE\tTICKETS\tEXAMPLE")
	for _, g := range gaps {
		fmt.Fprintf(table, "%d\t%d\t%s\t%s\t%s\t%s\n", g.Questions, g.People, g.LastAsked.Format(time.DateOnly), g.Language,
			strings.Join(g.Tickets, " "), oneLine(g.Example))
	}
	return table.Flush()
}

// since is a length of time that may be given in days or weeks.
type since time.Duration

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *since) UnmarshalText(text []byte) error {
	const day = 24 * time.Hour
	for unit, length := range map[string]time.Duration{"d": day, "w": 7 * day} {
		if number, ok := strings.CutSuffix(string(text), unit); ok {
			n, err := strconv.ParseUint(number, 10, 12)
			if err != nil {
				return fmt.Errorf("%q is no length of time: write 30d, 12w or 48h", text)
			}
			*s = since(time.Duration(n) * length)
			return nil
		}
	}
	d, err := time.ParseDuration(string(text))
	if err != nil || d < 0 {
		return fmt.Errorf("%q is no length of time: write 30d, 12w or 48h", text)
	}
	*s = since(d)
	return nil
}
