package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"deskhand/knowledge"
	"deskhand/knowledge/eval"
)

// kbEvalCmd measures the engine by questions whose answers are known.
type kbEvalCmd struct {
	Set       string `help:"Folder of a set of questions: train.tsv and test.tsv, or corpus.json and queries.tsv. Without it, the golden questions about our own articles are asked." placeholder:"DIR"`
	Phrasings int    `help:"Phrasings of each article in train.tsv, drawn by the seed; 0 for all." placeholder:"K"`
	Learn     int    `help:"Queries of each article in corpus.json that are learnt, drawn by the seed; the rest is asked." placeholder:"N"`
	Seed      uint64 `help:"What the draws and the typing errors depend on." default:"1"`
	Encoder   string `help:"Whether the sentence encoder is used where it is installed." enum:"auto,off" default:"auto"`
	Typos     int    `help:"Typing errors in each question." placeholder:"N"`
	Language  string `help:"Language of the set." enum:"auto,en,nb" default:"auto"`
	JSON      bool   `help:"Print JSON."`

	Index string `help:"Folder for the index of our own articles, which is kept." hidden:"" placeholder:"DIR"`
	Usage bool   `help:"Tell the time of the start and the memory as well." hidden:""`
}

// Run implements the command.
func (c *kbEvalCmd) Run(e *env) (err error) {
	switch {
	case c.Phrasings < 0 || c.Learn < 0 || c.Typos < 0:
		return errors.New("--phrasings, --learn and --typos must not be less than 0")
	case c.Set == "" && (c.Phrasings > 0 || c.Learn > 0):
		return errors.New("--phrasings and --learn go with --set DIR: our own articles are taken as they are")
	case c.Set == "":
		return c.golden(e)
	}
	draw := eval.Draw{Phrasings: c.Phrasings, Learn: c.Learn, Typos: c.Typos, Seed: c.Seed, Language: c.Language}
	if c.Language == "auto" {
		draw.Language = ""
	}
	set, err := eval.ReadSet(e.ctx, c.Set, draw)
	if err != nil {
		return err
	}
	options, closeEncoder, err := c.options(e)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeEncoder()) }()
	report, err := eval.Measure(e.ctx, set, options)
	if err != nil {
		return err
	}
	return c.print(e, report)
}

// options are those of the engine that is measured, and what gives its encoder back.
func (c *kbEvalCmd) options(e *env) (knowledge.Options, func() error, error) {
	logger := newLogger(e)
	if c.Encoder == "off" {
		e.config.KB.Encoder = c.Encoder
	}
	encoder, closeEncoder, err := openEncoder(e, logger)
	return engineOptions(e, logger, encoder), closeEncoder, err
}

// golden asks the golden questions of an engine over our own articles.
func (c *kbEvalCmd) golden(e *env) (err error) {
	all, err := eval.ReadGolden(filepath.Join(e.config.KB.Dir, eval.GoldenFile))
	if err != nil {
		return err
	}
	for i, g := range all {
		all[i].Text = eval.Misspell(g.Text, c.Typos, c.Seed)
	}
	options, closeEncoder, err := c.options(e)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeEncoder()) }()
	options.KB, options.IndexDir = e.config.KB.Dir, c.Index
	started := e.now()
	engine, err := knowledge.Open(e.ctx, options)
	if err != nil {
		return err
	}
	defer func() {
		if closed := engine.Close(); err == nil {
			err = closed
		}
	}()
	ready := e.now().Sub(started)
	if err := engine.Train(e.ctx); err != nil {
		return err
	}
	outcomes, err := eval.MeasureGolden(e.ctx, engine, all, e.now)
	if err != nil {
		return err
	}
	report := eval.ReportGolden(outcomes)
	for _, n := range engine.Status().Articles {
		report.Articles += n
	}
	report.Seconds = e.now().Sub(started).Seconds()
	if c.Usage {
		return c.printUsage(e, report, ready)
	}
	if err := c.print(e, report); err != nil || c.JSON {
		return err
	}
	return printGolden(e, outcomes)
}

// print writes a report in the form that was asked for.
func (c *kbEvalCmd) print(e *env, report eval.Report) error {
	if !c.JSON {
		return eval.WriteReport(e.stdout, report)
	}
	encoder := json.NewEncoder(e.stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(report)
}

// goldenColumns explains the table that stands above it.
const goldenColumns = `
met:           became what golden.tsv says: the answer, among the three offered, or nothing offered
in scope:      have an answer among the articles; first: the right article comes first; offered: it is given or among three
sure, wrong:   answered outright, and of those, not with the right article
out of scope:  have none; refused: nothing was offered

Not met:
`

// printGolden tells how the categories fared, and which questions did not become what they should.
func printGolden(e *env, outcomes []eval.GoldenOutcome) error {
	fmt.Fprintln(e.stdout)
	if err := eval.WriteScores(e.stdout, eval.ScoreGolden(outcomes)); err != nil {
		return err
	}
	fmt.Fprint(e.stdout, goldenColumns)
	for _, o := range outcomes {
		if !o.Met() {
			fmt.Fprintf(e.stdout, "%s:%d: %s\n", eval.GoldenFile, o.Line, o)
		}
	}
	return nil
}
