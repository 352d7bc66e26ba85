package ticketlist

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"deskhand/graph"
	"deskhand/helpdesk"
	"deskhand/internal/lease"
	"deskhand/internal/wait"
)

// Lists is what it takes of Graph. The errors are those of package graph.
type Lists interface {
	Site(ctx context.Context, id string) (graph.Site, error)
	Columns(ctx context.Context, list graph.ListRef) ([]graph.Column, error)
	FindItems(ctx context.Context, list graph.ListRef, column, value string) ([]graph.Item, error)
	Item(ctx context.Context, list graph.ListRef, id string) (graph.Item, error)
	CreateItem(ctx context.Context, list graph.ListRef, fields graph.Fields) (graph.Item, error)
	// UpdateItem writes fields if the item still has the ETag; nil clears one.
	UpdateItem(ctx context.Context, list graph.ListRef, id, etag string, fields graph.Fields) error
	// ItemChanges is a page of what has changed since the link was given, of everything when that is empty.
	ItemChanges(ctx context.Context, list graph.ListRef, link string) (graph.Changes, error)
	// SiteUser is the id by which the person columns of a site know somebody, SiteUserByID who that is.
	SiteUser(ctx context.Context, site string, user graph.User) (lookupID string, err error)
	SiteUserByID(ctx context.Context, site, lookupID string) (graph.User, error)
	Subscribe(ctx context.Context, wanted graph.Subscription) (graph.Subscription, error)
	Renew(ctx context.Context, id string, until time.Time) error
	Unsubscribe(ctx context.Context, id string) error
}

// Directory tells object ids from names: User is the person with an object id or principal name.
type Directory interface {
	User(ctx context.Context, idOrPrincipal string) (graph.User, error)
}

// Desk is the help desk; helpdesk.Desk is one.
type Desk interface {
	Act(ctx context.Context, number int64, action helpdesk.Action) (helpdesk.Ticket, error)
	Follow(ctx context.Context, ticket helpdesk.Ticket, edit helpdesk.Edit) (helpdesk.Followed, error)
	Ticket(ctx context.Context, number int64) (helpdesk.Ticket, error)
	History(ctx context.Context, ticket helpdesk.Ticket) ([]helpdesk.Event, error)
}

// Memory is what outlives the process, and what several processes share.
type Memory interface {
	TicketByID(ctx context.Context, id string) (helpdesk.Ticket, error)
	// Mirror and MirrorByItem return helpdesk.ErrNotFound when there is none; SaveMirror returns helpdesk.ErrConflict when
	// another was stored since m was read.
	Mirror(ctx context.Context, ticketID string) (helpdesk.Mirror, error)
	MirrorByItem(ctx context.Context, itemID string) (helpdesk.Mirror, error)
	SaveMirror(ctx context.Context, m helpdesk.Mirror) (helpdesk.Mirror, error)
	// Mirrors lists all in the order of their tickets' ids, after one.
	Mirrors(ctx context.Context, after string, limit int) ([]helpdesk.Mirror, error)
	// Unmirrored lists the tickets that their copies lag behind, by number.
	Unmirrored(ctx context.Context, since time.Time, limit int) ([]helpdesk.Ticket, error)
	// Cursor is a text that was saved under a name, or empty.
	Cursor(ctx context.Context, name string) (string, error)
	SaveCursor(ctx context.Context, name, value string) error
	lease.Store
}

// Options are what a Sync stands on.
type Options struct {
	Lists           Lists
	Directory       Directory // nil: object ids can't be told from names, and person columns stay empty
	Desk            Desk
	Memory          Memory
	List            graph.ListRef // its site may be named by its path: hostname:/sites/name
	App             string        // our own client id, by which our own changes are known
	Holder          string        // names this process among those that share the memory; the same after a restart; empty: by chance
	Interval        time.Duration // between two looks at the list
	NotificationURL string        // where Graph reaches ServeHTTP; empty: it is not asked to
	Metrics         *Metrics
	Logger          *slog.Logger
	Zone            *time.Location // of the times in the conversation; nil: UTC
	Now             func() time.Time
	// Sleep waits, and returns early with the context's error when that ends; nil: it does so by the clock on the wall.
	Sleep func(ctx context.Context, d time.Duration) error
}

// Sync keeps the list and the desk in step.
type Sync struct {
	Options

	people *people
	woken  chan struct{} // holds one when there is a reason to look at once

	// polling is held by the one process that polls the list. One that follows a process that was killed, and has its name,
	// goes on at once. A ticket it has to wait for, as what was sent to Graph about it may still be on its way.
	polling lease.Lease

	// Once Graph was found unavailable several times in a row, jobs leave their tickets to CatchUp, which goes by their
	// order, until it has been through. left says that a job did so since CatchUp last looked.
	down, left atomic.Bool
	row        atomic.Int32 // how many times in a row
	advanced   atomic.Bool  // something has been listed since Run last looked

	mu      sync.Mutex
	target  target
	poked   string // the last poke of a notification that was followed
	sub     subscriptionState
	failing map[string]trouble // by ticket id
}

// New returns a Sync that has done nothing yet.
func New(o Options) *Sync {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Sleep == nil {
		o.Sleep = wait.For
	}
	o.Holder = cmp.Or(o.Holder, rand.Text())
	return &Sync{
		Options: o, people: newPeople(o.Lists, o.Directory, o.Now), polling: o.lease("ticketlist", o.Holder),
		woken: make(chan struct{}, 1), failing: map[string]trouble{},
	}
}

// Wake makes Run look at the list soon.
func (s *Sync) Wake() {
	select {
	case s.woken <- struct{}{}:
	default:
	}
}

// target is the list and its shape, as they were found at a time.
type target struct {
	graph.ListRef

	shape shape
	at    time.Time
}

// reshapeAfter is how long the columns of the list are taken for what they were.
const reshapeAfter = 10 * time.Minute

// list finds the list and its shape. When it can't be asked for its columns it is taken for one that deskhand provision made.
func (s *Sync) list(ctx context.Context) (target, error) {
	s.mu.Lock()
	t := s.target
	s.mu.Unlock()
	now := s.Now()
	if t.shape != nil && now.Sub(t.at) < reshapeAfter {
		return t, nil
	}
	if t.Site == "" {
		t.ListRef = s.List
		if strings.Contains(t.Site, ":/") { // a place, which Graph doesn't take for an id everywhere
			site, err := s.Lists.Site(ctx, t.Site)
			if err != nil {
				return t, err
			}
			t.Site = cmp.Or(site.ID, t.Site)
		}
	}
	columns, err := s.Lists.Columns(ctx, t.ListRef)
	switch {
	case err == nil:
		t.shape = shapeOf(columns)
		s.complain(ctx, columns)
	case t.shape == nil && errors.Is(err, graph.ErrUnavailable):
		return t, err
	case t.shape == nil:
		t.shape = shapeOf(nil)
		s.Logger.WarnContext(ctx, "the list's columns can't be read; they are taken for what deskhand provision makes", "error", err)
	}
	t.at = now
	s.mu.Lock()
	defer s.mu.Unlock()
	s.target = t
	return t, nil
}

// complain says what is wrong with the columns of the list.
func (s *Sync) complain(ctx context.Context, columns []graph.Column) {
	there := map[string]graph.Column{}
	for _, c := range columns {
		there[c.Name] = c
	}
	var missing []string
	for _, c := range Columns() {
		if there[c.Name].Name == "" {
			missing = append(missing, c.Name)
		}
	}
	if len(columns) > 0 && len(missing) > 0 {
		s.Logger.WarnContext(ctx, "the list lacks columns; run deskhand provision", "columns", missing)
	}
	if key := there[colKey]; key.Name != "" && !key.Unique {
		s.Logger.WarnContext(ctx, "the list doesn't see to it that TicketKey is unique; run deskhand provision")
	}
}
