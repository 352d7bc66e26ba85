// Command loadtest measures Deskhand as it runs in production: it starts the built program as a process of its own, plays
// the login service and the Teams connector to it over TLS, sends it messages as Teams does, and follows each of them
// until its reply has arrived. It is what `make bench` runs. It builds nothing, and talks to nobody outside this machine.
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
	"time"
)

// options are what a person can change about a measurement.
type options struct {
	bin, kb      string
	sizes        []int
	duration     time.Duration
	rate, atOnce int
	pause        time.Duration
	json         bool
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
		fmt.Fprintln(os.Stderr, "\nloadtest: interrupted")
		return 1
	default:
		fmt.Fprintln(os.Stderr, "loadtest:", err)
		return 1
	}
}

// run measures each size after the other, tells on progress what it is doing, and writes the figures.
func run(ctx context.Context, args []string, out, progress io.Writer) error {
	o, err := readOptions(args, progress)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "deskhand-loadtest-")
	if err != nil {
		return fmt.Errorf("making a folder for the measurement: %w", err)
	}
	defer os.RemoveAll(dir)
	var results []result
	for _, size := range o.sizes {
		c, err := prepareCorpus(filepath.Join(dir, fmt.Sprint("kb-", size)), o.kb, size)
		if err != nil {
			return err
		}
		fmt.Fprintf(progress, "%d articles:", c.articles)
		r, err := measure(ctx, o, c, filepath.Join(dir, fmt.Sprint("bot-", size)), progress)
		fmt.Fprintln(progress)
		if err != nil {
			return fmt.Errorf("with %d articles: %w", size, err)
		}
		results = append(results, r)
	}
	if o.json {
		return writeJSON(out, results)
	}
	return writeTable(out, results)
}

func readOptions(args []string, usage io.Writer) (options, error) {
	var o options
	var sizes string
	flags := flag.NewFlagSet("loadtest", flag.ContinueOnError)
	flags.SetOutput(usage)
	flags.StringVar(&o.bin, "bin", "bin/deskhand", "the program to measure")
	flags.StringVar(&o.kb, "kb", "kb", "the folder of our own articles")
	flags.StringVar(&sizes, "articles", "60,10000",
		"how many articles, one measurement for each number: all of our own where they are as many, else generated ones")
	flags.DurationVar(&o.duration, "duration", 10*time.Second,
		"how long messages are sent as fast as they are answered; half as long again they are sent at the rate")
	flags.IntVar(&o.rate, "rate", 200, "messages a second, however fast they are answered")
	flags.IntVar(&o.atOnce, "at-once", 32, "how many messages wait for their reply when they are sent as fast as they are answered")
	flags.DurationVar(&o.pause, "pause", 5*time.Second, "how long the bot rests before its memory is read")
	flags.BoolVar(&o.json, "json", false, "write JSON")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	for part := range strings.SplitSeq(sizes, ",") {
		size, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || size < 1 {
			return options{}, fmt.Errorf("-articles is %q: write numbers with commas between them, such as 60,10000", sizes)
		}
		o.sizes = append(o.sizes, size)
	}
	if o.duration < time.Second || o.rate < 1 || o.atOnce < 1 || o.pause < 0 {
		return options{}, errors.New("-duration must be 1s or more, -rate and -at-once 1 or more, and -pause not less than nothing")
	}
	if info, err := os.Stat(o.bin); err != nil || info.IsDir() {
		return options{}, fmt.Errorf("there is no program at %s: run `make build` first", o.bin)
	}
	var err error
	if o.bin, err = filepath.Abs(o.bin); err != nil {
		return options{}, fmt.Errorf("finding %s: %w", o.bin, err)
	}
	if o.kb, err = filepath.Abs(o.kb); err != nil {
		return options{}, fmt.Errorf("finding %s: %w", o.kb, err)
	}
	return o, nil
}
