package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"deskhand/knowledge"
	"deskhand/knowledge/transfer"
)

type kbImportCmd struct {
	File      string    `arg:"" help:"What the other tool exported."`
	Format    string    `help:"Format of the file: ${enum}." enum:"auto,tsv,xlsx,json,yaml,csv" default:"auto"`
	Into      string    `help:"Folder of the articles; without it, the setting kb.dir." placeholder:"DIR"`
	Language  string    `help:"Language of the articles: ${enum}." enum:"auto,en,nb" default:"auto"`
	Owner     string    `help:"Who looks after the articles, where the file names nobody: ${default}." default:"Help desk" placeholder:"NAME"`
	ReviewBy  time.Time `help:"Day by which they are to be reviewed; without it, 90 days from now." format:"2006-01-02" placeholder:"2027-01-31"`
	State     string    `help:"State of the articles: ${enum}. Only what is validated is served." enum:"work in progress,not validated,validated,archived" default:"not validated"`
	DryRun    bool      `help:"Say what would be done, and write nothing."`
	Overwrite bool      `help:"Replace articles that are there already, unless they are validated."`
}

// reviewWithin is how long an imported article may wait for somebody to look at it.
const reviewWithin = 90 * 24 * time.Hour

// Run implements the command.
func (c *kbImportCmd) Run(e *env) error {
	dir := c.Into
	if dir == "" {
		dir = e.config.KB.Dir
	}
	data, err := readUpTo(c.File, transfer.MaxFile)
	if err != nil {
		return err
	}
	existing, _, err := knowledge.Lint(dir, e.now())
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	options, err := c.options(e, existing)
	if err != nil {
		return err
	}
	imported, err := transfer.Read(filepath.Base(c.File), data, options)
	if err != nil {
		return fmt.Errorf("import %s: %w", c.File, err)
	}
	skipped := 0
	for _, note := range imported.Notes {
		if note.Skipped {
			skipped++
		}
		fmt.Fprintln(e.stdout, printable(note.String()))
	}
	written, err := c.write(e, dir, imported.Articles, existing)
	if err != nil {
		return err
	}
	done := "written to"
	if c.DryRun {
		done = "to be written to"
	}
	fmt.Fprintf(e.stdout, "%s: %d articles %s %s, %d left as they were, %d entries skipped, %d notes\n", imported.Format,
		written, done, dir, len(imported.Articles)-written, skipped, len(imported.Notes)-skipped)
	if len(imported.Articles) == 0 {
		return errReported
	}
	if written > 0 && !c.DryRun {
		fmt.Fprintln(e.stdout, "Review each, give it the ways in which people ask, and set its state to validated: only then is it served.")
	}
	return nil
}

func (c *kbImportCmd) options(e *env, existing []knowledge.Article) (transfer.Options, error) {
	now := e.now()
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	options := transfer.Options{Owner: c.Owner, ReviewBy: c.ReviewBy, State: knowledge.State(c.State), Existing: existing}
	if options.ReviewBy.IsZero() {
		options.ReviewBy = today.Add(reviewWithin)
	}
	if options.ReviewBy.Before(today) {
		return options, errors.New("--review-by has passed; name a day to come")
	}
	if strings.TrimSpace(c.Owner) == "" {
		return options, errors.New("--owner is empty; name who looks after the articles")
	}
	if c.Format != "auto" {
		options.Format = transfer.Format(c.Format)
	}
	if c.Language != "auto" {
		options.Language = c.Language
	}
	return options, nil
}

// write writes the articles that may be written, and returns how many those were.
func (c *kbImportCmd) write(e *env, dir string, articles, existing []knowledge.Article) (written int, err error) {
	states := map[string]knowledge.State{}
	for _, article := range existing {
		states[article.Path] = article.State
	}
	for _, article := range articles {
		path := filepath.Join(dir, filepath.FromSlash(article.Path))
		_, err := os.Lstat(path)
		switch {
		case err == nil && states[article.Path] == knowledge.Validated:
			fmt.Fprintf(e.stdout, "left as it was: %s is validated\n", article.Path)
			continue
		case err == nil && !c.Overwrite:
			fmt.Fprintf(e.stdout, "left as it was: %s is there already; --overwrite replaces it\n", article.Path)
			continue
		case err != nil && !errors.Is(err, os.ErrNotExist):
			return written, err
		}
		written++
		fmt.Fprintf(e.stdout, "%s: %s\n", article.Path, printable(article.Question))
		if c.DryRun {
			continue
		}
		data, err := transfer.Write(article)
		if err == nil {
			err = replaceFile(path, data)
		}
		if err != nil {
			return written, fmt.Errorf("%w; %d articles had been written before", err, written-1)
		}
	}
	return written, nil
}

// readUpTo reads a file, or one byte more than the most that it may have.
func readUpTo(path string, most int64) (data []byte, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, most+1))
}

// replaceFile writes a file whole or not at all: the running bot reads the folder at any time. What is unfinished has a
// name that it passes over.
func replaceFile(path string, data []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder of an article: %w", err)
	}
	file, err := os.CreateTemp(dir, ".unfinished-*")
	if err != nil {
		return fmt.Errorf("write an article: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write an article: %w", err), os.Remove(file.Name()))
		}
	}()
	_, err = file.Write(data)
	if err == nil {
		err = file.Chmod(0o644)
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	return err
}
