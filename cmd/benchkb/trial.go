package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"deskhand/knowledge/eval"
	"deskhand/knowledge/knowledgetest"
)

// seed makes every measurement ask for the same things.
const seed = 1

// questionCount is how many questions are asked about generated articles: enough for fifty to be slower than the p99.
const questionCount = 5000

// mostEncoded is of how many generated articles the encoder is tried: more would take it minutes to read.
const mostEncoded = 10_000

// trial is one run of `deskhand kb eval`.
type trial struct {
	name    string
	args    []string
	environ []string
}

// result is what a trial printed. What it didn't measure is nil.
type result struct {
	name string
	eval.Report
	ReadySeconds *float64 `json:"ready_seconds"`
	ResidentMB   *float64 `json:"resident_mb"`
	PeakMB       *float64 `json:"peak_mb"`
}

// developmentSets are asked as the targets were set.
var developmentSets = []struct {
	name, set string
	args      []string
}{
	{"CLINC150", "clinc150", nil},
	{"CLINC150, encoder off", "clinc150", []string{"--encoder", "off"}},
	{"CLINC150, one typo", "clinc150", []string{"--typos", "1"}},
	{"CLINC150, 5 phrasings", "clinc150", []string{"--phrasings", "5"}},
	{"CLINC150, 1 phrasing", "clinc150", []string{"--phrasings", "1"}},
	{"HINT3 sofmattress", "hint3_sofmattress", nil},
	{"HWU64", "hwu64", nil},
	{"HWU64, one typo", "hwu64", []string{"--typos", "1"}},
}

// trials lists what is to be measured. What is not there is told and left out.
func (o options) trials(dir string, progress io.Writer) ([]trial, error) {
	var trials []trial
	for _, s := range developmentSets {
		set := filepath.Join(o.sets, s.set)
		if _, err := os.Stat(set); err != nil {
			fmt.Fprintf(progress, "%s is left out: there is no %s\n", s.name, set)
			continue
		}
		trials = append(trials, trial{name: s.name, args: append([]string{"--set", set}, s.args...)})
	}
	if _, err := os.Stat(filepath.Join(o.kb, eval.GoldenFile)); err != nil {
		fmt.Fprintf(progress, "our own articles are left out: there is no %s in %s\n", eval.GoldenFile, o.kb)
	} else {
		own := []string{"DESKHAND_KB_DIR=" + o.kb}
		trials = append(trials, trial{name: "our own articles", environ: own},
			trial{name: "our own articles, one typo", args: []string{"--typos", "1"}, environ: own})
	}
	for _, size := range o.sizes {
		kb, index := filepath.Join(dir, fmt.Sprint("kb-", size)), filepath.Join(dir, fmt.Sprint("index-", size))
		fmt.Fprintf(progress, "writing %d articles …\n", size)
		if err := writeCorpus(kb, size); err != nil {
			return nil, err
		}
		args := []string{"--usage", "--encoder", "off", "--index", index}
		environ := []string{"DESKHAND_KB_DIR=" + kb}
		// The first run builds the index; the second begins with it, as a bot does after a restart.
		trials = append(trials, trial{name: fmt.Sprintf("%d articles, built", size), args: args, environ: environ},
			trial{name: fmt.Sprintf("%d articles, started again", size), args: args, environ: environ})
		if size <= mostEncoded {
			trials = append(trials, trial{
				name: fmt.Sprintf("%d articles, encoder auto", size), args: []string{"--usage", "--index", index}, environ: environ,
			})
		}
	}
	return trials, nil
}

// writeCorpus writes articles and, as their golden questions, what people might ask about them.
func writeCorpus(dir string, size int) error {
	if err := knowledgetest.WriteCorpus(dir, size, seed); err != nil {
		return err
	}
	var golden strings.Builder
	for _, q := range knowledgetest.Asked(questionCount, size, seed) {
		if q.Article == "" {
			fmt.Fprintf(&golden, "generated\tunknown\t-\t%s\t%s\n", q.Language, q.Text)
			continue
		}
		fmt.Fprintf(&golden, "generated\tsure\t%s\t%s\t%s\n", q.Article, q.Language, q.Text)
	}
	if err := os.WriteFile(filepath.Join(dir, eval.GoldenFile), []byte(golden.String()), 0o644); err != nil {
		return fmt.Errorf("write the questions about the corpus: %w", err)
	}
	return nil
}

// run runs the program and reads what it printed.
func (t trial) run(ctx context.Context, bin string) (result, error) {
	command := exec.CommandContext(ctx, bin, append([]string{"kb", "eval", "--json"}, t.args...)...)
	command.Env = append(append(os.Environ(), "DESKHAND_LOG_LEVEL=error"), t.environ...)
	var problems bytes.Buffer
	command.Stderr = &problems
	printed, err := command.Output()
	if err != nil {
		return result{}, fmt.Errorf("%w: %s", err, bytes.TrimSpace(problems.Bytes()))
	}
	r := result{name: t.name}
	if err := json.Unmarshal(printed, &r); err != nil {
		return result{}, fmt.Errorf("read what it printed: %w", err)
	}
	return r, nil
}
