package eval

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteReport writes a report for people, each measure with what it means.
func WriteReport(out io.Writer, r Report) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, row := range []struct {
		name, format string
		value        *float64
		meaning      string
	}{
		{"accuracy", "%.3f", r.Accuracy, "of the questions in scope, the right article comes first"},
		{"mrr10", "%.3f", r.MRR10, "mean of 1/place of the right article"},
		{"auroc", "%.3f", r.AUROC, "a question in scope looks likelier than one out of scope"},
		{"oos_recall_at_90", "%.3f", r.OOSRecallAt90, "of those out of scope, refused when 90 % in scope are answered"},
		{"fpr95", "%.3f", r.FPR95, "of those out of scope, accepted when 95 % in scope are"},
		{"answered_precision", "%.3f", r.AnsweredPrecision, "of the sure answers, right"},
		{"coverage", "%.3f", r.Coverage, "of the questions in scope, answered surely"},
		{"ece", "%.3f", r.ECE, "distance between probability and truth"},
		{"p50_ms", "%.2f", r.P50, "half of the questions take at most"},
		{"p99_ms", "%.2f", r.P99, "99 in a hundred take at most"},
	} {
		value := "-"
		if row.value != nil {
			value = fmt.Sprintf(row.format, *row.value)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", row.name, value, row.meaning)
	}
	fmt.Fprintf(table, "articles\t%d\nqueries\t%d\nseconds\t%.1f\n", r.Articles, r.Queries, r.Seconds)
	return table.Flush()
}

// numbers are those of a score in the order of the table.
func (s *Score) numbers() []*int {
	return []*int{&s.Questions, &s.Met, &s.InScope, &s.First, &s.Offered, &s.Sure, &s.Wrong, &s.OutOfScope, &s.Refused}
}

var scoreColumns = [...]string{
	"category", "questions", "met", "in scope", "first", "offered", "sure", "wrong", "out of scope", "refused",
}

// WriteScores writes scores as a table.
func WriteScores(out io.Writer, scores []Score) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, strings.Join(scoreColumns[:], "\t"))
	for _, s := range scores {
		fmt.Fprint(table, s.Category)
		for _, number := range s.numbers() {
			fmt.Fprintf(table, "\t%d", *number)
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}
