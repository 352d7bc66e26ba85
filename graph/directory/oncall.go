package directory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"deskhand/graph"
)

// Presence is somebody on call, and whether they can be reached.
type Presence struct {
	Person
	Availability string // Available, Busy, Away, Offline, …, as Graph says it; empty when it doesn't
}

// reachable are the availabilities of those who can be reached. Who doesn't want to be disturbed can't.
var reachable = []string{"Available", "AvailableIdle", "Busy", "BusyIdle"}

// Reachable reports whether they can be reached now.
func (p Presence) Reachable() bool { return slices.Contains(reachable, p.Availability) }

const (
	presenceLasts      = time.Minute
	presenceUsable     = 3 * time.Minute // a refresh or two may fail
	administratorsLast = time.Hour
)

// OnCall returns those who are on call, in the order of the settings. It asks Graph once a minute at most.
func (d *Directory) OnCall(ctx context.Context) ([]Presence, error) {
	if len(d.options.OnCall) == 0 {
		return nil, nil
	}
	return d.presences.get(ctx, d.options.Now, presenceLasts, d.askOnCall)
}

// Reachable returns the names of those on call who could be reached when OnCall last asked. It never waits; ok is false
// when that was too long ago.
func (d *Directory) Reachable() (names []string, ok bool) {
	presences, ok := d.presences.last(d.options.Now().Add(-presenceUsable))
	for _, p := range presences {
		if p.Reachable() && p.Name != "" {
			names = append(names, p.Name)
		}
	}
	return names, ok
}

// Administrators returns the tenant's global administrators. It asks Graph once an hour at most.
func (d *Directory) Administrators(ctx context.Context) ([]graph.User, error) {
	return d.administrators.get(ctx, d.options.Now, administratorsLast, d.graph.GlobalAdministrators)
}

func (d *Directory) askOnCall(ctx context.Context) ([]Presence, error) {
	told, err := d.graph.Presences(ctx, d.options.OnCall)
	d.note(ctx, err)
	if err != nil {
		return nil, fmt.Errorf("asking who of those on call can be reached: %w", err)
	}
	var presences []Presence
	for _, id := range d.options.OnCall {
		person, err := d.Lookup(ctx, id)
		if err != nil && !errors.Is(err, graph.ErrNotFound) {
			return nil, fmt.Errorf("looking up who is on call: %w", err)
		}
		p := Presence{Person: person}
		p.ID = id // also of somebody whom the directory doesn't know
		if i := slices.IndexFunc(told, func(t graph.Presence) bool { return t.UserID == id }); i >= 0 {
			p.Availability = told[i].Availability
		}
		presences = append(presences, p)
	}
	return presences, nil
}
