package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

const (
	starts = 5 // of which the middle one counts
	warmUp = 3 * time.Second
)

// measure runs the bot with a corpus of articles through its life: the start that builds the index, starts that find it
// ready, rest, load, rest, stop. What it writes stays in dir.
func measure(ctx context.Context, o options, c corpus, dir string, progress io.Writer) (r result, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return result{}, fmt.Errorf("making a folder for the bot: %w", err)
	}
	t, err := startTeams() //nolint:contextcheck // it plays its part until it is closed
	if err != nil {
		return result{}, err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	settings, err := t.settings(dir)
	if err != nil {
		return result{}, err
	}
	s, err := newSite(ctx, o.bin, dir, c.dir, settings)
	if err != nil {
		return result{}, err
	}
	r = result{Articles: c.articles, AtOnce: o.atOnce, Rate: o.rate}
	fmt.Fprint(progress, " starts")
	b, err := measureStarts(ctx, s, &r)
	if err != nil {
		return result{}, err
	}
	if err = measureLife(ctx, o, t, b, c, &r, progress); err != nil {
		err = b.explain(err)
	}
	if err := errors.Join(err, b.stop()); err != nil {
		return result{}, err
	}
	r.Replies = t.replies.count()
	return r, r.Replies.check()
}

// measureStarts starts the bot again and again, and leaves the last one running.
func measureStarts(ctx context.Context, s site, r *result) (*bot, error) {
	b, took, err := s.start(ctx)
	if err != nil {
		return nil, err
	}
	r.FirstStart = milliseconds(took)
	times := make([]time.Duration, starts)
	for i := range times {
		if err := b.stop(); err != nil {
			return nil, err
		}
		if b, times[i], err = s.start(ctx); err != nil {
			return nil, err
		}
	}
	r.Start = milliseconds(percentile(times, 50))
	return b, nil
}

// measureLife measures a bot that has just started.
func measureLife(ctx context.Context, o options, t *teams, b *bot, c corpus, r *result, progress io.Writer) error {
	crowd, err := newCrowd(people, t.connector.ServiceURL(), c.questions)
	if err != nil {
		return err
	}
	lines := newLines(b.listen, t.token)
	defer lines.close()
	ask := func(ctx context.Context) (time.Time, error) { return t.ask(ctx, lines, crowd) }

	fmt.Fprint(progress, ", rest")
	if r.MemoryAtRest, err = restingMemory(ctx, b, o.pause); err != nil {
		return err
	}
	fmt.Fprint(progress, ", load")
	if _, _, err := keepBusy(ctx, o.atOnce, warmUp, ask); err != nil {
		return err
	}
	before, err := b.usage(ctx)
	if err != nil {
		return err
	}
	latencies, took, err := keepBusy(ctx, o.atOnce, o.duration, ask)
	if err != nil {
		return err
	}
	after, err := b.usage(ctx)
	if err != nil {
		return err
	}
	r.busy(latencies, took, after.since(before))

	fmt.Fprint(progress, ", pace")
	if latencies, err = keepPace(ctx, o.rate, o.duration*3/2, ask); err != nil {
		return err
	}
	r.Pace = summarise(latencies)
	fmt.Fprint(progress, ", rest")
	r.MemoryAfterLoad, err = restingMemory(ctx, b, o.pause)
	return err
}

// restingMemory is what the bot holds after it has had nothing to do for a while, in bytes.
func restingMemory(ctx context.Context, b *bot, pause time.Duration) (float64, error) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	u, err := b.usage(ctx)
	return u.resident, err
}
