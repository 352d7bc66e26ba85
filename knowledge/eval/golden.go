package eval

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"deskhand/knowledge"
)

// GoldenFile is the name of the golden questions in the folder of the articles that they are about.
const GoldenFile = "golden.tsv"

// Golden is a question about a knowledge base, and what should become of it.
type Golden struct {
	Question
	Category string // what makes it hard
	// Verdict is Sure when the article should be given as the answer, Maybe when it should be among the three to choose from,
	// and Unknown when nothing should be offered. To be sure and right is always as good as Maybe.
	Verdict knowledge.Verdict
	Line    int
}

// offered is among how many candidates a person chooses.
const offered = 3

const goldenForm = "category, verdict (sure, maybe or unknown), article, language and question, with tabs between them"

// ReadGolden reads golden questions, one in each line: its category, the verdict, the articles that answer it with commas
// between them ("-" for none), the language of whoever asks, and the question. Lines that begin with "#" are comments. An
// error names each fault with its line and what to do.
func ReadGolden(path string) ([]Golden, error) {
	file, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s is missing: write golden questions about your articles there, in each line %s", path, goldenForm)
	}
	if err != nil {
		return nil, fmt.Errorf("read the golden questions: %w", err)
	}
	defer file.Close()
	var all []Golden
	var faults []error
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, longestLine)
	for number := 1; lines.Scan(); number++ {
		if text := strings.TrimSpace(lines.Text()); text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		g, err := parseGolden(lines.Text())
		g.Line = number
		all = append(all, g)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s:%d: %w", path, number, err))
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the golden questions in %s: %w", path, err)
	}
	return all, errors.Join(faults...)
}

func parseGolden(line string) (Golden, error) {
	columns := strings.Split(line, "\t")
	if len(columns) != 5 {
		return Golden{}, fmt.Errorf("there are %d columns; write %s", len(columns), goldenForm)
	}
	for i, column := range columns {
		columns[i] = strings.TrimSpace(column)
		if columns[i] == "" {
			return Golden{}, fmt.Errorf("column %d is empty; write %s", i+1, goldenForm)
		}
	}
	g := Golden{
		Category: columns[0], Verdict: knowledge.Verdict(columns[1]),
		Question: Question{Text: columns[4], Language: columns[3]},
	}
	if columns[2] != "-" {
		g.Articles = strings.Split(columns[2], ",")
	}
	switch {
	case !slices.Contains([]knowledge.Verdict{knowledge.Sure, knowledge.Maybe, knowledge.Unknown}, g.Verdict):
		return g, fmt.Errorf("the verdict is %q; write sure, maybe or unknown", g.Verdict)
	case g.Language != "en" && g.Language != "nb":
		return g, fmt.Errorf("the language is %q; write en or nb", g.Language)
	case (g.Verdict == knowledge.Unknown) != (len(g.Articles) == 0):
		return g, errors.New(`only what is "unknown" has the article "-"; write the id of the article, or unknown`)
	}
	return g, nil
}

// Library is what golden questions are about. A *knowledge.Engine is one.
type Library interface {
	Asker
	Article(id, language string) (knowledge.Article, bool)
}

// MeasureGolden asks the golden questions. The result is theirs, in their order. An error names each question about an
// article that isn't served.
func MeasureGolden(ctx context.Context, engine Library, all []Golden, now func() time.Time) ([]GoldenOutcome, error) {
	var faults []error
	for _, g := range all {
		for _, id := range g.Articles {
			if _, served := engine.Article(id, g.Language); !served {
				faults = append(faults, fmt.Errorf("%s:%d: no article that is served has the id %q; write the id of one", GoldenFile, g.Line, id))
			}
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	outcomes := make([]GoldenOutcome, len(all))
	for i, g := range all {
		outcome, answer, err := Ask(ctx, engine, g.Question, now)
		if err != nil {
			return nil, err
		}
		outcomes[i] = GoldenOutcome{Golden: g, Outcome: outcome, Answer: answer}
	}
	return outcomes, nil
}

// ReportGolden works out the measures. Articles and Seconds are left to whoever knows them.
func ReportGolden(all []GoldenOutcome) Report {
	outcomes := make([]Outcome, len(all))
	for i, o := range all {
		outcomes[i] = o.Outcome
	}
	return Summarise(outcomes)
}

// GoldenOutcome is what became of a golden question.
type GoldenOutcome struct {
	Golden
	Outcome
	Answer knowledge.Answer
}

// Met reports whether the answer is what it should be.
func (o GoldenOutcome) Met() bool {
	switch o.Verdict {
	case knowledge.Unknown:
		return o.Answer.Verdict == knowledge.Unknown
	case knowledge.Sure:
		return o.Sure && o.Place == 1
	}
	return o.Sure && o.Place == 1 || o.isOffered()
}

// isOffered reports whether the right article is among those to choose from.
func (o GoldenOutcome) isOffered() bool {
	return o.Answer.Verdict == knowledge.Maybe && o.Place >= 1 && o.Place <= offered
}

// String says what the question is, what should have become of it and what did.
func (o GoldenOutcome) String() string {
	first := "nothing"
	if len(o.Answer.Candidates) > 0 {
		first = o.Answer.Candidates[0].ID
	}
	wanted := string(o.Verdict)
	if len(o.Articles) > 0 {
		wanted += " " + strings.Join(o.Articles, ",")
	}
	return fmt.Sprintf("%s: %.60s: %s, first %s; should be %s", o.Category, o.Text, o.Answer.Verdict, first, wanted)
}
