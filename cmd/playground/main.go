// Command playground starts Deskhand and Microsoft's local Teams client side by side, says where to open the
// conversation, and stops both together. It is what `make run` runs: a way to meet the product, no part of it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"deskhand/e2e/playground"
)

func main() { os.Exit(status()) }

// status runs the command and returns its exit status.
func status() int {
	signal.Ignore(syscall.SIGPIPE) // whoever read what is printed may be gone, and there are programs to stop
	// A terminal that is closed counts as Ctrl-C: neither program may outlive it.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := run(ctx, os.Getenv, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "\nplayground:", err)
		return 1
	}
	return 0
}

// run plays until the context ends, which is no error, or until something goes wrong.
func run(ctx context.Context, getenv func(string) string, in *os.File, out io.Writer) error {
	s, err := readSettings(getenv)
	if err != nil {
		return err
	}
	switch _, _, err := playground.FindClient(modules); {
	case errors.Is(err, playground.ErrNoClient):
		return chatInstead(err, in, out)
	case err != nil:
		return err
	}
	if err := s.checkPorts(ctx); err != nil {
		return err
	}
	err = play(ctx, s, out)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil // stopped while it was still starting
	}
	return err
}

// chatInstead offers the same conversation in the terminal, and goes there when somebody sits at one.
func chatInstead(reason error, in *os.File, out io.Writer) error {
	const offer = "The same conversation can be had in the terminal: " + binary + " chat"
	if !isTerminal(in) {
		return fmt.Errorf("%w\n%s", reason, offer)
	}
	fmt.Fprintf(out, "%v\n%s\n\n", reason, offer)
	if err := syscall.Exec(binary, []string{binary, "chat"}, os.Environ()); err != nil {
		return fmt.Errorf("starting %s chat: %w", binary, err)
	}
	return nil
}

// isTerminal reports whether somebody can type there.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err == nil && !os.SameFile(info, null)
}
