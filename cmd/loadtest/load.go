package main

import (
	"cmp"
	"context"
	"time"

	"golang.org/x/sync/errgroup"
)

// patience is how long a reply may take. Whoever waits longer has given up.
const patience = 15 * time.Second

// asker does what is measured once, and returns the moment at which it was done.
type asker func(ctx context.Context) (time.Time, error)

// keepBusy has a number of people ask for so long, each again as soon as they are answered. It returns how long each
// answer took, and how long it all took.
func keepBusy(ctx context.Context, atOnce int, duration time.Duration, ask asker) ([]time.Duration, time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, duration+patience)
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)
	latencies := make([][]time.Duration, atOnce)
	start := time.Now()
	for i := range atOnce {
		group.Go(func() error {
			for sent := start; sent.Sub(start) < duration; sent = time.Now() {
				answered, err := ask(ctx)
				if err != nil {
					return err
				}
				latencies[i] = append(latencies[i], answered.Sub(sent))
			}
			return nil
		})
	}
	err := group.Wait()
	took := time.Since(start)
	var all []time.Duration
	for _, own := range latencies {
		all = append(all, own...)
	}
	return all, took, err
}

// keepPace asks at a steady rate for so long, whether or not earlier questions have been answered. It returns how long
// each answer took, counted from when the question was due: when the bot, or this process, is late, everybody who had to
// wait for it counts.
func keepPace(ctx context.Context, rate int, duration time.Duration, ask asker) ([]time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, duration+patience)
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)
	latencies := make([]time.Duration, int(duration.Seconds()*float64(rate)))
	start := time.Now()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for i := range latencies {
		due := start.Add(time.Duration(i) * time.Second / time.Duration(rate))
		timer.Reset(time.Until(due))
		select {
		case <-timer.C:
		case <-ctx.Done():
			return nil, cmp.Or(group.Wait(), ctx.Err())
		}
		group.Go(func() error {
			answered, err := ask(ctx)
			latencies[i] = answered.Sub(due)
			return err
		})
	}
	return latencies, group.Wait()
}
