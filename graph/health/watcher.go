package health

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"deskhand/graph"
	"deskhand/helpdesk"
)

// Graph is what the services are asked through.
type Graph interface {
	ServiceIssues(ctx context.Context) ([]graph.ServiceIssue, error)
}

// Desk is what is needed of the help desk. *helpdesk.Desk is one.
type Desk interface {
	// Restored tells those whose tickets are linked to an incident that it is over, each once however often it is called,
	// and returns how many it told.
	Restored(ctx context.Context, incidentID string) (told int, err error)
	// Delisted tells them that it is listed no more, though nobody has said that it is over.
	Delisted(ctx context.Context, incidentID string) (told int, err error)
	// Linked lists the incidents to which open tickets are linked.
	Linked(ctx context.Context) ([]string, error)
}

// Options settle how the services are watched.
type Options struct {
	Interval time.Duration // how often Look is called
	Logger   *slog.Logger
	Now      func() time.Time
	Registry prometheus.Registerer
}

// Watcher keeps what Microsoft last said. It is safe for concurrent use.
type Watcher struct {
	graph   Graph
	desk    Desk
	options Options
	seen    prometheus.Gauge
	count   prometheus.Gauge

	mu      sync.Mutex
	going   []helpdesk.Incident
	asOf    time.Time // zero: it was never told
	failing bool      // said so in the log

	over   map[string]time.Time // when an incident was first seen to be over; for Look alone
	absent map[string]absence   // incidents with open tickets that were not listed; for Look alone
}

const (
	askWithin = time.Minute
	// usable is how long what was told last is worth telling when nothing newer is to be had.
	usable = time.Hour
	// stragglers is for how long after the end of an incident a ticket may still be linked to it: by somebody whose form
	// is open, or by another replica that has not looked since.
	stragglers = time.Hour
)

// New returns a watcher that has not looked yet.
func New(g Graph, desk Desk, options Options) *Watcher {
	w := &Watcher{
		graph: g, desk: desk, options: options, over: map[string]time.Time{},
		seen: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "deskhand_service_health_last_success_timestamp_seconds",
			Help: "When Microsoft last told how its services are; 0: not since the start.",
		}),
		count: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "deskhand_service_incidents", Help: "Disturbances of Power Platform that go on, as Microsoft last told.",
		}),
	}
	options.Registry.MustRegister(w.seen, w.count)
	return w
}

// Incidents returns what goes on, the latest to begin first, and as of when. ok is false when that is too long ago to be
// told to anybody, or was never.
func (w *Watcher) Incidents() (going []helpdesk.Incident, asOf time.Time, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	lasts := max(usable, 3*w.options.Interval)
	return w.going, w.asOf, !w.asOf.IsZero() && w.options.Now().Sub(w.asOf) <= lasts
}

// Look asks Graph once, and tells those who wait for the end of what is over. When Graph doesn't answer, what it said last
// stands; that is said in the log once, until it answers again.
func (w *Watcher) Look(ctx context.Context) error {
	asking, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	issues, err := w.graph.ServiceIssues(asking)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	w.note(ctx, err)
	if err != nil {
		return fmt.Errorf("asking how Microsoft's services are: %w", err)
	}
	var going, over []helpdesk.Incident
	for _, incident := range Incidents(issues) {
		if incident.Over() {
			over = append(over, incident)
		} else {
			going = append(going, incident)
		}
	}
	now := w.options.Now()
	w.mu.Lock()
	w.going, w.asOf = going, now
	w.mu.Unlock()
	w.seen.Set(float64(now.Unix()))
	w.count.Set(float64(len(going)))
	return errors.Join(w.tell(ctx, over, now), w.miss(ctx, issues, now))
}

// tell lets the desk tell of what is over, as long as a ticket may still be linked to it.
func (w *Watcher) tell(ctx context.Context, over []helpdesk.Incident, now time.Time) error {
	since := make(map[string]time.Time, len(over))
	var failed []error
	for _, incident := range over {
		first, seen := w.over[incident.ID]
		if seen && now.Sub(first) > stragglers {
			since[incident.ID] = first
			continue
		}
		told, err := w.desk.Restored(ctx, incident.ID)
		if err != nil {
			failed = append(failed, fmt.Errorf("telling that %s is over: %w", incident.ID, err))
			continue // it counts as not seen, and is told again the next time
		}
		if told > 0 {
			w.options.Logger.InfoContext(ctx, "a disturbance is over; those with tickets are told",
				"incident", incident.ID, "service", incident.Service, "tickets", told)
		}
		if !seen {
			first = now
		}
		since[incident.ID] = first
	}
	w.over = since
	return errors.Join(failed...)
}

// note says in the log when Graph begins to fail, and when it answers again.
func (w *Watcher) note(ctx context.Context, err error) {
	w.mu.Lock()
	changed := (err != nil) != w.failing
	w.failing = err != nil
	w.mu.Unlock()
	switch {
	case !changed:
	case err != nil:
		w.options.Logger.WarnContext(ctx, "how Microsoft's services are can't be asked; what was told last stands", "error", err)
	default:
		w.options.Logger.InfoContext(ctx, "how Microsoft's services are can be asked again")
	}
}
