package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"deskhand/e2e/playground"
)

// How long the programs get: to answer after they were started, and to finish what they accepted when asked to stop.
const (
	startWithin = time.Minute
	stopWithin  = 20 * time.Second
)

// play starts the bot and the local client, and returns when both have stopped.
func play(ctx context.Context, s settings, out io.Writer) (err error) {
	if err := os.MkdirAll(s.dir, 0o750); err != nil {
		return fmt.Errorf("making a folder for the local client: %w", err)
	}
	botLog, err := newLog(filepath.Join(s.dir, "deskhand.log"))
	if err != nil {
		return err
	}
	defer botLog.close(&err)
	clientLog, err := newLog(filepath.Join(s.dir, "client.log"))
	if err != nil {
		return err
	}
	defer clientLog.close(&err)

	starting, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	var env []string
	if s.graph {
		var graph *playground.Process
		if graph, env, err = startGraph(starting, s, out); err != nil {
			return err
		}
		defer stop(graph, &err)
	}
	fmt.Fprintln(out, "Starting Deskhand …")
	bot, err := playground.StartBot(starting, playground.BotOptions{
		Binary: binary, Listen: s.listen, Env: env, Output: botLog.file,
	})
	if err != nil {
		return botLog.explain(err)
	}
	defer stop(bot, &err)
	fmt.Fprintln(out, "Starting the local Teams client …")
	options := playground.ClientOptions{Modules: modules, Dir: s.dir, Bot: s.listen, Port: s.port, Output: clientLog.file}
	client, err := playground.StartClient(starting, options)
	if err != nil {
		return clientLog.explain(err)
	}
	defer stop(client, &err)

	fmt.Fprintf(out, invitation, options.Address(), botLog.file.Name())
	if s.graph {
		fmt.Fprint(out, s.listWords())
	}
	select {
	case <-ctx.Done():
		fmt.Fprintln(out, "\nStopping …")
		return bot.Stop(stopWithin) // first, so that the answers under way still have somebody to reach
	case <-bot.Done():
		return botLog.explain(bot.Err())
	case <-client.Done():
		return clientLog.explain(client.Err())
	}
}

const invitation = `
Deskhand is ready. Open %s in a browser (Ctrl-C here stops it), and try:

  Why did my flow fail?
  my app is slow
  Hvordan deler jeg en app?

It logs to %s.
`

func stop(p *playground.Process, err *error) {
	*err = errors.Join(*err, p.Stop(stopWithin))
}

// logFile holds what one of the programs prints, from its latest start on.
type logFile struct{ file *os.File }

func newLog(path string) (logFile, error) {
	file, err := os.Create(path)
	if err != nil {
		return logFile{}, fmt.Errorf("keeping a log: %w", err)
	}
	return logFile{file}, nil
}

func (l logFile) close(err *error) { *err = errors.Join(*err, l.file.Close()) }

// explain adds the last words of the program to the error, for those are what tells why it died.
func (l logFile) explain(err error) error {
	const most = 2000
	info, statErr := l.file.Stat()
	if statErr != nil {
		return errors.Join(err, statErr)
	}
	from := max(0, info.Size()-most)
	words, readErr := io.ReadAll(io.NewSectionReader(l.file, from, most))
	if readErr != nil {
		return errors.Join(err, readErr)
	}
	return fmt.Errorf("%w\nIts last words (all of them are in %s):\n\n%s", err, l.file.Name(), words)
}
