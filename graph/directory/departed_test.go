package directory_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
)

// desk has open tickets, and remembers whose accounts it was told of.
type desk struct {
	open     []helpdesk.Ticket
	departed []string
	err      error
}

func (d *desk) Tickets(_ context.Context, filter helpdesk.Filter) ([]helpdesk.Ticket, error) {
	if !filter.Open {
		return nil, errors.New("only open tickets matter")
	}
	return d.open, nil
}

func (d *desk) Departed(_ context.Context, number int64, personID string) (bool, error) {
	d.departed = append(d.departed, fmt.Sprintf("%d %s", number, personID))
	return len(d.departed) == 1, d.err
}

func ticket(number int64, requester, assignee string) helpdesk.Ticket {
	return helpdesk.Ticket{
		Number: number, Requester: helpdesk.Person{ID: requester}, Assignee: helpdesk.Person{ID: assignee},
	}
}

func TestTheDeskHearsWhoIsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, log := newDirectory()
		desk := &desk{open: []helpdesk.Ticket{
			ticket(1, "kari", "ola"), ticket(2, "deleted", ""), ticket(3, "kari", "desk:root:Ola"), ticket(4, "29:x", "eva"),
		}}
		require.NoError(t, d.CheckTickets(t.Context(), desk))
		assert.Equal(t, []string{"1 ola", "2 deleted"}, desk.departed)
		assert.Equal(t, 1, strings.Count(log.String(), "disabled or deleted"), "what changed nothing is not worth a line")
		calls := f.counted()
		assert.Equal(t, 1, calls["user kari"])
		assert.NotContains(t, calls, "user 29:x")
	})
}

func TestAFaultOfOneTicketHidesNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, _, _ := newDirectory()
		desk := &desk{open: []helpdesk.Ticket{ticket(1, "kari", "ola"), ticket(2, "deleted", "")}, err: errors.New("disk full")}
		require.ErrorContains(t, d.CheckTickets(t.Context(), desk), "HD-1")
		assert.Len(t, desk.departed, 2)
	})
}

// A check of a large desk asks about a hundred people; the next one goes on with others.
func TestAChecksCallsAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := newDirectory()
		desk := &desk{}
		for i := range int64(250) {
			id := fmt.Sprint("person-", i)
			f.users[id] = f.users["kari"]
			u := f.users[id]
			u.ID = id
			f.users[id] = u
			desk.open = append(desk.open, ticket(i, id, ""))
		}
		for _, want := range []int{100, 200, 250, 250} {
			require.NoError(t, d.CheckTickets(t.Context(), desk))
			asked := 0
			for call := range f.counted() {
				if strings.HasPrefix(call, "user ") {
					asked++
				}
			}
			assert.Equal(t, want, asked)
			<-time.After(10 * time.Minute)
		}
	})
}

func TestWithoutGraphNobodyIsGone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := newDirectory()
		f.err = errors.New("down")
		desk := &desk{open: []helpdesk.Ticket{ticket(1, "kari", "ola")}}
		require.ErrorContains(t, d.CheckTickets(t.Context(), desk), "down")
		assert.Empty(t, desk.departed)
	})
}
