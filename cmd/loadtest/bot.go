package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// How long the bot gets to be ready, an index of any size included, and to finish what it accepted when asked to stop.
const (
	readyWithin = 2 * time.Minute
	stopWithin  = 30 * time.Second
)

// site is where the bot under test runs: its folder, its settings and its addresses, the same at every start.
type site struct {
	bin, dir        string
	env             []string
	listen, metrics string // addresses on this machine
}

// newSite makes a place for the bot with the settings in the environment. Whatever this process was told about a Deskhand
// is kept away from it.
func newSite(ctx context.Context, bin, dir, kb string, settings []string) (site, error) {
	s := site{bin: bin, dir: dir}
	for _, address := range []*string{&s.listen, &s.metrics} {
		var err error
		if *address, err = freeAddress(ctx); err != nil {
			return site{}, err
		}
	}
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "DESKHAND_") {
			s.env = append(s.env, variable)
		}
	}
	s.env = append(s.env, "DESKHAND_LISTEN="+s.listen, "DESKHAND_METRICS_LISTEN="+s.metrics, "DESKHAND_LOG_FORMAT=json",
		"DESKHAND_DATA_DIR="+filepath.Join(dir, "data"), "DESKHAND_KB_DIR="+kb)
	s.env = append(s.env, settings...)
	return s, nil
}

// freeAddress is one on this machine where nobody listens.
func freeAddress(ctx context.Context) (string, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("looking for a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// bot is a running one.
type bot struct {
	site
	cmd   *exec.Cmd
	log   *os.File
	ended chan struct{} // closed when the process is gone
	err   error         // how it ended; to be read once ended is closed
}

// start starts the bot, and returns when it says that it is ready, and how long that took.
func (s site) start(ctx context.Context) (*bot, time.Duration, error) {
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return nil, 0, fmt.Errorf("keeping the bot's log: %w", err)
	}
	b := &bot{site: s, cmd: exec.CommandContext(ctx, s.bin, "serve"), log: log, ended: make(chan struct{})}
	b.cmd.Dir, b.cmd.Env, b.cmd.Stdout, b.cmd.Stderr = s.dir, s.env, log, log
	b.cmd.Cancel = func() error { return b.cmd.Process.Signal(syscall.SIGTERM) }
	b.cmd.WaitDelay = stopWithin
	started := time.Now()
	if err := b.cmd.Start(); err != nil {
		return nil, 0, errors.Join(fmt.Errorf("starting %s: %w", s.bin, err), log.Close())
	}
	go func() {
		b.err = b.cmd.Wait()
		close(b.ended)
	}()
	if err := b.ready(ctx); err != nil {
		return nil, 0, errors.Join(err, b.stop())
	}
	return b, time.Since(started), nil
}

// ready returns when the bot would answer people.
func (b *bot) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := get(ctx, "http://"+b.listen+"/readyz"); err == nil {
			return nil
		}
		select {
		case <-b.ended:
			return errors.New("the bot ended before it was ready")
		case <-ctx.Done():
			return fmt.Errorf("the bot is not ready: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

// stop lets the bot finish what it accepted. It must end well, and within its time.
func (b *bot) stop() error {
	err := b.cmd.Process.Signal(syscall.SIGTERM)
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	timer := time.NewTimer(stopWithin)
	defer timer.Stop()
	select {
	case <-b.ended:
	case <-timer.C:
		err = errors.Join(err, fmt.Errorf("it did not stop within %s, and was killed", stopWithin), b.cmd.Process.Kill())
		<-b.ended
	}
	if err = errors.Join(err, b.err); err != nil {
		err = b.explain(fmt.Errorf("the bot did not end well: %w", err))
	}
	return errors.Join(err, b.log.Close())
}

// explain adds the last words of the bot to the error.
func (b *bot) explain(err error) error {
	const most = 2000
	info, statErr := b.log.Stat()
	if statErr != nil {
		return errors.Join(err, statErr)
	}
	words, readErr := io.ReadAll(io.NewSectionReader(b.log, max(0, info.Size()-most), most))
	if len(words) == 0 || readErr != nil {
		return errors.Join(err, readErr)
	}
	return fmt.Errorf("%w\nThe last words of the bot:\n%s", err, words)
}

// usage reads what the bot has used since it started, and holds now.
func (b *bot) usage(ctx context.Context) (usage, error) {
	text, err := get(ctx, "http://"+b.metrics+"/metrics")
	if err != nil {
		return usage{}, err
	}
	return readUsage(text)
}

// get returns what the address answers, which must be well.
func get(ctx context.Context, url string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answers %s", url, response.Status)
	}
	return string(body), err
}
