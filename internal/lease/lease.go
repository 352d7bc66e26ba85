// Package lease lets one process at a time do something, of all that share a store. One that dies keeps the others waiting
// until its lease runs out, and no longer. Leases go by the store's clock. Whoever has one may be held up for longer than it
// lasts, so that what must never be done twice needs something else to see to it.
package lease

import (
	"context"
	"log/slog"
	"time"
)

// Store keeps leases.
type Store interface {
	// Hold takes or extends a lease, to last so long from now, and reports whether the holder has it.
	Hold(ctx context.Context, name, holder string, lasts time.Duration) (bool, error)
	// Release gives a lease back before its time, if the holder has it.
	Release(ctx context.Context, name, holder string) error
}

// Lease is the right to do alone what its name says.
type Lease struct {
	Store  Store
	Name   string
	Holder string        // who has it, unlike all others who may want it
	For    time.Duration // how long it lasts from each Hold
	Logger *slog.Logger
}

// releaseFor is how long giving a lease back may take.
const releaseFor = 3 * time.Second

// Hold takes the lease, or lets its time begin anew, and reports whether we have it.
func (l Lease) Hold(ctx context.Context) (bool, error) {
	return l.Store.Hold(ctx, l.Name, l.Holder, l.For)
}

// Within is for work that ends before a lease that was just taken does. The context ends when five sixths of the time have
// passed, and release ends it and gives the lease back.
func (l Lease) Within(ctx context.Context) (working context.Context, release func()) {
	working, cancel := context.WithTimeout(ctx, l.For-l.For/6)
	return working, func() {
		cancel()
		l.Release(ctx)
	}
}

// Release gives the lease back, even when the work was cancelled.
func (l Lease) Release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseFor)
	defer cancel()
	if err := l.Store.Release(ctx, l.Name, l.Holder); err != nil {
		l.Logger.WarnContext(ctx, "a lease could not be given back; it runs out", "lease", l.Name, "error", err)
	}
}
