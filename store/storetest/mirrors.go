package storetest

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/store"
)

func mirrorsRoundTrip(t *testing.T, db database) {
	s := db.open(t)
	first, second := openTicket(t, s), openTicket(t, s)
	full := filled[helpdesk.Mirror](t)
	full.TicketID, full.Version = first.ID, 0
	for name, m := range map[string]helpdesk.Mirror{"filled": full, "empty": {TicketID: second.ID}} {
		stored, err := s.SaveMirror(t.Context(), m)
		require.NoError(t, err, name)
		m.Version = 1
		assert.Equal(t, m, stored, name)

		m.Seen, m.Sent, m.Gone = m.Seen+"changed", m.Sent+1, !m.Gone
		stored, err = s.SaveMirror(t.Context(), m)
		require.NoError(t, err, name)
		m.Version = 2
		assert.Equal(t, m, stored, name)
		stored, err = s.Mirror(t.Context(), m.TicketID)
		require.NoError(t, err, name)
		assert.Equal(t, m, stored, name)
	}
	mirrorsListed(t, s)
	byItem, err := s.MirrorByItem(t.Context(), full.ItemID)
	require.NoError(t, err)
	assert.Equal(t, first.ID, byItem.TicketID)

	third := openTicket(t, s)
	_, err = s.SaveMirror(t.Context(), helpdesk.Mirror{TicketID: third.ID})
	require.NoError(t, err, "several copies have no name yet")
	_, err = s.SaveMirror(t.Context(), helpdesk.Mirror{TicketID: third.ID, ItemID: full.ItemID, Version: 1})
	require.Error(t, err, "one copy is of one ticket")
	require.NotErrorIs(t, err, helpdesk.ErrConflict, "reading it again would not help")
}

func mirrorsNotFound(t *testing.T, db database) {
	s := db.open(t)
	ticket := openTicket(t, s)
	_, err := s.Mirror(t.Context(), ticket.ID)
	require.ErrorIs(t, err, helpdesk.ErrNotFound)
	_, err = s.SaveMirror(t.Context(), helpdesk.Mirror{TicketID: ticket.ID})
	require.NoError(t, err)
	for _, item := range []string{"", "nothing"} {
		_, err = s.MirrorByItem(t.Context(), item)
		require.ErrorIs(t, err, helpdesk.ErrNotFound, "%q", item)
	}
	_, err = s.SaveMirror(t.Context(), helpdesk.Mirror{TicketID: "no ticket"})
	require.ErrorIs(t, err, helpdesk.ErrNotFound)
	_, err = s.Mirror(t.Context(), "no ticket")
	require.ErrorIs(t, err, helpdesk.ErrNotFound, "nothing is left of it")
	_, err = s.SaveMirror(t.Context(), helpdesk.Mirror{TicketID: "no ticket", Version: 3})
	require.ErrorIs(t, err, helpdesk.ErrConflict)
}

func mirrorsConflict(t *testing.T, db database) {
	processes := []*store.Store{db.open(t), db.open(t)}
	ticket := openTicket(t, processes[0])
	for version := range int64(3) {
		var won atomic.Int32
		var saving sync.WaitGroup
		for i := range 8 {
			saving.Go(func() {
				_, err := processes[i%2].SaveMirror(t.Context(), helpdesk.Mirror{
					TicketID: ticket.ID, ItemID: strconv.Itoa(i), Version: version,
				})
				if err == nil {
					won.Add(1)
					return
				}
				assert.ErrorIs(t, err, helpdesk.ErrConflict)
			})
		}
		saving.Wait()
		assert.EqualValues(t, 1, won.Load(), version)
	}
}

// lagging are the numbers of the tickets that Unmirrored lists.
func lagging(t *testing.T, s *store.Store, since time.Time, limit int) []int64 {
	t.Helper()
	tickets, err := s.Unmirrored(t.Context(), since, limit)
	require.NoError(t, err)
	var numbers []int64
	for _, ticket := range tickets {
		numbers = append(numbers, ticket.Number)
	}
	return numbers
}

func mirrorsLag(t *testing.T, db database) {
	s := db.open(t)
	for number, ticket := range []struct {
		status helpdesk.Status
		opened time.Duration // before noon
		mirror *helpdesk.Mirror
	}{
		1: {helpdesk.StatusNew, 72 * time.Hour, nil},
		2: {helpdesk.StatusResolved, 72 * time.Hour, nil}, // of long ago
		3: {helpdesk.StatusResolved, time.Hour, nil},
		4: {helpdesk.StatusInProgress, 0, &helpdesk.Mirror{Sent: 1}}, // up to date
		5: {helpdesk.StatusWithdrawn, 72 * time.Hour, &helpdesk.Mirror{Sent: 0}},
		6: {helpdesk.StatusNew, 0, &helpdesk.Mirror{Sent: 0, Gone: true}},
		7: {helpdesk.StatusWaiting, 0, &helpdesk.Mirror{Sent: 2}}, // two versions hence
	} {
		if number == 0 {
			continue
		}
		row := newTicket(strconv.Itoa(number))
		row.Status, row.OpenedAt = ticket.status, noon.Add(-ticket.opened)
		stored, _, err := s.InsertTicket(t.Context(), row, opened)
		require.NoError(t, err)
		if ticket.mirror != nil {
			ticket.mirror.TicketID = stored.ID
			_, err = s.SaveMirror(t.Context(), *ticket.mirror)
			require.NoError(t, err)
		}
	}
	hourAgo := noon.Add(-time.Hour)
	assert.Equal(t, []int64{1, 3, 5}, lagging(t, s, hourAgo, 100))
	assert.Equal(t, []int64{1, 3}, lagging(t, s, hourAgo, 2))
	assert.Equal(t, []int64{1, 5}, lagging(t, s, hourAgo.Add(time.Millisecond), 100), "opened just before")
	assert.Equal(t, []int64{1, 2, 3, 5}, lagging(t, s, noon.Add(-72*time.Hour), 100))

	change := func(number int64) {
		ticket, err := s.TicketByNumber(t.Context(), number)
		require.NoError(t, err)
		_, err = s.UpdateTicket(t.Context(), ticket, nil, nil)
		require.NoError(t, err)
	}
	for number := int64(4); number <= 7; number++ {
		change(number)
	}
	assert.Equal(t, []int64{1, 3, 4, 5}, lagging(t, s, hourAgo, 100), "a change, and the copy lags")
	caughtUp, err := s.TicketByNumber(t.Context(), 4)
	require.NoError(t, err)
	_, err = s.SaveMirror(t.Context(), helpdesk.Mirror{TicketID: caughtUp.ID, Sent: caughtUp.Version, Version: 1})
	require.NoError(t, err)
	assert.Equal(t, []int64{1, 3, 5}, lagging(t, s, hourAgo, 100))
}

// mirrorsListed expects all copies in the order of their tickets' ids, page by page.
func mirrorsListed(t *testing.T, s *store.Store) {
	t.Helper()
	var last string
	for n := range 3 {
		page, err := s.Mirrors(t.Context(), last, 1)
		require.NoError(t, err)
		if n == 2 {
			assert.Empty(t, page, "there are two")
			return
		}
		require.Len(t, page, 1)
		whole, err := s.Mirror(t.Context(), page[0].TicketID)
		require.NoError(t, err)
		assert.Equal(t, whole, page[0])
		assert.Greater(t, page[0].TicketID, last)
		last = page[0].TicketID
	}
}
