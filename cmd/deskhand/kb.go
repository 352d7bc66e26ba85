package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"deskhand/knowledge"
)

// kbCmd looks after the articles.
type kbCmd struct {
	Lint    kbLintCmd    `cmd:"" help:"Check the articles: each fault with its file, its line and what to do."`
	Search  kbSearchCmd  `cmd:"" help:"Ask the knowledge base."`
	Explain kbExplainCmd `cmd:"" help:"Ask the knowledge base, and see why it answers as it does."`
	Similar kbSimilarCmd `cmd:"" help:"Articles that compete for the same questions, or repeat one another."`
	Eval    kbEvalCmd    `cmd:"" help:"Measure the answers by questions whose answers are known."`

	Phrasings kbPhrasingsCmd `cmd:"" help:"Look through what readers and tickets taught, and rule on it."`
	Gaps      kbGapsCmd      `cmd:"" help:"Questions that nobody could answer, grouped, the most asked first."`
	Import    kbImportCmd    `cmd:"" help:"Make articles of what another tool exported; see docs/import.md."`
	Export    kbExportCmd    `cmd:"" help:"Write the articles as Markdown files to another folder."`
}

type kbLintCmd struct {
	Dir string `arg:"" optional:"" help:"Folder of the articles; without it, the setting kb.dir."`
}

type kbSearchCmd struct {
	Question []string `arg:"" help:"The question."`
	Language string   `help:"Language of whoever asks." enum:"en,nb" default:"en"`
	JSON     bool     `help:"Print JSON."`
}

// Run implements the command.
func (c *kbLintCmd) Run(e *env) error {
	dir := c.Dir
	if dir == "" {
		dir = e.config.KB.Dir
	}
	articles, faults, err := knowledge.Lint(dir, e.now())
	if err != nil {
		return err
	}
	warnings := 0
	for _, fault := range faults {
		if fault.Warning {
			warnings++
			fmt.Fprintln(e.stdout, "warning:", fault)
		} else {
			fmt.Fprintln(e.stdout, fault)
		}
	}
	fmt.Fprintf(e.stdout, "%s, %s, %s\n",
		counted(len(articles), "article"), counted(len(faults)-warnings, "fault"), counted(warnings, "warning"))
	if len(faults) > warnings {
		return errReported
	}
	return nil
}

// found is the outcome of a search as JSON shows it.
type found struct {
	Verdict     knowledge.Verdict `json:"verdict"`
	Probability float64           `json:"probability"`
	Language    string            `json:"language"`
	Candidates  []foundCandidate  `json:"candidates"`
}

type foundCandidate struct {
	ID          string  `json:"id"`
	Language    string  `json:"language"`
	Title       string  `json:"title"`
	Probability float64 `json:"probability"`
}

// Run implements the command.
func (c *kbSearchCmd) Run(e *env) error {
	return withLibrary(e, func(ctx context.Context, l *library) error {
		answer, err := l.Ask(ctx, strings.Join(c.Question, " "), c.Language)
		if err != nil {
			return err
		}
		return c.print(e, answer)
	})
}

func (c *kbSearchCmd) print(e *env, answer knowledge.Answer) error {
	if !c.JSON {
		fmt.Fprintf(e.stdout, "%s (%s)\n", answer.Verdict, answer.Language)
		for _, candidate := range answer.Candidates {
			fmt.Fprintf(e.stdout, "%5.1f %%  %s  %s", 100*candidate.Probability, candidate.ID, candidate.Title)
			if candidate.Language != answer.Language {
				fmt.Fprintf(e.stdout, " (only in %q)", candidate.Language)
			}
			fmt.Fprintln(e.stdout)
		}
		return nil
	}
	encoder := json.NewEncoder(e.stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(foundIn(answer))
}

func foundIn(answer knowledge.Answer) found {
	result := found{Verdict: answer.Verdict, Language: answer.Language, Candidates: []foundCandidate{}}
	for _, candidate := range answer.Candidates {
		result.Candidates = append(result.Candidates, foundCandidate{candidate.ID, candidate.Language, candidate.Title, candidate.Probability})
		result.Probability = max(result.Probability, candidate.Probability)
	}
	return result
}

// counted is a number of things, named as one or as several.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
