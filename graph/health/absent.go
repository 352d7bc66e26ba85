package health

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"deskhand/graph"
)

// absence is that an incident to which open tickets are linked is not among what Graph lists.
type absence struct {
	since time.Time
	looks int       // in which it was missing, one after another
	told  time.Time // when the desk was first told; zero until then
}

// Graph lists what is over for some weeks. That something is listed no more without having been over is believed after a
// while and several looks: an answer may be short.
const (
	goneAfter = 24 * time.Hour
	goneLooks = 3
)

// miss lets the desk tell of what Graph lists no more without ever having said that it is over. It goes by the open tickets,
// so that a restart forgets nothing but how long it has been so.
func (w *Watcher) miss(ctx context.Context, issues []graph.ServiceIssue, now time.Time) error {
	linked, err := w.desk.Linked(ctx)
	if err != nil {
		return err
	}
	absent := map[string]absence{}
	var failed []error
	for _, id := range linked {
		if slices.ContainsFunc(issues, func(issue graph.ServiceIssue) bool { return issue.ID == id }) {
			continue
		}
		gone := w.absent[id]
		if gone.looks++; gone.looks == 1 {
			gone.since = now
		}
		if err := w.tellGone(ctx, id, &gone, now); err != nil {
			failed = append(failed, err)
		}
		absent[id] = gone
	}
	w.absent = absent
	return errors.Join(failed...)
}

// tellGone lets the desk tell that an incident is listed no more, once that is believed and for as long as a ticket may still
// be linked to it.
func (w *Watcher) tellGone(ctx context.Context, id string, gone *absence, now time.Time) error {
	believed := gone.looks >= goneLooks && now.Sub(gone.since) >= goneAfter
	if !believed || !gone.told.IsZero() && now.Sub(gone.told) > stragglers {
		return nil
	}
	told, err := w.desk.Delisted(ctx, id)
	if err != nil {
		return fmt.Errorf("telling that %s is listed no more: %w", id, err)
	}
	if told > 0 {
		w.options.Logger.InfoContext(ctx, "a disturbance is listed no more, and was never said to be over; those with tickets are told",
			"incident", id, "tickets", told)
	}
	if gone.told.IsZero() {
		gone.told = now
	}
	return nil
}
