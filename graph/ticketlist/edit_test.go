package ticketlist_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
	"deskhand/graph/ticketlist"
	"deskhand/helpdesk"
)

type edit = map[string]any

// What the help desk changes in the list happens to the ticket, by the one who changed it, once; then the list shows how
// the ticket stands.
func TestEditsInTheList(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edits  []edit
		events []string
		list   edit // what the item shows then
	}{
		"resolved": {
			[]edit{{"Status": "Resolved", "Resolution": "Your role was missing."}},
			[]string{"resolved Ola Agent: Your role was missing."},
			edit{"Status": "Resolved", "Resolution": "Your role was missing.", "AssigneeLookupId": "2"},
		},
		"words that mean resolved": {
			[]edit{{"Status": " CLOSED "}}, []string{"resolved Ola Agent"}, edit{"Status": "Resolved"},
		},
		"resolved, and the words after that": {
			[]edit{{"Status": "Done"}, {"Resolution": "A role."}, {"Resolution": "Your role was missing."}},
			[]string{"resolved Ola Agent", "amended Ola Agent: A role.", "amended Ola Agent: Your role was missing."},
			edit{"Resolution": "Your role was missing."},
		},
		"the words first": {
			[]edit{{"Resolution": "A role."}, {"Status": "Resolved"}},
			[]string{"amended Ola Agent: A role.", "resolved Ola Agent: A role."},
			edit{"Status": "Resolved", "Resolution": "A role."},
		},
		"started": {
			[]edit{{"Status": "active"}}, []string{"taken Ola Agent"}, edit{"Status": "In progress", "AssigneeLookupId": "2"},
		},
		"given to somebody": {
			[]edit{{"AssigneeLookupId": "2"}}, []string{"assigned Ola Agent"}, edit{"Status": "In progress", "AssigneeLookupId": "2"},
		},
		"given back": {
			[]edit{{"AssigneeLookupId": "2"}, {"AssigneeLookupId": nil}},
			[]string{"assigned Ola Agent", "assigned Ola Agent"},
			edit{"Status": "New", "AssigneeLookupId": nil},
		},
		"priority by number": {
			[]edit{{"Priority": "1"}},
			[]string{"prioritised Ola Agent"},
			edit{"Priority": "1 Critical", "ResponseDue": "2025-11-23T09:01:00Z"},
		},
		"priority by name": {
			[]edit{{"Priority": "high"}}, []string{"prioritised Ola Agent"}, edit{"Priority": "2 High"},
		},
		"tier": {
			[]edit{{"Tier": "critical"}, {"Tier": nil}}, []string{"classified Ola Agent: critical", "classified Ola Agent"}, edit{"Tier": nil},
		},
		"comment": {
			[]edit{{"Comment": "Have you tried again?"}},
			[]string{"commented Ola Agent: Have you tried again?"},
			edit{"Comment": nil, "Conversation": "2025-11-23 08:01 UTC  Ola Agent:\nHave you tried again?"},
		},
		"the same comment twice": {
			[]edit{{"Comment": "Well?"}, {"Comment": "Well?"}}, []string{"commented Ola Agent: Well?", "commented Ola Agent: Well?"}, nil,
		},
		"question": {
			[]edit{{"Comment": "Since when?", "Status": "Waiting"}},
			[]string{"asked Ola Agent: Since when?"},
			edit{"Comment": nil, "Status": "Waiting"},
		},
		"everything at once": {
			[]edit{{"Comment": "Try again.", "Status": "Resolved", "Resolution": "A role.", "AssigneeLookupId": "2", "Priority": "4 Low"}},
			[]string{"commented Ola Agent: Try again.", "assigned Ola Agent", "prioritised Ola Agent", "resolved Ola Agent: A role."},
			edit{"Status": "Resolved", "Comment": nil},
		},
		"not solved after all": {
			[]edit{{"Status": "Resolved"}, {"Status": "In progress"}},
			[]string{"resolved Ola Agent", "resumed Ola Agent"},
			edit{"Status": "In progress"},
		},
		"unknown words are put back": {
			[]edit{{"Status": "Escalated", "Priority": "7"}},
			[]string{
				`edit_refused Ola Agent: invalid: priority "7"; use one of 1, 2, 3, 4`,
				`edit_refused Ola Agent: invalid: status "Escalated"; use one of new, in progress, waiting, resolved, withdrawn`,
			},
			edit{"Status": "New", "Priority": "3 Normal"},
		},
		"what is possible beside what is not": {
			[]edit{{"Status": nil, "Priority": "2 High"}},
			[]string{"prioritised Ola Agent", `edit_refused Ola Agent: invalid: status ""; use one of new, in progress, waiting, resolved, withdrawn`},
			edit{"Status": "New", "Priority": "2 High"},
		},
		"withdrawing is for the requester": {
			[]edit{{"Status": "Withdrawn"}},
			[]string{"edit_refused Ola Agent: withdraw: not allowed: only the requester may withdraw HD-1"},
			edit{"Status": "New"},
		},
		"what Deskhand writes": {
			[]edit{{"Title": "Another title", "TicketKey": "HD-7", "Details": nil}},
			[]string{
				`edit_refused Ola Agent: Details "": Deskhand alone writes it`,
				`edit_refused Ola Agent: TicketKey "HD-7": Deskhand alone writes it`,
				`edit_refused Ola Agent: Title "Another title": Deskhand alone writes it`,
			},
			edit{"Title": "a wish", "TicketKey": "HD-1", "Details": "It fails.\nSince today."},
		},
		"a comment that is too long is kept": {
			[]edit{{"Comment": strings.Repeat("a", 9000)}}, nil, edit{"Comment": nil},
		},
		"nothing": {[]edit{{"Status": "new", "Details": "It fails.\r\nSince today. \r\n"}}, nil, edit{"Status": "New"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			ticket := w.listed("a wish")
			item := w.item(ticket).ID
			for _, fields := range c.edits {
				require.NoError(t, w.graph.EditItem(w.list, item, fields, ola.ID))
				w.poll()
				w.poll() // nothing is done twice
			}
			w.restart()
			w.poll()
			if c.events != nil {
				assert.Equal(t, c.events, w.events(ticket))
			}
			got, _ := w.graph.Item(w.list, item)
			for name, want := range c.list {
				assert.Equal(t, want, got.Fields[name], name)
			}
			told, resolved := 0, false
			for _, event := range c.events {
				switch what, _, _ := strings.Cut(event, " "); {
				case what == "edit_refused", what == "classified", what == "amended" && !resolved:
				default:
					told++
					resolved = resolved || what == "resolved"
				}
			}
			if c.events != nil {
				assert.Equal(t, told, w.told(ticket), "the requester is told once of each")
			}
			requests := len(w.graph.Requests())
			require.NoError(t, w.Send(t.Context(), ticket.ID))
			assert.Len(t, w.graph.Requests(), requests, "the list is up to date")
		})
	}
}

func TestCommentThatIsTooLongIsInTheHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	w.edit(ticket, ola, edit{"Comment": "Well, " + strings.Repeat("a", 9000)})
	w.poll()
	events := w.events(ticket)
	require.Len(t, events, 1)
	assert.Contains(t, events[0], "edit_refused Ola Agent: comment \"Well, aaa")
}

// Both sides change the same field. The later change counts, and the history has both.
func TestLaterChangeWins(t *testing.T) {
	t.Parallel()
	t.Run("the desk's", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		ticket := w.listed("a wish")
		w.edit(ticket, ola, edit{"Priority": "1 Critical", "Comment": "Urgent."})
		w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionPrioritise, Actor: eva, Priority: helpdesk.PriorityLow})
		require.NoError(t, w.Send(t.Context(), ticket.ID), "a change there is seen before it is written over")
		assert.Equal(t, []string{
			"prioritised Eva Agent", "commented Ola Agent: Urgent.", "edit_overruled Ola Agent: Priority: 1 Critical",
		}, w.events(ticket))
		assert.Equal(t, "4 Low", w.item(ticket).Fields["Priority"])
	})
	t.Run("the list's", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		ticket := w.listed("a wish")
		w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionPrioritise, Actor: eva, Priority: helpdesk.PriorityLow})
		w.edit(ticket, ola, edit{"Priority": "1 Critical"})
		w.poll()
		assert.Equal(t, []string{"prioritised Eva Agent", "prioritised Ola Agent"}, w.events(ticket))
		assert.Equal(t, "1 Critical", w.item(ticket).Fields["Priority"])
	})
	t.Run("the list's within a second, to which SharePoint tells the time", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		ticket := w.listed("a wish")
		w.clock.pass(300 * time.Millisecond)
		w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionPrioritise, Actor: eva, Priority: helpdesk.PriorityLow})
		w.clock.pass(400 * time.Millisecond)
		require.NoError(t, w.graph.EditItem(w.list, w.item(ticket).ID, edit{"Priority": "1 Critical"}, ola.ID))
		require.NoError(t, w.Send(t.Context(), ticket.ID))
		assert.Equal(t, []string{"prioritised Eva Agent", "prioritised Ola Agent"}, w.events(ticket))
	})
	t.Run("of different fields, both", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		ticket := w.listed("a wish")
		w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionTake, Actor: eva})
		w.edit(ticket, ola, edit{"Priority": "1 Critical"})
		w.poll()
		assert.Equal(t, []string{"taken Eva Agent", "prioritised Ola Agent"}, w.events(ticket))
		got := w.item(ticket).Fields
		assert.Equal(t, "1 Critical", got["Priority"])
		assert.Equal(t, "In progress", got["Status"])
	})
	t.Run("after two edits that were seen late", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		ticket := w.listed("a wish")
		w.edit(ticket, ola, edit{"Status": "In progress"})
		w.memory.stopAt = func(step string) bool { return step == "save mirror" }
		w.clock.pass(time.Hour) // what Ola did is seen only now
		require.Error(t, w.Poll(t.Context()))
		w.memory.stopAt = func(string) bool { return false }
		w.restart()
		w.clock.pass(-90 * time.Minute)
		require.NoError(t, w.graph.EditItem(w.list, w.item(ticket).ID, edit{"Status": "Resolved"}, ola.ID))
		w.clock.pass(2 * time.Hour)
		w.poll()
		assert.Equal(t, []string{"taken Ola Agent", "resolved Ola Agent"}, w.events(ticket), "an edit does not overrule the next one")
	})
}

// racing is a Graph in which somebody edits an item between its being read and written.
type racing struct {
	ticketlist.Lists

	before func()
}

func (r *racing) UpdateItem(ctx context.Context, list graph.ListRef, id, etag string, fields graph.Fields) error {
	if do := r.before; do != nil {
		r.before = nil
		do()
	}
	return r.Lists.UpdateItem(ctx, list, id, etag, fields)
}

func TestEditBetweenReadingAndWritingIsNotWrittenOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	w.restart(func(o *ticketlist.Options) {
		o.Lists = &racing{w.client, func() { w.edit(ticket, ola, edit{"Priority": "1 Critical", "Comment": "Mine."}) }}
	})
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionTake, Actor: eva})
	require.NoError(t, w.Send(t.Context(), ticket.ID))
	assert.Equal(t, []string{"taken Eva Agent", "commented Ola Agent: Mine.", "prioritised Ola Agent"}, w.events(ticket))
	got := w.item(ticket).Fields
	assert.Equal(t, "1 Critical", got["Priority"])
	assert.Equal(t, "In progress", got["Status"])
	assert.Nil(t, got["Comment"])
}

func TestLostAnswerToAnUpdateIsNoEdit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionTake, Actor: ola})
	w.graph.Fail(failing("PATCH", fields, 3))
	require.Error(t, w.Send(t.Context(), ticket.ID))
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionAssign, Actor: eva})
	w.poll()
	require.NoError(t, w.CatchUp(t.Context()))
	assert.Equal(t, []string{"taken Ola Agent", "assigned Eva Agent"}, w.events(ticket))
	assert.Equal(t, "New", w.item(ticket).Fields["Status"])
}

// forgetful is a Graph that answers with what stood in an item before, as it may right after a write.
type forgetful struct {
	ticketlist.Lists

	old   graph.Item
	times int
}

func (f *forgetful) Item(ctx context.Context, list graph.ListRef, id string) (graph.Item, error) {
	if f.times > 0 {
		f.times--
		return f.old, nil
	}
	return f.Lists.Item(ctx, list, id)
}

func TestReadRightAfterAWriteIsNotTrusted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	w.edit(ticket, ola, edit{"Status": "In progress"})
	w.poll()
	old, err := w.client.Item(t.Context(), w.options.List, w.item(ticket).ID)
	require.NoError(t, err)
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionPause, Actor: ola})
	require.NoError(t, w.Send(t.Context(), ticket.ID))
	require.Equal(t, "Waiting", w.item(ticket).Fields["Status"])
	// What is read now looks as if nothing had to be written.
	w.restart(func(o *ticketlist.Options) { o.Lists = &forgetful{w.client, old, 2} })
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionResume, Actor: ola})
	require.NoError(t, w.Send(t.Context(), ticket.ID))
	assert.Equal(t, "In progress", w.item(ticket).Fields["Status"])
	assert.Equal(t, []string{"taken Ola Agent", "paused Ola Agent", "resumed Ola Agent"}, w.events(ticket))
}

func TestResolutionThatIsBeingWrittenIsNotLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	w.edit(ticket, ola, edit{"Resolution": "It may be the"})
	w.poll()
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionTake, Actor: ola})
	require.NoError(t, w.Send(t.Context(), ticket.ID))
	assert.Equal(t, "It may be the", w.item(ticket).Fields["Resolution"], "an empty one is not written over it")
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionResolve, Actor: ola, Text: "A role."})
	require.NoError(t, w.Send(t.Context(), ticket.ID))
	got := w.item(ticket).Fields
	assert.Equal(t, "A role.", got["Resolution"])
	assert.Equal(t, []string{"amended Ola Agent: It may be the", "taken Ola Agent", "resolved Ola Agent: A role."}, w.events(ticket))
	assert.Contains(t, got["Conversation"], "It may be the")
}

func TestPersonsAreKnownByTheirObjectIDs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	stranger := w.graph.AddUser(userOf("Per Fremmed"))
	lookup, err := w.graph.AddSiteUser(w.site, stranger)
	require.NoError(t, err)
	w.edit(ticket, ola, edit{"AssigneeLookupId": lookup})
	w.poll()
	assert.Equal(t, helpdesk.Person{ID: stranger, Name: "Per Fremmed"}, w.now(ticket).Assignee)

	w.restart(func(o *ticketlist.Options) { o.Directory = nil })
	w.edit(ticket, ola, edit{"AssigneeLookupId": "2"})
	w.poll()
	assert.Equal(t, helpdesk.Person{ID: "site:2", Name: ola.Name}, w.now(ticket).Assignee)
	w.edit(ticket, ola, edit{"Priority": "1"})
	w.poll()
	assert.Equal(t, "2", w.item(ticket).Fields["AssigneeLookupId"])

	w.restart()
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionAssign, Actor: ola, Assignee: eva})
	require.NoError(t, w.Send(t.Context(), ticket.ID))
	assert.Nil(t, w.item(ticket).Fields["AssigneeLookupId"], "the site has never seen Eva")
	w.edit(ticket, ola, edit{"Priority": "2"})
	w.poll()
	assert.Equal(t, eva, w.now(ticket).Assignee, "that nobody stands there is no edit")
}

// What was done for an edit is known even when the list could not be written after it, and is edited again meanwhile.
func TestCommentIsPassedOnOnceWhenTheListCanNotBeWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	w.poll()
	w.edit(ticket, ola, edit{"Comment": "Try again."})
	w.graph.Fail(graphtest.Fault{Method: "PATCH", Path: fields, Kind: graphtest.Unavailable})
	w.poll()
	w.edit(ticket, ola, edit{"Priority": "1 Critical"})
	w.graph.Mend()
	w.poll()
	assert.Equal(t, []string{"commented Ola Agent: Try again.", "prioritised Ola Agent"}, w.events(ticket))
	assert.Nil(t, w.item(ticket).Fields["Comment"])
}

func TestWordsThatCanNotBeFollowedAreNotCleared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ticket := w.listed("a wish")
	w.act(ticket, helpdesk.Action{Kind: helpdesk.ActionWithdraw, Actor: kari})
	w.edit(ticket, ola, edit{"Resolution": "It was the role."})
	w.poll()
	require.NoError(t, w.CatchUp(t.Context()))
	got := w.item(ticket).Fields
	assert.Equal(t, "Withdrawn", got["Status"])
	assert.Equal(t, "It was the role.", got["Resolution"], "an empty one is not written over it")
	assert.Len(t, w.events(ticket), 2, "and the history says that it was too late")
}
