package directory_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/directory"
)

// fake is Graph as far as people go.
type fake struct {
	mu       sync.Mutex
	users    map[string]graph.User // by id
	managers map[string]string
	zones    map[string]string // as their mailboxes have them
	zoneErr  error             // what being asked for one answers
	presence map[string]string
	admins   []string
	err      error         // what every call answers
	slow     time.Duration // how long a call takes
	calls    map[string]int
}

func (f *fake) call(ctx context.Context, name string) error {
	f.mu.Lock()
	f.calls[name]++
	slow, err := f.slow, f.err
	f.mu.Unlock()
	if slow > 0 {
		select {
		case <-time.After(slow):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return err
}

func (f *fake) User(ctx context.Context, key string) (graph.User, error) {
	if err := f.call(ctx, "user "+key); err != nil {
		return graph.User{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, u := range f.users {
		if u.ID == key || strings.EqualFold(u.Principal, key) {
			return u, nil
		}
	}
	return graph.User{}, &graph.Error{Operation: "read user", Status: 404}
}

func (f *fake) Manager(ctx context.Context, id string) (graph.User, error) {
	if err := f.call(ctx, "manager "+id); err != nil {
		return graph.User{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if u, ok := f.users[f.managers[id]]; ok {
		return u, nil
	}
	return graph.User{}, &graph.Error{Operation: "read manager", Status: 404}
}

func (f *fake) TimeZone(ctx context.Context, id string) (string, error) {
	if err := f.call(ctx, "zone "+id); err != nil {
		return "", err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	zone, ok := f.zones[id]
	if f.zoneErr == nil && !ok {
		return "", &graph.Error{Operation: "read time zone", Status: 404, Code: "MailboxNotEnabledForRESTAPI"}
	}
	return zone, f.zoneErr
}

func (f *fake) Presences(ctx context.Context, ids []string) (found []graph.Presence, _ error) {
	if err := f.call(ctx, "presences"); err != nil {
		return nil, err
	}
	for _, id := range ids {
		if p := f.presence[id]; p != "" {
			found = append(found, graph.Presence{UserID: id, Availability: p})
		}
	}
	return found, nil
}

func (f *fake) GlobalAdministrators(ctx context.Context) (found []graph.User, _ error) {
	if err := f.call(ctx, "administrators"); err != nil {
		return nil, err
	}
	for _, id := range f.admins {
		found = append(found, f.users[id])
	}
	return found, nil
}

func (f *fake) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *fake) counted() map[string]int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.calls)
}

// newDirectory knows Kari, whose manager is Eva. Ola's account is disabled. Run it in a bubble: its clock is time.Now.
func newDirectory(onCall ...string) (*directory.Directory, *fake, *bytes.Buffer) {
	f := &fake{
		users: map[string]graph.User{
			"kari": {ID: "kari", Name: "Kari Nordmann", Principal: "Kari@example.com", Language: "nb-NO", Enabled: true},
			"ola":  {ID: "ola", Name: "Ola Hansen", Principal: "ola@example.com"},
			"eva":  {ID: "eva", Name: "Eva Dahl", Principal: "eva@example.com", Enabled: true},
		},
		managers: map[string]string{"kari": "eva"}, zones: map[string]string{"kari": "W. Europe Standard Time"},
		presence: map[string]string{}, calls: map[string]int{},
	}
	log := &bytes.Buffer{}
	return directory.New(f, directory.Options{
		TTL: time.Hour, OnCall: onCall, Whole: true, Logger: slog.New(slog.NewTextHandler(log, nil)), Now: time.Now,
	}), f, log
}

func TestLookup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := newDirectory()
		for range 3 {
			person, err := d.Lookup(t.Context(), "kari")
			require.NoError(t, err)
			assert.Equal(t, "Kari Nordmann", person.Name)
			assert.Equal(t, "Eva Dahl", person.Manager.Name)
			assert.Equal(t, "Europe/Berlin", person.TimeZone)
		}
		eva, err := d.Lookup(t.Context(), "eva")
		require.NoError(t, err, "to have no manager is no fault")
		assert.Zero(t, eva.Manager)
		assert.Equal(t, map[string]int{
			"user kari": 1, "manager kari": 1, "zone kari": 1, "user eva": 1, "manager eva": 1, "zone eva": 1,
		}, f.counted())

		f.set(func() { f.users["kari"] = graph.User{ID: "kari", Name: "Kari Hansen", Enabled: true} })
		<-time.After(time.Hour)
		person, err := d.Lookup(t.Context(), "kari")
		require.NoError(t, err)
		assert.Equal(t, "Kari Hansen", person.Name, "names change")
	})
}

func TestByPrincipal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := newDirectory()
		for _, principal := range []string{"kari@example.com", "KARI@example.com"} {
			person, err := d.ByPrincipal(t.Context(), principal)
			require.NoError(t, err)
			assert.Equal(t, "kari", person.ID)
		}
		_, err := d.Lookup(t.Context(), "kari")
		require.NoError(t, err)
		assert.Equal(t, map[string]int{"user kari@example.com": 1, "manager kari": 1, "zone kari": 1}, f.counted(), "it is the same person")
	})
}

func TestManyWhoAskAreOneCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := newDirectory()
		f.slow = time.Second
		impatient, leave := context.WithCancel(t.Context())
		var asking sync.WaitGroup
		asking.Go(func() { // whose leaving stops nobody else
			_, err := d.Lookup(impatient, "kari")
			assert.ErrorIs(t, err, context.Canceled)
		})
		synctest.Wait() // it is the first, and its call is the one
		for range 20 {
			asking.Go(func() {
				person, err := d.Lookup(t.Context(), "kari")
				assert.NoError(t, err)
				assert.Equal(t, "Kari Nordmann", person.Name)
			})
		}
		synctest.Wait()
		leave()
		asking.Wait()
		assert.Equal(t, 1, f.counted()["user kari"])
	})
}

// A call that failed is not made again for a while, however often somebody asks, and is in the log once.
func TestFailuresAreRemembered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, log := newDirectory()
		f.err = &graph.Error{Operation: "read user", Status: 403, Permission: "User.Read.All"}
		for range 10 {
			_, err := d.Lookup(t.Context(), "kari")
			require.ErrorIs(t, err, graph.ErrForbidden)
		}
		_, err := d.Lookup(t.Context(), "eva")
		require.ErrorIs(t, err, graph.ErrForbidden)
		assert.False(t, d.Gone("kari"), "that we may not know is no sign of it")
		assert.Equal(t, map[string]int{"user kari": 1, "user eva": 1}, f.counted())
		assert.Equal(t, 1, strings.Count(log.String(), "can't be asked"))
		assert.Contains(t, log.String(), "User.Read.All")

		f.set(func() { f.err = nil })
		<-time.After(5 * time.Minute)
		_, err = d.Lookup(t.Context(), "kari")
		require.NoError(t, err)
		assert.Contains(t, log.String(), "answers again")
	})
}

// A conversation never waits for the directory: what is not known yet is looked up in the background, once.
func TestKnownNeverWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := newDirectory()
		f.slow = 3 * time.Second
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { assert.NoError(t, d.Run(ctx)) })
		before := time.Now()
		for range 5 {
			_, ok := d.Known("kari")
			assert.False(t, ok)
		}
		assert.Equal(t, before, time.Now())
		<-time.After(10 * time.Second)
		person, ok := d.Known("kari")
		assert.True(t, ok)
		assert.Equal(t, "nb-NO", person.Language)
		assert.Equal(t, 1, f.counted()["user kari"])

		<-time.After(2 * time.Hour)
		f.set(func() { f.err = errors.New("down") })
		_, ok = d.Known("kari")
		assert.True(t, ok, "an old name is better than none")
		<-time.After(10 * time.Second)
		person, ok = d.Known("kari")
		assert.True(t, ok)
		assert.Equal(t, "Kari Nordmann", person.Name, "what was known survives a failure")
		assert.Equal(t, 2, f.counted()["user kari"])
		stop()
		running.Wait()
	})
}

// Nothing is lost when more people are asked for than can be looked up, and the ids of others are not asked about at all.
func TestKnownOfMany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := newDirectory()
		for range 1000 { // one who talks much takes no room from others
			_, _ = d.Known("person-0")
		}
		for i := range 1000 {
			_, _ = d.Known(fmt.Sprint("person-", i))
		}
		for _, id := range []string{"29:abc", "desk:root:Ola", ""} {
			_, ok := d.Known(id)
			assert.False(t, ok)
			_, err := d.Lookup(t.Context(), id)
			require.ErrorIs(t, err, graph.ErrNotFound)
			assert.False(t, d.Gone(id))
		}
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { assert.NoError(t, d.Run(ctx)) })
		synctest.Wait()
		assert.Len(t, f.counted(), 256, "those that there was room for")
		_, _ = d.Known("person-999")
		synctest.Wait()
		assert.Len(t, f.counted(), 257, "who is asked for again is looked up then")
		stop()
		running.Wait()
	})
}

func TestGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := newDirectory()
		assert.False(t, d.Gone("ola"), "nothing is known yet")
		for id, gone := range map[string]bool{"kari": false, "ola": true, "deleted": true} {
			_, _ = d.Lookup(t.Context(), id)
			assert.Equal(t, gone, d.Gone(id), id)
		}

		others := directory.New(f, directory.Options{TTL: time.Hour, Logger: slog.New(slog.DiscardHandler), Now: time.Now})
		for id, gone := range map[string]bool{"kari": false, "ola": true, "guest": false} {
			_, _ = others.Lookup(t.Context(), id)
			assert.Equal(t, gone, others.Gone(id), "%s, who may be in another tenant's directory", id)
		}
	})
}

func TestOnCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := newDirectory("eva", "kari", "unknown")
		f.presence = map[string]string{"eva": "Busy", "kari": "DoNotDisturb"}
		_, ok := d.Reachable()
		assert.False(t, ok, "nothing is known yet")
		for range 3 {
			people, err := d.OnCall(t.Context())
			require.NoError(t, err)
			require.Len(t, people, 3)
			assert.Equal(t, "Busy", people[0].Availability)
			assert.Equal(t, "unknown", people[2].ID)
		}
		assert.Equal(t, 1, f.counted()["presences"])
		names, ok := d.Reachable()
		assert.True(t, ok)
		assert.Equal(t, []string{"Eva Dahl"}, names)

		f.set(func() { f.err = errors.New("down") })
		<-time.After(2 * time.Minute)
		_, err := d.OnCall(t.Context())
		require.Error(t, err)
		_, ok = d.Reachable()
		assert.True(t, ok, "a minute without an answer is bridged")
		<-time.After(2 * time.Minute)
		_, ok = d.Reachable()
		assert.False(t, ok, "who could be reached that long ago may have gone home")
	})
}

func TestAdministrators(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := newDirectory()
		f.admins = []string{"eva"}
		f.err = errors.New("down")
		_, err := d.Administrators(t.Context())
		require.Error(t, err)
		f.set(func() { f.err = nil })
		<-time.After(5 * time.Minute)
		for range 3 {
			admins, err := d.Administrators(t.Context())
			require.NoError(t, err, "a failure is not remembered for an hour")
			require.Len(t, admins, 1)
			assert.Equal(t, "Eva Dahl", admins[0].Name)
		}
		assert.Equal(t, 2, f.counted()["administrators"])
	})
}
