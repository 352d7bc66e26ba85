// Package directory knows the people who talk to the bot, from the organisation's directory: names, departments, managers,
// languages and time zones, who is on call, who administers the tenant, and whose account is gone. What it was told it
// believes for a while. A conversation asks it only for what it has at hand, and so never waits for Graph. It changes nothing
// there.
package directory

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"

	"deskhand/graph"
)

// Graph is what the directory is asked through.
type Graph interface {
	// User is a person by object id or user principal name. An error that is graph.ErrNotFound says that there is none.
	User(ctx context.Context, idOrPrincipal string) (graph.User, error)
	Manager(ctx context.Context, id string) (graph.User, error)
	// TimeZone is that of a person's mailbox, as Windows or IANA name it.
	TimeZone(ctx context.Context, id string) (string, error)
	Presences(ctx context.Context, ids []string) ([]graph.Presence, error)
	GlobalAdministrators(ctx context.Context) ([]graph.User, error)
}

// Options settle how the directory is used.
type Options struct {
	TTL    time.Duration // how long what it says about a person is believed
	OnCall []string      // object ids of those who are on call
	Whole  bool          // everybody who talks to the bot is in this directory: whom it doesn't know is deleted
	Logger *slog.Logger
	Now    func() time.Time
}

// Person is somebody in the directory.
type Person struct {
	graph.User
	Manager  graph.User // zero when the directory names none
	TimeZone string     // IANA name; empty when it isn't known
}

// Directory is what the directory says about people. It is safe for concurrent use.
type Directory struct {
	graph          Graph
	options        Options
	people         people
	calls          singleflight.Group
	wanted         chan string // whom Known was asked for and is to be looked up
	presences      recent[[]Presence]
	administrators recent[[]graph.User]

	said sync.Map // what is in the log once

	mu      sync.Mutex
	failing bool // said so in the log
}

const (
	askWithin      = 20 * time.Second // one call, or all that a person takes
	askAgain       = 5 * time.Minute  // after a call that failed, or found nobody
	mostWanted     = 256              // more than that are looked up when they are asked for again
	lookupsAtATime = 2
)

// New returns a directory that is asked through Graph.
func New(g Graph, options Options) *Directory {
	return &Directory{graph: g, options: options, wanted: make(chan string, mostWanted)}
}

// errNoID says that somebody is not in the directory under such an id, without asking it.
var errNoID = fmt.Errorf("no object id: %w", graph.ErrNotFound)

// Lookup returns a person by object id. It asks Graph unless it was told lately; however many ask for the same person at
// the same time, Graph is asked once. The error is Graph's, and remembered for a short while.
func (d *Directory) Lookup(ctx context.Context, id string) (Person, error) {
	if !likelyID(id) {
		return Person{}, errNoID
	}
	if e, ok := d.people.fresh(id, d.options.Now()); ok {
		return e.person, e.err
	}
	answer := d.calls.DoChan(id, func() (any, error) {
		asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), askWithin) // others may wait for it too
		defer cancel()
		e := d.ask(asking, id)
		return e.person, e.err
	})
	select {
	case <-ctx.Done():
		return Person{}, ctx.Err()
	case told := <-answer:
		person, _ := told.Val.(Person)
		return person, told.Err
	}
}

// ByPrincipal returns a person by user principal name, as Lookup does by id. Names change: keep the id.
func (d *Directory) ByPrincipal(ctx context.Context, principal string) (Person, error) {
	return d.Lookup(ctx, strings.ToLower(principal))
}

// Known returns what is known about a person without asking, however old. When that is too old or nothing, the person is
// looked up in the background, while Run runs.
func (d *Directory) Known(id string) (Person, bool) {
	if !likelyID(id) {
		return Person{}, false
	}
	e, due := d.people.known(id, d.options.Now())
	if due {
		select {
		case d.wanted <- id:
		default: // enough to do
			d.people.forgetWanted(id)
		}
	}
	return e.person, e.found
}

// Gone reports whether the directory, when it was last asked, had disabled the person's account, or knew none though it
// knows everybody who talks to the bot.
func (d *Directory) Gone(id string) bool {
	e, _ := d.people.fresh(id, d.options.Now())
	if errors.Is(e.err, graph.ErrNotFound) {
		return d.options.Whole
	}
	return e.err == nil && e.found && !e.person.Enabled
}

// Run looks up whom Known was asked for, until the context ends.
func (d *Directory) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for range lookupsAtATime {
		group.Go(func() error {
			for {
				select {
				case <-ctx.Done():
					return nil
				case id := <-d.wanted:
					if _, err := d.Lookup(ctx, id); err != nil {
						d.options.Logger.DebugContext(ctx, "a person could not be looked up", "error", err)
					}
				}
			}
		})
	}
	return group.Wait()
}

// ask asks Graph about a person, and remembers what it says.
func (d *Directory) ask(ctx context.Context, key string) entry {
	if e, ok := d.people.fresh(key, d.options.Now()); ok { // told since
		return e
	}
	person, err := d.person(ctx, key)
	d.note(ctx, err)
	now := d.options.Now()
	if err != nil {
		return d.people.failed(key, err, now.Add(min(askAgain, d.options.TTL)))
	}
	e := entry{person: person, found: true, until: now.Add(d.options.TTL)}
	if e.person.TimeZone, err = d.timeZone(ctx, person.ID); err != nil {
		e.person.TimeZone, e.until = d.people.timeZone(key), now.Add(min(askAgain, d.options.TTL))
	}
	d.people.put(person.ID, e)
	if key != person.ID {
		d.people.put(key, e)
	}
	return e
}

func (d *Directory) person(ctx context.Context, key string) (person Person, err error) {
	if person.User, err = d.graph.User(ctx, key); err != nil {
		return Person{}, err
	}
	person.Manager, err = d.graph.Manager(ctx, person.ID)
	if errors.Is(err, graph.ErrNotFound) { // many have none
		err = nil
	}
	return person, err
}

// note says in the log when the directory begins to fail, and when it answers again.
func (d *Directory) note(ctx context.Context, err error) {
	failed := err != nil && !errors.Is(err, graph.ErrNotFound)
	d.mu.Lock()
	changed := failed != d.failing
	d.failing = failed
	d.mu.Unlock()
	switch {
	case !changed:
	case failed:
		d.options.Logger.WarnContext(ctx, "the directory can't be asked; conversations go on without it", "error", err)
	default:
		d.options.Logger.InfoContext(ctx, "the directory answers again")
	}
}

// likelyID reports whether the directory may know somebody by this id. Those of the Bot Framework and of the command line
// have a colon, which no object id and no user principal name has.
func likelyID(id string) bool { return id != "" && !strings.Contains(id, ":") }
