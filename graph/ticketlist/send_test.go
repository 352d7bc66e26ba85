package ticketlist_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
	"deskhand/graph/ticketlist"
	"deskhand/helpdesk"
)

const items, item, fields = "/sites/*/lists/*/items", "/sites/*/lists/*/items/*", "/sites/*/lists/*/items/*/fields"

// Whatever people write, SharePoint takes it: it counts emoji double, and knows no control characters. What it was given
// is no edit.
func TestAnyTextIsListed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket, err := w.desk.Open(t.Context(), helpdesk.Request{
		OpenKey: "wish", Summary: strings.Repeat("🙂", helpdesk.MaxSummary), Details: "a\x00b\x1b[31m\vc\nd", Solution: "=1+1",
		Impact: helpdesk.ImpactMe, Urgency: helpdesk.UrgencyLow, Requester: kari,
	})
	require.NoError(t, err)
	require.NoError(t, w.Send(t.Context(), ticket.ID))
	got := w.item(ticket).Fields
	assert.Equal(t, strings.Repeat("🙂", 127)+"…", got["Title"])
	assert.Equal(t, "ab[31mc\nd", got["Details"])
	w.edit(ticket, ola, edit{"Priority": "2 High"})
	w.poll()
	history, err := w.desk.History(t.Context(), ticket)
	require.NoError(t, err)
	require.Len(t, history, 2)
	assert.Equal(t, helpdesk.EventPrioritised, history[1].Kind)
}

func TestTicketIsListedWithAllThatIsKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("The Expense app fails")
	got := w.item(ticket).Fields
	assert.Equal(t, map[string]any{
		"TicketKey": "HD-1", "Title": "The Expense app fails", "Details": "It fails.\nSince today.", "Solution": "Expense",
		"RequesterLookupId": "1", "RequesterName": kari.Name, "RequesterId": kari.ID, "Impact": "Team", "Urgency": "Medium",
		"Priority": "3 Normal", "Status": "New", "ResponseDue": "2025-11-23T11:01:00Z", "ResolutionDue": "2025-11-24T08:01:00Z",
		"Source": "https://teams.microsoft.com/l/chat/0/0?message=HD-1%3A+&users=Kari%40contoso.com",
	}, got)

	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionTake, Actor: ola})
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionAsk, Actor: ola, Text: "Since when?"})
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionComment, Actor: kari, Text: "Since today"})
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionClassify, Actor: ola, Tier: helpdesk.TierCritical})
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionResolve, Actor: ola, Text: "Your role was missing.", ArticleID: "roles"})
	require.NoError(t, w.Send(t.Context(), ticket.ID))
	got = w.item(ticket).Fields
	for name, want := range map[string]string{
		"Status": "Resolved", "AssigneeLookupId": "2", "Tier": "Critical", "Resolution": "Your role was missing.", "Article": "roles",
		"Conversation": "2025-11-23 08:01 UTC  Ola Agent solved it:\nYour role was missing.\n\n" +
			"2025-11-23 08:01 UTC  Kari Nordmann:\nSince today\n\n2025-11-23 08:01 UTC  Ola Agent asked:\nSince when?",
	} {
		assert.Equal(t, want, got[name], name)
	}
}

// Each kind of fault at each request of the way: the ticket is listed once, as soon as Graph lets it.
func TestOneItemWhateverGraphDoes(t *testing.T) {
	t.Parallel()
	for _, kind := range graphtest.Kinds() {
		for method, path := range map[string]string{"GET": items, "POST": items} {
			t.Run(string(kind)+" "+method, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.graph.Fail(graphtest.Fault{Method: method, Path: path, Times: 4, Kind: kind, Delay: time.Millisecond})
				ticket := w.open("a wish")
				assert.Eventually(t, func() bool {
					_ = w.Send(t.Context(), ticket.ID)
					return w.CatchUp(t.Context()) == nil
				}, 20*time.Second, time.Millisecond)
				w.item(ticket)
			})
		}
	}
}

func TestLostAnswerToACreateIsFoundAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.graph.Fail(graphtest.Fault{Method: "POST", Path: items, Times: 1, Kind: graphtest.UnavailableAfter})
	ticket := w.open("a wish")
	require.NoError(t, w.Send(t.Context(), ticket.ID), "it was made all the same")
	w.item(ticket)
	assert.Equal(t, 1, w.graph.Count("POST", items))
	assert.Zero(t, w.graph.Count("PATCH", fields), "what was made is as it should be")
}

// stubborn is a Graph whose search for items lags behind, as an index does.
type stubborn struct {
	ticketlist.Lists

	blind int // how many searches find nothing
}

func TestUniqueKeyPreventsWhatASearchMissed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	w.memory.mirrors = map[string]helpdesk.Mirror{} // nobody remembers
	lists := &stubborn{w.client, 4}
	w.restart(func(o *ticketlist.Options) { o.Lists = lists })
	require.ErrorIs(t, w.Send(t.Context(), ticket.ID), graph.ErrExists)
	require.NoError(t, w.Send(t.Context(), ticket.ID))
	w.item(ticket)
}

// The process is stopped before each thing that it remembers, and started again.
func TestStoppedAnywhereListsOnceAndActsOnce(t *testing.T) {
	t.Parallel()
	for _, step := range []string{"save mirror", "act", "save ticketlist.changes"} {
		for nth := range 4 {
			t.Run(step, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				stopped, seen := false, 0
				w.memory.stopAt = func(at string) bool {
					if at != step || stopped {
						return false
					}
					seen++
					stopped = seen > nth
					return stopped
				}
				ticket := w.open("a wish")
				again := func(do func() error) {
					for range 10 {
						err := do()
						if err == nil {
							return
						}
						w.restart()
					}
					t.Error("it did not recover")
				}
				again(func() error { return w.Send(t.Context(), ticket.ID) })
				w.edit(ticket, ola, map[string]any{
					"Status": "Resolved", "Resolution": "Done.", "AssigneeLookupId": "2", "Comment": "Please try.", "Priority": "1 Critical",
				})
				again(func() error { return w.Poll(t.Context()) })
				again(func() error { return w.CatchUp(t.Context()) })
				assert.Equal(t, []string{
					"commented Ola Agent: Please try.", "assigned Ola Agent", "prioritised Ola Agent", "resolved Ola Agent: Done.",
				}, w.events(ticket))
				assert.Equal(t, helpdesk.StatusResolved, w.now(ticket).Status)
				got := w.item(ticket).Fields
				assert.Equal(t, "Resolved", got["Status"])
				assert.Nil(t, got["Comment"])
				assert.Contains(t, got["Conversation"], "Please try.")
			})
		}
	}
}

func TestLongRetryAfterGoesBackToTheQueue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.listed("first")
	w.graph.Fail(graphtest.Fault{Kind: graphtest.Throttled, RetryAfter: "120"})
	w.act(first, helpdesk.Action{Kind: helpdesk.ActionTake, Actor: ola})
	err := w.Send(t.Context(), first.ID)
	var patient interface{ RetryAfter() time.Duration }
	require.ErrorAs(t, err, &patient)
	assert.Equal(t, 2*time.Minute, patient.RetryAfter())
	assert.ErrorIs(t, err, graph.ErrUnavailable)
}

// Graph is down for an hour. Tickets are opened and changed meanwhile; then all of it is delivered in order.
func TestAfterAnOutageTicketsAreListedInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.graph.Fail(graphtest.Fault{Kind: graphtest.Unavailable})
	var tickets []helpdesk.Ticket
	for _, wish := range []string{"first", "second", "third", "fourth"} {
		ticket := w.open(wish)
		tickets = append(tickets, ticket)
		w.clock.pass(15 * time.Minute)
		if err := w.Send(t.Context(), ticket.ID); len(tickets) == 1 {
			require.ErrorIs(t, err, graph.ErrUnavailable)
			for range 2 { // until it is more than a moment's fault
				require.ErrorIs(t, w.CatchUp(t.Context()), graph.ErrUnavailable)
			}
		} else {
			require.NoError(t, err, "it is left to those before")
		}
	}
	before := len(w.graph.Requests())
	require.NoError(t, w.Send(t.Context(), tickets[3].ID))
	assert.Len(t, w.graph.Requests(), before, "jobs leave Graph alone")

	w.graph.Mend()
	late := w.open("fifth")
	require.NoError(t, w.Send(t.Context(), late.ID))
	assert.Empty(t, w.items(late), "it does not overtake")
	require.NoError(t, w.CatchUp(t.Context()))
	var order []any
	for _, item := range w.graph.Items(w.list) {
		order = append(order, item.Fields["TicketKey"])
	}
	assert.Equal(t, []any{"HD-1", "HD-2", "HD-3", "HD-4", "HD-5"}, order)
	sixth := w.listed("sixth")
	w.item(sixth)
}

// One ticket that Graph alone always refuses, or always fails with, keeps no other waiting.
func TestPoisonedTicketKeepsNoOtherWaiting(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]error{
		"refused":     &graph.Error{Operation: "create list item", Status: 400, Code: "invalidRequest"},
		"unavailable": &graph.Error{Operation: "create list item", Status: 500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			poison := &poisoned{Lists: w.client, key: "HD-1", err: refuse}
			w.restart(func(o *ticketlist.Options) { o.Lists = poison })
			first, second := w.open("first"), w.open("second")
			require.Eventually(t, func() bool { return w.CatchUp(t.Context()) == nil }, 20*time.Second, time.Millisecond)
			assert.Empty(t, w.items(first))
			w.item(second)
			poison.err = nil
			w.clock.pass(time.Hour)
			require.NoError(t, w.CatchUp(t.Context()))
			w.item(first)
		})
	}
}

func TestListMadeByHandMayLackColumnsAndHaveTextForPersons(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.addList(graphtest.Column{Name: "TicketKey", Indexed: true, Unique: true}, graphtest.Column{Name: "Status"},
		graphtest.Column{Name: "Assignee"}, graphtest.Column{Name: "Source", Kind: "hyperlinkOrPicture"})
	w.options.List.List = w.list
	w.restart()
	ticket := w.listed("a wish")
	assert.Equal(t, map[string]any{"TicketKey": "HD-1", "Title": "a wish", "Status": "New"}, w.item(ticket).Fields)
	w.edit(ticket, eva, map[string]any{"Assignee": "Eva", "Status": "active"})
	w.poll()
	assert.Equal(t, []string{"assigned Eva Agent"}, w.events(ticket))
	assert.Equal(t, "Eva", w.now(ticket).Assignee.Name)
	assert.Equal(t, "In progress", w.item(ticket).Fields["Status"])
}

func TestAnotherListIsFilledWithWhatIsOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open, closed := w.listed("open"), w.listed("closed")
	w.act(closed, helpdesk.Action{Kind: helpdesk.ActionResolve, Actor: ola, Text: "Done."})
	require.NoError(t, w.Send(t.Context(), closed.ID))
	w.addList(columns()...)
	w.options.List.List = w.list
	w.restart()
	w.poll()
	require.NoError(t, w.CatchUp(t.Context()))
	w.item(open)
	assert.Empty(t, w.items(closed))
	assert.Empty(t, w.events(open))
}

// A list in which the key need not be unique is looked through before anything is made.
func TestItemIsLookedForBeforeItIsMade(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	plain := columns()
	plain[0].Unique = false
	w.addList(plain...)
	w.options.List.List = w.list
	w.restart()
	ticket := w.open("a wish")
	w.memory.stopAt = func(step string) bool { return step == "save mirror" }
	require.ErrorIs(t, w.Send(t.Context(), ticket.ID), errStopped)
	w.memory.stopAt = func(string) bool { return false }
	w.restart()
	require.NoError(t, w.Send(t.Context(), ticket.ID))
	w.item(ticket)
}

// Many jobs, and whoever catches up, are at the same tickets at the same time, as after a restart.
func TestManyAtTheSameTicketsListEachOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.restart(func(o *ticketlist.Options) { o.Sleep, o.Now = nil, time.Now })
	var tickets []helpdesk.Ticket
	for range 10 {
		tickets = append(tickets, w.open("a wish"))
	}
	w.graph.Fail(graphtest.Fault{Method: "POST", Chance: 0.2, Kinds: []graphtest.Kind{graphtest.UnavailableAfter, graphtest.BadGateway}})
	var working sync.WaitGroup
	for range 4 {
		for _, ticket := range tickets {
			working.Go(func() { _ = w.Send(t.Context(), ticket.ID) })
		}
	}
	working.Go(func() { _ = w.CatchUp(t.Context()) })
	working.Go(func() { _ = w.Poll(t.Context()) })
	working.Wait()
	require.Eventually(t, func() bool { return w.CatchUp(t.Context()) == nil }, 20*time.Second, time.Millisecond)
	for _, ticket := range tickets {
		w.item(ticket)
		assert.Empty(t, w.events(ticket))
	}
}

func TestSiteMayBeNamedByItsPath(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.options.List.Site = "contoso.sharepoint.com:/sites/helpdesk"
	w.restart()
	ticket := w.listed("a wish")
	w.edit(ticket, ola, map[string]any{"AssigneeLookupId": "2"})
	w.poll()
	assert.Equal(t, ola, w.now(ticket).Assignee)
}
