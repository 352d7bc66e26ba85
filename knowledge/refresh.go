package knowledge

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// errClosed says that the engine is no longer there to ask.
var errClosed = errors.New("the engine is closed")

// Report is what a refresh found.
type Report struct {
	Added, Changed, Removed int     // articles served from now on, served anew, and no longer served
	Faults                  []Fault // of the files that were read this time; those articles are not served as they are
	Took                    time.Duration
}

// Refresh takes up what has changed on disk and in the database since the last time. Questions are answered meanwhile,
// from what was there before; a bad article is reported and skipped, and its last good version stays. What changed in
// the phrasings is learnt by Train.
func (e *Engine) Refresh(ctx context.Context) (Report, error) {
	e.refreshing.Lock()
	defer e.refreshing.Unlock()
	if e.index == nil {
		return Report{}, errClosed
	}
	started := e.options.Now()
	heard, err := e.hear(ctx)
	e.untold = e.untold || heard
	if err != nil {
		return Report{}, err
	}
	u, err := e.update(ctx, e.index)
	if err != nil {
		return Report{}, err
	}
	if e.untold = e.untold || u.changed; e.untold || e.snapshot == nil {
		if err := e.take(e.index); err != nil {
			return Report{}, err
		}
		e.untold = false
	}
	e.mu.Lock()
	e.status.Refreshed, e.status.Faulty = e.options.Now(), u.faulty
	e.mu.Unlock()
	e.reported = map[Fault]bool{}
	for _, f := range u.report.Faults {
		e.reported[f] = true
	}
	u.report.Took = e.options.Now().Sub(started)
	return u.report, nil
}

// take has questions answered from the index as it is now.
func (e *Engine) take(index *bleveIndex) error {
	reader, err := index.Reader()
	if err != nil {
		return fmt.Errorf("read the index: %w", err)
	}
	next, err := newSnapshot(reader, index.made.Entries, e.languages, e.told)
	if err != nil {
		return errors.Join(err, reader.Close())
	}
	e.exchange(next)
	return nil
}
