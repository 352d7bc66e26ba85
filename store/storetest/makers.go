package storetest

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/helpdesk/community"
	"deskhand/store"
)

// decide stores an entry in a state, with the decision that made it so.
func decide(t *testing.T, s *store.Store, e community.Entry, to community.State, at time.Time) community.Entry {
	t.Helper()
	d := community.Decision{At: at, PersonID: e.PersonID, From: e.State, To: to, By: "deskhand"}
	e.State, e.ChangedAt = to, at
	stored, err := s.SaveMaker(t.Context(), e, d)
	require.NoError(t, err)
	return stored
}

func makersRoundTrip(t *testing.T, db database) {
	s := db.open(t)
	_, err := s.Maker(t.Context(), "nobody")
	require.ErrorIs(t, err, helpdesk.ErrNotFound)
	assert.NotContains(t, err.Error(), "ticket")

	full, why := filled[community.Entry](t), filled[community.Decision](t)
	full.Version, why.PersonID = 0, full.PersonID
	for name, entry := range map[string]community.Entry{"filled": full, "empty": {PersonID: "empty"}} {
		stored, err := s.SaveMaker(t.Context(), entry, why)
		require.NoError(t, err, name)
		entry.Version = 1
		assert.Equal(t, entry, stored, name)

		entry.Name, entry.State, entry.JoinedAt, entry.Tries = "changed", community.Left, time.Time{}, 0
		stored, err = s.SaveMaker(t.Context(), entry, community.Decision{PersonID: entry.PersonID, To: community.Left})
		require.NoError(t, err, name)
		entry.Version = 2
		assert.Equal(t, entry, stored, name)
		stored, err = s.Maker(t.Context(), entry.PersonID)
		require.NoError(t, err, name)
		assert.Equal(t, entry, stored, name)
	}
	history, err := s.MakerHistory(t.Context(), full.PersonID)
	require.NoError(t, err)
	assert.Equal(t, []community.Decision{why, {PersonID: full.PersonID, To: community.Left}}, history)
}

func makersListed(t *testing.T, db database) {
	s := db.open(t)
	var found []community.Entry
	for i, state := range []community.State{community.Found, community.Member, community.Found, community.Left, community.Found} {
		found = append(found, community.Entry{PersonID: strconv.Itoa(i), State: state})
	}
	_, err := s.FindMakers(t.Context(), found)
	require.NoError(t, err)
	list := func(after string, limit int, states ...community.State) (ids []string) {
		makers, err := s.Makers(t.Context(), states, after, limit)
		require.NoError(t, err)
		for _, maker := range makers {
			ids = append(ids, maker.PersonID)
		}
		return ids
	}
	assert.Equal(t, []string{"0", "1", "2", "3", "4"}, list("", 10))
	assert.Equal(t, []string{"3", "4"}, list("2", 10))
	assert.Equal(t, []string{"0", "2"}, list("", 2, community.Found))
	assert.Equal(t, []string{"4"}, list("2", 2, community.Found))
	assert.Equal(t, []string{"1", "3"}, list("", 10, community.Left, community.Member))
	assert.Empty(t, list("", 10, community.Joined))

	for _, e := range []community.Entry{
		{PersonID: "a", State: community.Asked},
		{PersonID: "b", State: community.Asked, Tries: 1},
		{PersonID: "c", State: community.Asked, Tries: 2},
		{PersonID: "d", State: community.Asked, AskedAt: noon},
		{PersonID: "e", State: community.Asked, AskedAt: noon.Add(time.Minute)},
		{PersonID: "f", State: community.Inviting, Tries: 1},
		{PersonID: "g", State: community.Joined, Tries: 1},
		{PersonID: "h", State: community.Joined, WelcomedAt: noon},
	} {
		_, err := s.SaveMaker(t.Context(), e, community.Decision{})
		require.NoError(t, err)
	}
	counts, err := s.MakerCounts(t.Context())
	require.NoError(t, err)
	assert.Equal(t, map[community.Why]int{
		community.WhyFound: 3, community.WhyMember: 1, community.WhyLeft: 1, community.WhyToAsk: 1, community.WhyUnasked: 2,
		community.WhyAsked: 2, community.WhyUnadded: 1, community.WhyUntold: 1, community.WhyJoined: 1,
	}, counts)
}

func makersFound(t *testing.T, db database) {
	s := db.open(t)
	found := make([]community.Entry, 1234) // more than one batch, and no whole number of them
	for i := range found {
		found[i] = community.Entry{PersonID: fmt.Sprintf("%04d", i), Name: "Kari", State: community.Found, FoundAt: noon}
	}
	full := filled[community.Entry](t)
	full.PersonID = "9999"
	added, err := s.FindMakers(t.Context(), slices.Concat(found[:700], []community.Entry{full}))
	require.NoError(t, err)
	assert.Equal(t, 701, added)
	full.Version = 1
	stored, err := s.Maker(t.Context(), full.PersonID)
	require.NoError(t, err)
	assert.Equal(t, full, stored)

	left := decide(t, s, community.Entry{PersonID: "0007", Version: 1}, community.Left, noon)
	added, err = s.FindMakers(t.Context(), slices.Concat(found, found[1200:]))
	require.NoError(t, err)
	assert.Equal(t, 534, added, "the others were known, and nobody counts twice")
	stored, err = s.Maker(t.Context(), left.PersonID)
	require.NoError(t, err)
	assert.Equal(t, left, stored, "who left stays so")
	added, err = s.FindMakers(t.Context(), nil)
	require.NoError(t, err)
	assert.Zero(t, added)
}

// makersFoundByTwo lets two find the same in opposite orders, which has them wait for one another.
func makersFoundByTwo(t *testing.T, db database) {
	found := make([]community.Entry, 1000)
	for i := range found {
		found[i] = community.Entry{PersonID: strconv.Itoa(i), State: community.Found}
	}
	backwards := slices.Clone(found)
	slices.Reverse(backwards)
	var total atomic.Int64
	var finding sync.WaitGroup
	for _, order := range [][]community.Entry{found, backwards} {
		s := db.open(t)
		finding.Go(func() {
			added, err := s.FindMakers(t.Context(), order)
			assert.NoError(t, err)
			total.Add(int64(added))
		})
	}
	finding.Wait()
	assert.EqualValues(t, len(found), total.Load())
}

func makersConflict(t *testing.T, db database) {
	processes := []*store.Store{db.open(t), db.open(t)}
	for version := range int64(3) {
		var won atomic.Int32
		var deciding sync.WaitGroup
		for i := range 8 {
			deciding.Go(func() {
				entry := community.Entry{PersonID: "kari", State: community.Asked, Version: version}
				_, err := processes[i%2].SaveMaker(t.Context(), entry, community.Decision{To: community.Asked})
				if err == nil {
					won.Add(1)
					return
				}
				assert.ErrorIs(t, err, helpdesk.ErrConflict)
			})
		}
		deciding.Wait()
		assert.EqualValues(t, 1, won.Load(), version)
	}
	history, err := processes[0].MakerHistory(t.Context(), "kari")
	require.NoError(t, err)
	assert.Len(t, history, 3, "those who lost decided nothing")
}

func invitationsCounted(t *testing.T, db database) {
	s := db.open(t)
	found := func(id string) community.Entry { return community.Entry{PersonID: id, State: community.Found} }
	decide(t, s, found("before"), community.Asked, noon.Add(-time.Millisecond))
	asked := decide(t, s, found("asked"), community.Asked, noon)
	decide(t, s, asked, community.Inviting, noon.Add(time.Minute))
	chosen := decide(t, s, found("chosen"), community.Inviting, noon)
	decide(t, s, chosen, community.Joined, noon.Add(time.Minute))
	decide(t, s, found("member"), community.Member, noon)
	said := decide(t, s, found("yes"), community.Asked, noon.Add(-24*time.Hour))
	decide(t, s, said, community.Inviting, noon)
	wished := found("wished")
	wished.State = community.Inviting
	_, err := s.SaveMaker(t.Context(), wished, community.Decision{At: noon, From: community.Found, To: community.Inviting, By: "wished"})
	require.NoError(t, err)
	for since, want := range map[time.Time]int{noon: 2, noon.Add(-time.Hour): 3, noon.Add(time.Hour): 0, noon.Add(-48 * time.Hour): 4} {
		invited, err := s.Invited(t.Context(), since)
		require.NoError(t, err)
		assert.Equal(t, community.Today{Invited: want}, invited, since)
	}
}

// Who could not be reached has used up nobody's turn, and counts on the day on which it goes well.
func unreachedCounted(t *testing.T, db database) {
	s := db.open(t)
	day := noon.Add(24 * time.Hour)
	var asking community.Entry
	for id, to := range map[string]community.State{"asking": community.Asked, "adding": community.Inviting, "up": community.Asked} {
		e := decide(t, s, community.Entry{PersonID: id, State: community.Found}, to, noon)
		e.Tries = 1
		if id == "up" {
			e.Tries, to = community.MaxTries, community.Failed
		}
		e = decide(t, s, e, to, noon.Add(time.Minute))
		if id == "asking" {
			asking = e
		}
	}
	today := func(since time.Time) community.Today {
		counted, err := s.Invited(t.Context(), since)
		require.NoError(t, err)
		return counted
	}
	assert.Equal(t, community.Today{Unreached: 3}, today(noon))
	assert.Zero(t, today(day), "whom nobody chose on that day")
	asking.AskedAt = day
	decide(t, s, asking, community.Asked, day)
	assert.Equal(t, community.Today{Invited: 1}, today(day))
	assert.Equal(t, community.Today{Invited: 1, Unreached: 2}, today(noon))
}

func makersForgotten(t *testing.T, db database) {
	s := db.open(t)
	for _, person := range []string{"kari", "ola"} {
		decide(t, s, decide(t, s, community.Entry{PersonID: person}, community.Asked, noon), community.Declined, noon)
	}
	for _, want := range []bool{true, false} {
		known, err := s.ForgetMaker(t.Context(), "kari")
		require.NoError(t, err)
		assert.Equal(t, want, known)
	}
	_, err := s.Maker(t.Context(), "kari")
	require.ErrorIs(t, err, helpdesk.ErrNotFound)
	history, err := s.MakerHistory(t.Context(), "kari")
	require.NoError(t, err)
	assert.Empty(t, history)
	history, err = s.MakerHistory(t.Context(), "ola")
	require.NoError(t, err)
	assert.Len(t, history, 2, "others stay")
	decide(t, s, community.Entry{PersonID: "kari"}, community.Found, noon) // and can be found anew
}
