package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"deskhand/knowledge"
	"deskhand/knowledge/transfer"
)

type kbExportCmd struct {
	Dir       string `arg:"" help:"Folder to write to."`
	Language  string `help:"Write the articles in one language alone: ${enum}." enum:"all,en,nb" default:"all"`
	Overwrite bool   `help:"Replace files that are there already and differ."`
}

// exported is an article and the file that it becomes.
type exported struct {
	path string
	data []byte
}

// Run implements the command.
func (c *kbExportCmd) Run(e *env) error {
	if err := apart(c.Dir, e.config.KB.Dir); err != nil {
		return err
	}
	articles, faults, err := knowledge.Lint(e.config.KB.Dir, e.now())
	if err != nil {
		return err
	}
	faulty := map[string]bool{}
	for _, fault := range faults {
		if !fault.Warning {
			faulty[fault.Path] = true
			fmt.Fprintln(e.stdout, "left out:", fault)
		}
	}
	var files []exported
	for _, article := range articles {
		if faulty[article.Path] || c.Language != "all" && c.Language != article.Language {
			continue
		}
		data, err := transfer.Write(article)
		if err != nil {
			return err
		}
		files = append(files, exported{filepath.Join(c.Dir, filepath.FromSlash(article.Path)), data})
	}
	if err := c.clear(files); err != nil {
		return err
	}
	for _, file := range files {
		if err := replaceFile(file.path, file.data); err != nil {
			return err
		}
	}
	fmt.Fprintf(e.stdout, "%d articles written to %s, %d left out for their faults\n", len(files), c.Dir, len(faulty))
	if len(faulty) > 0 {
		return errReported
	}
	return nil
}

// clear makes sure that nothing of somebody else's is in the way of any of the files.
func (c *kbExportCmd) clear(files []exported) error {
	if c.Overwrite {
		return nil
	}
	for _, file := range files {
		there, err := os.ReadFile(file.path)
		switch {
		case errors.Is(err, os.ErrNotExist):
		case err != nil:
			return err
		case !bytes.Equal(there, file.data):
			return fmt.Errorf("%s is there already and differs, so nothing was written; "+
				"name an empty folder, or replace what is there with --overwrite", file.path)
		}
	}
	return nil
}

// apart refuses to write into the folder that the articles are read from.
func apart(dir, kb string) error {
	to, err := resolved(dir)
	if err != nil {
		return err
	}
	from, err := resolved(kb)
	if err != nil {
		return err
	}
	inside, err := filepath.Rel(from, to)
	if err != nil || inside == ".." || strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
		return nil //nolint:nilerr // no way leads from one to the other: they are apart
	}
	return fmt.Errorf("%s lies in the folder of the articles, %s; name another", dir, kb)
}

// resolved is a path without links, as far as it exists.
func resolved(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	followed, err := filepath.EvalSymlinks(path)
	switch parent := filepath.Dir(path); {
	case err == nil:
		return followed, nil
	case !errors.Is(err, os.ErrNotExist) || parent == path:
		return "", err
	default:
		parent, err = resolved(parent)
		return filepath.Join(parent, filepath.Base(path)), err
	}
}
