package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// columns are the measures of the table, each with the form of its figures.
var columns = [...]struct {
	name, format string
	of           func(result) *float64
}{
	{"accuracy", "%.3f", func(r result) *float64 { return r.Accuracy }},
	{"mrr10", "%.3f", func(r result) *float64 { return r.MRR10 }},
	{"auroc", "%.3f", func(r result) *float64 { return r.AUROC }},
	{"oos@90", "%.3f", func(r result) *float64 { return r.OOSRecallAt90 }},
	{"fpr95", "%.3f", func(r result) *float64 { return r.FPR95 }},
	{"right", "%.3f", func(r result) *float64 { return r.AnsweredPrecision }},
	{"coverage", "%.3f", func(r result) *float64 { return r.Coverage }},
	{"ece", "%.3f", func(r result) *float64 { return r.ECE }},
	{"p50 ms", "%.2f", func(r result) *float64 { return r.P50 }},
	{"p99 ms", "%.2f", func(r result) *float64 { return r.P99 }},
	{"total s", "%.1f", func(r result) *float64 { return &r.Seconds }},
	{"ready s", "%.1f", func(r result) *float64 { return r.ReadySeconds }},
	{"rest MB", "%.0f", func(r result) *float64 { return r.ResidentMB }},
	{"peak MB", "%.0f", func(r result) *float64 { return r.PeakMB }},
}

// writeTable writes a line for each result; "-" stands for what it didn't measure.
func writeTable(out io.Writer, results []result) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := []string{"measured"}
	for _, c := range &columns {
		row = append(row, c.name)
	}
	fmt.Fprintln(table, strings.Join(row, "\t"))
	for _, r := range results {
		row = append(row[:0], r.name)
		for _, c := range &columns {
			figure := "-"
			if value := c.of(r); value != nil {
				figure = fmt.Sprintf(c.format, *value)
			}
			row = append(row, figure)
		}
		fmt.Fprintln(table, strings.Join(row, "\t"))
	}
	return table.Flush()
}
