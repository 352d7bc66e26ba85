package helpdesk_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"deskhand/helpdesk"
)

// changes names fields that an edit changed, each in its own name as the words for the history.
func changes(fields ...helpdesk.Field) map[helpdesk.Field]string {
	changed := map[helpdesk.Field]string{}
	for _, field := range fields {
		changed[field] = string(field)
	}
	return changed
}

// wanted writes an action down: what is done to what, and as which part of the edit.
func wanted(a helpdesk.Action) string {
	words := []string{string(a.Kind)}
	if a.Kind == helpdesk.ActionNote {
		words = append(words, strings.TrimPrefix(string(a.Note), "ticket.edit_"))
	}
	if a.Kind == helpdesk.ActionAssign {
		words = append(words, "to:"+a.Assignee.ID)
	}
	if a.Priority != 0 {
		words = append(words, fmt.Sprint(a.Priority))
	}
	for _, word := range []string{string(a.Tier), a.Text} {
		if word != "" {
			words = append(words, fmt.Sprintf("%q", word))
		}
	}
	return strings.Join(append(words, a.Key), " ")
}

// The desk works in a list, by what people do there: which actions that comes to.
func TestReconcile(t *testing.T) {
	t.Parallel()
	const status, assignee = helpdesk.FieldStatus, helpdesk.FieldAssignee
	nobody := helpdesk.Person{}
	for name, test := range map[string]struct {
		from helpdesk.Status
		edit helpdesk.Edit
		want []string
	}{
		"nothing": {helpdesk.StatusNew, helpdesk.Edit{}, nil},
		"the same on both sides": {
			helpdesk.StatusInProgress,
			helpdesk.Edit{Changed: changes(status, assignee), Status: helpdesk.StatusInProgress, Assignee: ola},
			nil,
		},
		"given to somebody": {
			helpdesk.StatusNew, helpdesk.Edit{Changed: changes(assignee), Assignee: ola}, []string{"assign to:ola k:assignee"},
		},
		"given to somebody who begins": {
			helpdesk.StatusNew,
			helpdesk.Edit{Changed: changes(assignee, status), Assignee: ola, Status: helpdesk.StatusInProgress},
			[]string{"assign to:ola k:assignee"},
		},
		"in progress, by whoever says so": {
			helpdesk.StatusNew, helpdesk.Edit{Changed: changes(status), Status: helpdesk.StatusInProgress}, []string{"take k:status"},
		},
		"new again": {
			helpdesk.StatusInProgress,
			helpdesk.Edit{Changed: changes(status), Status: helpdesk.StatusNew},
			[]string{"assign to: k:status"},
		},
		"new again, and nobody's": {
			helpdesk.StatusInProgress,
			helpdesk.Edit{Changed: changes(status, assignee), Status: helpdesk.StatusNew},
			[]string{"assign to: k:assignee"},
		},
		"new, and somebody's": {
			helpdesk.StatusWaiting,
			helpdesk.Edit{Changed: changes(status, assignee), Status: helpdesk.StatusNew, Assignee: eva},
			[]string{"assign to:eva k:assignee", "resume k:resume", `note refused "status (a ticket that somebody has is not new)" k:status`},
		},
		"in progress, and nobody's": {
			helpdesk.StatusWaiting,
			helpdesk.Edit{Changed: changes(status, assignee), Status: helpdesk.StatusInProgress},
			[]string{"assign to: k:assignee", "resume k:resume", `note refused "status (a ticket that nobody has is not in progress)" k:status`},
		},
		"waiting": {
			helpdesk.StatusInProgress, helpdesk.Edit{Changed: changes(status), Status: helpdesk.StatusWaiting}, []string{"pause k:status"},
		},
		"waiting for an answer": {
			helpdesk.StatusInProgress,
			helpdesk.Edit{Changed: changes(status), Status: helpdesk.StatusWaiting, Comment: " Which app?\n"},
			[]string{`ask "Which app?" k:comment`},
		},
		"a comment while it waits": {
			helpdesk.StatusWaiting, helpdesk.Edit{Status: helpdesk.StatusWaiting, Comment: "Hello"}, []string{`comment "Hello" k:comment`},
		},
		"the requester's own reply": { // which puts it back to work by itself
			helpdesk.StatusWaiting,
			helpdesk.Edit{Editor: kari, Changed: changes(status), Status: helpdesk.StatusInProgress, Comment: "This one"},
			[]string{`comment "This one" k:comment`},
		},
		"no longer waiting": {
			helpdesk.StatusWaiting, helpdesk.Edit{Changed: changes(status), Status: helpdesk.StatusInProgress}, []string{"resume k:status"},
		},
		"solved, with a word before": {
			helpdesk.StatusInProgress, helpdesk.Edit{
				Changed: changes(status, helpdesk.FieldResolution, helpdesk.FieldPriority),
				Status:  helpdesk.StatusResolved, Resolution: "Restarted", Comment: "Found it", Assignee: ola, Priority: 1,
			}, []string{`comment "Found it" k:comment`, "prioritise 1 k:priority", `resolve "Restarted" k:status`},
		},
		"solved by nobody in particular": {
			helpdesk.StatusNew,
			helpdesk.Edit{Changed: changes(status, assignee), Status: helpdesk.StatusResolved, Assignee: nobody},
			[]string{"resolve k:status", "assign to: k:assignee"},
		},
		"not solved after all": {
			helpdesk.StatusResolved, helpdesk.Edit{
				Changed: changes(status, helpdesk.FieldPriority, assignee), Status: helpdesk.StatusInProgress, Assignee: eva, Priority: 1,
				Comment: "Sorry",
			}, []string{"assign to:eva k:assignee", "resume k:status", `comment "Sorry" k:comment`, "prioritise 1 k:priority"},
		},
		"not solved after all, and a question": {
			helpdesk.StatusResolved,
			helpdesk.Edit{Changed: changes(status), Status: helpdesk.StatusWaiting, Comment: "Which app?"},
			[]string{"resume k:resume", `ask "Which app?" k:comment`},
		},
		"other words for the solution": {
			helpdesk.StatusResolved,
			helpdesk.Edit{Changed: changes(helpdesk.FieldResolution), Resolution: "Rebooted"},
			[]string{`amend "Rebooted" k:resolution`},
		},
		"words for the solution to come": {
			helpdesk.StatusInProgress,
			helpdesk.Edit{Changed: changes(helpdesk.FieldResolution), Resolution: "Rebooted"},
			[]string{`amend "Rebooted" k:resolution`},
		},
		"a tier": {
			helpdesk.StatusResolved,
			helpdesk.Edit{Changed: changes(helpdesk.FieldTier), Tier: helpdesk.TierCritical},
			[]string{`classify "critical" k:tier`},
		},
		"withdrawn": { // which Apply refuses
			helpdesk.StatusNew, helpdesk.Edit{Changed: changes(status), Status: helpdesk.StatusWithdrawn}, []string{"withdraw k:status"},
		},
		"no status at all": {
			helpdesk.StatusWaiting,
			helpdesk.Edit{Changed: changes(status), Status: "done"},
			[]string{`note refused "status (there is no such status)" k:status`},
		},
	} {
		test.edit.Key, test.edit.Editor = "k", cmp.Or(test.edit.Editor, eva)
		var got []string
		for _, action := range helpdesk.Reconcile(ticket(t, test.from), nil, test.edit) {
			assert.Equal(t, test.edit.Editor, action.Actor, name)
			got = append(got, wanted(action))
		}
		assert.Equal(t, test.want, got, name)
	}
}

// Somebody who writes the solution first and resolves the ticket afterwards has said it once.
func TestReconcileResolvesWithTheWordsThere(t *testing.T) {
	t.Parallel()
	written := ticket(t, helpdesk.StatusInProgress)
	written.Resolution = "Restarted"
	actions := helpdesk.Reconcile(written, nil, helpdesk.Edit{
		Key: "k", Editor: eva, Changed: changes(helpdesk.FieldStatus), Status: helpdesk.StatusResolved,
	})
	require.Len(t, actions, 1)
	assert.Equal(t, `resolve "Restarted" k:status`, wanted(actions[0]))
}

// Where both sides changed a field, the later one counts.
func TestReconcileTheLaterChangeWins(t *testing.T) {
	t.Parallel()
	edited := at(t, "2026-11-24 09:00")
	before, after := edited.Add(-time.Minute), edited.Add(time.Minute)
	event := func(kind helpdesk.EventKind, at time.Time, from, to helpdesk.Status) helpdesk.Event {
		return helpdesk.Event{Kind: kind, At: at, From: from, To: to, Actor: ola, Assignee: ola}
	}
	working, resolved := helpdesk.StatusInProgress, helpdesk.StatusResolved
	reassign := helpdesk.Edit{Changed: changes(helpdesk.FieldAssignee), Assignee: eva}
	prioritise := helpdesk.Edit{Changed: changes(helpdesk.FieldPriority), Priority: 1}
	pause := helpdesk.Edit{Changed: changes(helpdesk.FieldStatus), Status: helpdesk.StatusWaiting, Comment: "Which app?"}
	renew := helpdesk.Edit{Changed: changes(helpdesk.FieldStatus), Status: helpdesk.StatusNew}
	same := helpdesk.Edit{Changed: changes(helpdesk.FieldAssignee), Assignee: ola}
	copied := event(helpdesk.EventPrioritised, after, working, working)
	copied.ActKey = "list:7:v1:priority"
	given := event(helpdesk.EventAssigned, before, working, working)
	asked := helpdesk.Event{Kind: helpdesk.EventAsked, At: after, Actor: eva, ActKey: "k:comment", From: working, To: helpdesk.StatusWaiting}
	for name, test := range map[string]struct {
		status  helpdesk.Status
		history []helpdesk.Event
		edit    helpdesk.Edit
		want    string
	}{
		"the editor": {working, []helpdesk.Event{event(helpdesk.EventPrioritised, before, working, working)}, prioritise, "prioritise 1 k:priority"},
		"the editor, at the same moment": {
			working, []helpdesk.Event{event(helpdesk.EventPrioritised, edited, working, working)}, prioritise, "prioritise 1 k:priority",
		},
		"the desk": {
			working, []helpdesk.Event{event(helpdesk.EventPrioritised, after, working, working)}, prioritise, `note overruled "priority" k:priority`,
		},
		"the editor, over an edit seen late": {working, []helpdesk.Event{copied}, prioritise, "prioritise 1 k:priority"},
		"nobody, when both say the same":     {working, []helpdesk.Event{event(helpdesk.EventAssigned, after, working, working)}, same, ""},
		"the editor, when it was only said": {
			working, []helpdesk.Event{event(helpdesk.EventCommented, after, working, working)}, pause, `ask "Which app?" k:comment`,
		},
		"the desk, and the words stay": {
			working,
			[]helpdesk.Event{event(helpdesk.EventResumed, after, helpdesk.StatusWaiting, working)},
			pause,
			`comment "Which app?" k:comment; note overruled "status" k:status`,
		},
		"nobody, when it was asked and answered": {
			working, []helpdesk.Event{asked, event(helpdesk.EventCommented, after, helpdesk.StatusWaiting, working)}, pause, "",
		},
		"the editor, when whoever had it resolved it": {
			resolved, []helpdesk.Event{given, event(helpdesk.EventResolved, after, working, resolved)}, reassign, "assign to:eva k:assignee",
		},
		"the desk, when nobody had it": {
			resolved,
			[]helpdesk.Event{event(helpdesk.EventResolved, after, helpdesk.StatusNew, resolved)},
			reassign,
			`note overruled "assignee" k:assignee`,
		},
		"the desk, when it was given to somebody since": {
			working, []helpdesk.Event{event(helpdesk.EventAssigned, after, working, working)}, renew, `note overruled "status" k:status`,
		},
	} {
		test.edit.Key, test.edit.Copy, test.edit.Editor, test.edit.At = "k", "list:7:", eva, edited
		test.edit.Ours = map[helpdesk.Field]bool{}
		for field := range test.edit.Changed {
			test.edit.Ours[field] = true
		}
		var got []string
		for _, action := range helpdesk.Reconcile(ticket(t, test.status), test.history, test.edit) {
			got = append(got, wanted(action))
		}
		assert.Equal(t, test.want, strings.Join(got, "; "), name)
	}
}

// desk does what Desk.Act does, without a store.
type desk struct {
	ticket  helpdesk.Ticket
	history []helpdesk.Event
	refused bool
}

func (d *desk) did(action helpdesk.Action) bool {
	return slices.ContainsFunc(d.history, func(e helpdesk.Event) bool {
		return e.ActKey == action.Key && e.Actor.ID == action.Actor.ID
	})
}

func (d *desk) act(t *rapid.T, action helpdesk.Action, now time.Time, policy helpdesk.Policy) {
	if d.did(action) {
		return
	}
	changed, events, err := helpdesk.Apply(d.ticket, action, now, policy)
	if err != nil {
		d.refused = true
		return
	}
	d.ticket, d.history = changed, append(d.history, events...)
	for _, e := range events {
		require.Equal(t, action.Key, e.ActKey)
	}
}

// has reports whether the ticket has the editor's value of a field.
func (d *desk) has(field helpdesk.Field, edit helpdesk.Edit) bool {
	return map[helpdesk.Field]bool{
		helpdesk.FieldStatus:     d.ticket.Status == edit.Status,
		helpdesk.FieldAssignee:   d.ticket.Assignee.ID == edit.Assignee.ID,
		helpdesk.FieldPriority:   d.ticket.Priority == edit.Priority,
		helpdesk.FieldTier:       d.ticket.Tier == edit.Tier,
		helpdesk.FieldResolution: d.ticket.Resolution == strings.TrimSpace(edit.Resolution),
	}[field]
}

// noted reports whether the history says that nothing became of a part of the edit.
func (d *desk) noted(field helpdesk.Field, edit helpdesk.Edit) bool {
	return slices.ContainsFunc(d.history, func(e helpdesk.Event) bool {
		return e.ActKey == edit.Key+":"+string(field) && (e.Kind == helpdesk.EventOverruled || e.Kind == helpdesk.EventRefused)
	})
}

// said counts how often the requester was told the editor's comment.
func (d *desk) said(comment string) (times int) {
	for _, e := range d.history {
		if (e.Kind == helpdesk.EventCommented || e.Kind == helpdesk.EventAsked) && e.Text == comment {
			times++
		}
	}
	return times
}

// Whatever the ticket, whatever was edited, and wherever following it was interrupted: nothing the editor wanted is lost
// without a trace, and doing it again changes nothing.
func TestReconcileLosesNothing(t *testing.T) {
	t.Parallel()
	policy, edited := oslo(t), at(t, "2026-11-24 09:00")
	rapid.Check(t, func(t *rapid.T) {
		d := &desk{ticket: drawTicket(t, edited), history: drawHistory(t, edited)}
		edit := drawEdit(t, edited)
		now := edited.Add(10 * time.Minute)

		first := helpdesk.Reconcile(d.ticket, d.history, edit)
		for _, action := range first[:rapid.IntRange(0, len(first)).Draw(t, "done before it was interrupted")] {
			d.act(t, action, now, policy)
		}
		for field := range edit.Changed { // whoever compares again sees what was done as a change of ours
			edit.Ours[field] = edit.Ours[field] || !d.has(field, edit)
		}
		again := helpdesk.Reconcile(d.ticket, d.history, edit)
		var keys []string
		for _, action := range again {
			keys = append(keys, action.Key)
			d.act(t, action, now, policy)
		}
		require.Len(t, slices.Compact(slices.Sorted(slices.Values(keys))), len(keys), "each part has a key of its own: %v", keys)
		for field := range edit.Changed {
			require.True(t, d.refused || d.has(field, edit) || d.noted(field, edit), "%s is lost: %+v", field, d.ticket)
		}
		if edit.Comment != "" {
			times := d.said(edit.Comment)
			require.True(t, times == 1 || times == 0 && d.refused, "the comment was said %d times", times)
		}

		ticket, events := d.ticket, len(d.history)
		for _, action := range helpdesk.Reconcile(d.ticket, d.history, edit) {
			require.False(t, d.did(action), "%s is asked for again", action.Key)
			d.act(t, action, now, policy)
		}
		require.Equal(t, ticket, d.ticket, "done twice")
		require.Len(t, d.history, events, "done twice")
	})
}

var people = []helpdesk.Person{{}, kari, ola, eva}

func drawTicket(t *rapid.T, edited time.Time) helpdesk.Ticket {
	ticket := helpdesk.Ticket{
		ID: "id", Number: 7, Requester: kari, OpenedAt: edited.Add(-time.Hour),
		Status:     rapid.SampledFrom(statuses).Draw(t, "status"),
		Assignee:   rapid.SampledFrom(people).Draw(t, "assignee"),
		Priority:   rapid.SampledFrom(helpdesk.Priorities()).Draw(t, "priority"),
		Tier:       rapid.SampledFrom(append(helpdesk.Tiers(), "")).Draw(t, "tier"),
		Resolution: rapid.SampledFrom([]string{"", "Restarted"}).Draw(t, "resolution"),
		Reopened:   rapid.IntRange(0, 1).Draw(t, "reopened"),
	}
	switch ticket.Status {
	case helpdesk.StatusNew: // nobody has it
		ticket.Assignee = helpdesk.Person{}
	case helpdesk.StatusInProgress: // somebody has
		ticket.Assignee = rapid.SampledFrom(people[1:]).Draw(t, "working")
	case helpdesk.StatusResolved:
		ticket.ResolvedAt = edited.Add(-time.Minute)
	}
	return ticket
}

func drawHistory(t *rapid.T, edited time.Time) []helpdesk.Event {
	kinds := []helpdesk.EventKind{
		helpdesk.EventTaken, helpdesk.EventAssigned, helpdesk.EventPrioritised, helpdesk.EventClassified, helpdesk.EventResumed,
		helpdesk.EventCommented, helpdesk.EventResolved, helpdesk.EventAmended, helpdesk.EventWithdrawn,
	}
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) helpdesk.Event {
		return helpdesk.Event{
			Kind:     rapid.SampledFrom(kinds).Draw(t, "kind"),
			At:       edited.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "minutes")) * time.Minute),
			From:     rapid.SampledFrom(statuses).Draw(t, "from"),
			To:       rapid.SampledFrom(statuses).Draw(t, "to"),
			Actor:    rapid.SampledFrom(people[1:]).Draw(t, "actor"),
			Assignee: rapid.SampledFrom(people).Draw(t, "given to"),
			ActKey:   rapid.SampledFrom([]string{"", "act", "copy:1:status", "copy:22:status"}).Draw(t, "key"),
		}
	}), 0, 5).Draw(t, "history")
}

func drawEdit(t *rapid.T, edited time.Time) helpdesk.Edit {
	edit := helpdesk.Edit{
		Key: "copy:2", At: edited, Changed: map[helpdesk.Field]string{}, Ours: map[helpdesk.Field]bool{},
		Copy:       rapid.SampledFrom([]string{"", "copy:"}).Draw(t, "copy"),
		Editor:     rapid.SampledFrom(people[1:]).Draw(t, "editor"),
		Status:     rapid.SampledFrom(append(statuses, "", "done")).Draw(t, "new status"),
		Assignee:   rapid.SampledFrom(people).Draw(t, "new assignee"),
		Priority:   rapid.SampledFrom(append(helpdesk.Priorities(), 0)).Draw(t, "new priority"),
		Tier:       rapid.SampledFrom(append(helpdesk.Tiers(), "", "vital")).Draw(t, "new tier"),
		Resolution: rapid.SampledFrom([]string{"", "Restarted", " Rebooted "}).Draw(t, "new resolution"),
		Comment:    rapid.SampledFrom([]string{"", "Hello"}).Draw(t, "comment"),
	}
	for _, field := range []helpdesk.Field{
		helpdesk.FieldStatus, helpdesk.FieldAssignee, helpdesk.FieldPriority, helpdesk.FieldTier, helpdesk.FieldResolution,
	} {
		if rapid.Bool().Draw(t, string(field)+" changed") {
			edit.Changed[field] = string(field)
			edit.Ours[field] = rapid.Bool().Draw(t, string(field)+" ours")
		}
	}
	return edit
}
