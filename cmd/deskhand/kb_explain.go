package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"deskhand/knowledge"
)

// kbExplainCmd shows why a question is answered as it is.
type kbExplainCmd struct {
	Question []string `arg:"" help:"The question."`
	Language string   `help:"Language of whoever asks." enum:"en,nb" default:"en"`
	JSON     bool     `help:"Print JSON."`
}

// explained is what a search finds, and in each of the languages in which it looked, how.
type explained struct {
	found
	Rankings []knowledge.Ranking `json:"rankings"`
}

// Run implements the command.
func (c *kbExplainCmd) Run(e *env) error {
	return withLibrary(e, func(ctx context.Context, l *library) error {
		x, err := l.Explain(ctx, strings.Join(c.Question, " "), c.Language)
		if err != nil {
			return err
		}
		if c.JSON {
			encoder := json.NewEncoder(e.stdout)
			encoder.SetIndent("", "  ")
			return encoder.Encode(explained{foundIn(x.Answer), x.Rankings})
		}
		return c.print(e, x, l.SureFrom(x.Answer))
	})
}

func (c *kbExplainCmd) print(e *env, x knowledge.Explanation, sureFrom float64) error {
	fmt.Fprintf(e.stdout, "%s: %s\n", x.Verdict, reason(x, sureFrom))
	for _, r := range x.Rankings {
		fmt.Fprintf(e.stdout, "\nIn the articles in %q: %.0f %% likely that one of them answers; %.0f %% of the question's words are in none.\n",
			r.Language, 100*r.Scope, 100*r.Strange)
		if r.OutsideWording > 0 || r.OutsideMeaning > 0 {
			fmt.Fprintf(e.stdout, "Questions like it are known to be outside, by readers or by %s: %.2f by their wording, %s by their meaning.\n",
				knowledge.OutsideFile, r.OutsideWording, known(r.Meaning, r.OutsideMeaning))
		}
		if len(r.Candidates) == 0 {
			continue
		}
		table := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprint(table, "probability\tterms\tcoverage\twording\tmeaning\tnearest\tcentre\tscore\tshare\t  article\n")
		for _, s := range r.Candidates {
			fmt.Fprintf(table, "%.3f\t%.2f\t%.2f\t%s\t%s\t%s\t%s\t%.2f\t%.2f\t  %s\n", s.Probability, s.Terms, s.Coverage,
				known(r.Wording, s.Wording), known(r.Meaning, s.Meaning), known(r.Meaning, s.Nearest), known(r.Meaning, s.Centre),
				s.Score, s.Share, s.ID)
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// known is a signal, or a dash where there is nothing to give it.
func known(given bool, value float64) string {
	if !given {
		return "-"
	}
	return fmt.Sprintf("%.2f", value)
}

// reason says why the verdict is what it is.
func reason(x knowledge.Explanation, sureFrom float64) string {
	if len(x.Candidates) == 0 {
		return "no article has anything in common with the question"
	}
	first := x.Candidates[0]
	switch {
	case x.Exact:
		return fmt.Sprintf("%s holds the question word for word", first.ID)
	case x.Verdict == knowledge.Sure:
		return fmt.Sprintf("%s answers it with a probability of %.2f, and from %.2f on it is an answer",
			first.ID, first.Probability, sureFrom)
	case x.Verdict == knowledge.Maybe && first.Probability >= sureFrom && x.Strange >= x.StrangeFrom:
		return fmt.Sprintf("%s comes first with a probability of %.2f, but %.0f %% of the question is in words that no article has; "+
			"from %.0f %% on it may be about something else", first.ID, first.Probability, 100*x.Strange, 100*x.StrangeFrom)
	case x.Verdict == knowledge.Maybe && first.Probability >= sureFrom:
		return fmt.Sprintf("%s comes first with a probability of %.2f, but the question names a single thing, and does not say what is "+
			"wanted of it", first.ID, first.Probability)
	case x.Verdict == knowledge.Maybe:
		return fmt.Sprintf("the articles are about this, and %s comes first with a probability of %.2f; it takes %.2f for an answer",
			first.ID, first.Probability, sureFrom)
	}
	return fmt.Sprintf("even the first three articles together are less likely than not; %s comes first with %.2f",
		first.ID, first.Probability)
}
