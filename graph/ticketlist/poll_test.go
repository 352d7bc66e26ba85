package ticketlist_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
	"deskhand/graph/ticketlist"
	"deskhand/helpdesk"
)

func failing(method, path string, times int) graphtest.Fault {
	return graphtest.Fault{Method: method, Path: path, Times: times, Kind: graphtest.UnavailableAfter}
}

func userOf(name string) graphtest.User {
	return graphtest.User{Name: name, UPN: name[:3] + "@contoso.com"}
}

// What we write ourselves comes back as a change. It is none.
func TestEchoesAreNoEdits(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *graphtest.Options) { o.Repeat, o.PageSize = true, 2 })
	var tickets []helpdesk.Ticket
	for i := range 5 {
		tickets = append(tickets, w.listed(fmt.Sprint("wish ", i)))
	}
	w.poll()
	for range 3 {
		w.act(tickets[0], helpdesk.Action{Kind: helpdesk.ActionComment, Actor: kari, Text: "More."})
		require.NoError(t, w.Send(t.Context(), tickets[0].ID))
	}
	its := "/sites/*/lists/*/items/" + w.item(tickets[0]).ID
	reads := w.graph.Count("GET", its)
	w.poll()
	assert.Equal(t, reads, w.graph.Count("GET", its), "the item is not even read")
	for _, ticket := range tickets {
		assert.Zero(t, w.told(ticket))
	}
}

// An item that changed several times shows up several times, with what stood in it then: the last counts.
func TestLastOccurrenceWins(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 200} {
		w := newWorld(t, func(o *graphtest.Options) { o.Repeat, o.PageSize = true, size })
		ticket := w.listed("a wish")
		w.poll()
		for _, status := range []string{"In progress", "Waiting", "Resolved", "Waiting"} {
			w.edit(ticket, ola, edit{"Status": status})
		}
		w.poll()
		assert.Equal(t, []string{"paused Ola Agent"}, w.events(ticket), "page size %d", size)
	}
}

func TestItemsOfOthersAreLeftAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, key := range []any{nil, "HD-99", "INC-7", "7"} {
		_, err := w.graph.AddItem(w.list, edit{"Title": "not ours", "TicketKey": key}, ola.ID)
		require.NoError(t, err)
	}
	w.poll()
	assert.Zero(t, w.graph.Count("PATCH", fields))
	assert.Empty(t, w.memory.mirrors)
}

func TestDeletedItemOfAnOpenTicketIsMadeAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	w.poll()
	first := w.item(ticket)
	require.NoError(t, w.graph.DeleteItem(w.list, first.ID))
	w.poll()
	w.poll()
	assert.NotEqual(t, first.ID, w.item(ticket).ID)
	assert.Equal(t, []string{
		"unlisted The help desk's list: The item was deleted in the list. The ticket is open and stays so: it gets a new item.",
	}, w.events(ticket))
	assert.Equal(t, helpdesk.StatusNew, w.now(ticket).Status)
}

func TestDeletedItemOfAClosedTicketStaysDeletedUntilItIsReopened(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionResolve, Actor: ola, Text: "Done."})
	require.NoError(t, w.Send(t.Context(), ticket.ID))
	w.poll()
	require.NoError(t, w.graph.DeleteItem(w.list, w.item(ticket).ID))
	w.poll()
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionRate, Actor: kari, Rating: 5})
	require.NoError(t, w.Send(t.Context(), ticket.ID))
	require.NoError(t, w.CatchUp(t.Context()))
	assert.Empty(t, w.items(ticket))
	assert.Equal(t, []string{
		"resolved Ola Agent: Done.", "unlisted The help desk's list: The item was deleted in the list. The ticket stays as it is.",
		"rated Kari Nordmann",
	}, w.events(ticket))

	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionReopen, Actor: kari, Text: "No."})
	w.graph.Fail(graphtest.Fault{Kind: graphtest.Unavailable})
	require.Error(t, w.Send(t.Context(), ticket.ID))
	w.graph.Mend()
	require.NoError(t, w.CatchUp(t.Context()))
	w.item(ticket)
}

// A list that can't be found is not a list in which everything was deleted.
func TestMissingListIsNotAnEmptyOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	w.poll()
	gone := &vanishing{Lists: w.client}
	w.restart(func(o *ticketlist.Options) { o.Lists = gone })
	require.NoError(t, w.Poll(t.Context()))
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionTake, Actor: ola})
	require.ErrorIs(t, w.Send(t.Context(), ticket.ID), graph.ErrNotFound)
	assert.Equal(t, []string{"taken Ola Agent"}, w.events(ticket))
}

// vanishing is a Graph that doesn't find the list, after it told of an item that was deleted.
type vanishing struct{ ticketlist.Lists }

var errGone = &graph.Error{Operation: "read", Status: 404}

func (v *vanishing) ItemChanges(context.Context, graph.ListRef, string) (graph.Changes, error) {
	return graph.Changes{Items: []graph.Item{{ID: "1", Deleted: true}}, Delta: "https://graph/delta"}, nil
}

func (v *vanishing) Item(context.Context, graph.ListRef, string) (graph.Item, error) {
	return graph.Item{}, errGone
}

func (v *vanishing) FindItems(context.Context, graph.ListRef, string, string) ([]graph.Item, error) {
	return nil, errGone
}

// The link to the changes has expired. All is read again: what was seen is told to nobody twice, what happened meanwhile
// is followed, and what was deleted meanwhile is found.
func TestExpiredLinkTellsNobodyTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(o *graphtest.Options) { o.PageSize = 2 })
	seen, edited, deleted, untouched := w.listed("seen"), w.listed("edited"), w.listed("deleted"), w.listed("untouched")
	w.edit(seen, ola, edit{"Status": "Resolved", "Resolution": "Done.", "Comment": "Try."})
	w.poll()
	told := w.told(seen)
	w.edit(edited, ola, edit{"Status": "Waiting", "Comment": "Since when?"})
	require.NoError(t, w.graph.DeleteItem(w.list, w.item(deleted).ID))
	w.graph.ExpireDeltaTokens()
	w.poll()
	w.poll()
	assert.Equal(t, told, w.told(seen))
	assert.Equal(t, []string{"asked Ola Agent: Since when?"}, w.events(edited))
	assert.Len(t, w.events(deleted), 1)
	w.item(deleted)
	assert.Empty(t, w.events(untouched))
}

// What was edited before the first poll counts too.
func TestFirstPollReadsEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	w.edit(ticket, ola, edit{"Status": "Resolved"})
	w.poll()
	assert.Equal(t, []string{"resolved Ola Agent"}, w.events(ticket))
}

// Between its being made and remembered, somebody edits the item.
func TestItemIsAdoptedWithWhatWasEditedInIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.open("a wish")
	w.memory.stopAt = func(step string) bool { return step == "save mirror" }
	require.ErrorIs(t, w.Send(t.Context(), ticket.ID), errStopped)
	w.memory.stopAt = func(string) bool { return false }
	w.restart()
	w.edit(ticket, ola, edit{"Status": "In progress", "Comment": "I look into it."})
	w.poll()
	assert.Equal(t, []string{"commented Ola Agent: I look into it.", "taken Ola Agent"}, w.events(ticket))
	w.item(ticket)
}

// One item that fails keeps no other waiting, is remembered through a restart, and is followed when it can be.
func TestPoisonedItemKeepsNoOtherWaiting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	bad, good := w.listed("bad"), w.listed("good")
	w.poll()
	w.edit(bad, ola, edit{"Status": "Resolved"})
	w.edit(good, ola, edit{"Status": "Resolved"})
	w.graph.Fail(graphtest.Fault{Method: "GET", Path: "/sites/*/lists/*/items/" + w.item(bad).ID, Kind: graphtest.BadGateway})
	w.poll()
	assert.Equal(t, helpdesk.StatusResolved, w.now(good).Status)
	assert.Equal(t, helpdesk.StatusNew, w.now(bad).Status)
	w.restart()
	w.poll()
	w.graph.Mend()
	w.poll()
	assert.Equal(t, []string{"resolved Ola Agent"}, w.events(bad))
	assert.Equal(t, 1, w.told(good))
}

// When Graph is down in the middle of it, a page is worked again from the beginning, and nobody is told twice.
func TestPageIsWorkedAgainAfterAnOutage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var tickets []helpdesk.Ticket
	for i := range 6 {
		tickets = append(tickets, w.listed(fmt.Sprint("wish ", i)))
	}
	w.poll()
	for _, ticket := range tickets {
		w.edit(ticket, ola, edit{"Status": "Resolved"})
	}
	w.graph.Fail(graphtest.Fault{Method: "GET", Path: item, After: 2, Kind: graphtest.Unavailable})
	require.ErrorIs(t, w.Poll(t.Context()), graph.ErrUnavailable)
	w.graph.Mend()
	w.poll()
	w.poll()
	for _, ticket := range tickets {
		assert.Equal(t, []string{"resolved Ola Agent"}, w.events(ticket))
		assert.Equal(t, 1, w.told(ticket))
	}
}

func TestOneOfSeveralPolls(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	w.poll()
	other := ticketlist.New(func() ticketlist.Options {
		o := w.options
		o.Metrics = metrics()
		return o
	}())
	w.edit(ticket, ola, edit{"Status": "Resolved"})
	polls := w.graph.Count("GET", "/sites/*/lists/*/items/delta")
	require.NoError(t, other.Poll(t.Context()))
	assert.Equal(t, polls, w.graph.Count("GET", "/sites/*/lists/*/items/delta"))
	w.clock.pass(time.Minute)
	require.NoError(t, other.Poll(t.Context()))
	assert.Equal(t, helpdesk.StatusResolved, w.now(ticket).Status)
}

// Another process would wait until the lease of one that was killed has run out.
func TestWhoeverFollowsAKilledProcessPollsAtOnce(t *testing.T) {
	t.Parallel()
	for name, follows := range map[string]bool{"HOST 127.0.0.1:3978": true, "HOST 127.0.0.1:3979": false} {
		w := newWorld(t)
		w.options.Holder = "HOST 127.0.0.1:3978"
		w.restart()
		ticket := w.listed("a wish")
		w.poll() // and is killed
		next := w.Options
		next.Holder = name
		w.Sync = ticketlist.New(next)
		w.edit(ticket, ola, edit{"Status": "Resolved"})
		w.poll()
		assert.Equal(t, follows, w.now(ticket).Status == helpdesk.StatusResolved, name)
	}
}

func TestATicketThatAKilledProcessHadIsNotSetAside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.open("a wish")
	held, err := w.memory.Hold(t.Context(), "ticketlist:"+ticket.ID, "killed", 30*time.Second)
	require.NoError(t, err)
	require.True(t, held)
	require.NoError(t, w.CatchUp(t.Context()))
	assert.Empty(t, w.items(ticket))
	w.clock.pass(30 * time.Second)
	require.NoError(t, w.CatchUp(t.Context()))
	assert.Len(t, w.items(ticket), 1)
}
