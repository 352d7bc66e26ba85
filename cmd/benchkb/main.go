// Command benchkb measures how well and how fast Deskhand answers: it runs `deskhand kb eval`, each time in a process of its
// own, on the development sets where they are there, on our own articles, and on many generated ones. It is what
// `make bench-kb` runs. It builds nothing, and leaves nothing behind.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// options are what a person can change about a measurement.
type options struct {
	bin, kb, sets string
	sizes         []int
}

func main() { os.Exit(status()) }

// status runs the command and returns its exit status.
func status() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return 0
	case ctx.Err() != nil:
		fmt.Fprintln(os.Stderr, "\nbenchkb: interrupted")
		return 1
	default:
		fmt.Fprintln(os.Stderr, "benchkb:", err)
		return 1
	}
}

// run measures one thing after the other, tells on progress what it is doing, and writes the table.
func run(ctx context.Context, args []string, out, progress io.Writer) error {
	o, err := readOptions(args, progress)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "deskhand-benchkb-")
	if err != nil {
		return fmt.Errorf("making a folder for the measurement: %w", err)
	}
	defer os.RemoveAll(dir)
	trials, err := o.trials(dir, progress)
	if err != nil {
		return err
	}
	results := make([]result, 0, len(trials))
	for _, t := range trials {
		fmt.Fprintf(progress, "%s …\n", t.name)
		r, err := t.run(ctx, o.bin)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		results = append(results, r)
	}
	return writeTable(out, results)
}

func readOptions(args []string, usage io.Writer) (options, error) {
	var o options
	var sizes string
	flags := flag.NewFlagSet("benchkb", flag.ContinueOnError)
	flags.SetOutput(usage)
	flags.StringVar(&o.bin, "bin", "bin/deskhand", "the program to measure")
	flags.StringVar(&o.kb, "kb", "kb", "the folder of our own articles")
	flags.StringVar(&o.sets, "sets", "../shared/data/retrieval", "the folder of the development sets")
	flags.StringVar(&sizes, "articles", "10000,100000", "how many articles are generated, one measurement for each number")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	for part := range strings.SplitSeq(sizes, ",") {
		size, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || size < 1 {
			return options{}, fmt.Errorf("-articles is %q: write numbers with commas between them, such as 10000,100000", sizes)
		}
		o.sizes = append(o.sizes, size)
	}
	if info, err := os.Stat(o.bin); err != nil || info.IsDir() {
		return options{}, fmt.Errorf("there is no program at %s: run `make build` first", o.bin)
	}
	var err error
	if o.bin, err = filepath.Abs(o.bin); err != nil {
		return options{}, fmt.Errorf("finding %s: %w", o.bin, err)
	}
	return o, nil
}
