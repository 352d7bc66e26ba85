package bot

import (
	"cmp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/internal/chat"
)

// people know one person, and who is on call.
type people struct {
	Acquaintance
	onCall []string
}

func (p people) Known(string) Acquaintance { return p.Acquaintance }
func (p people) OnCall() []string          { return p.onCall }

// The language is the one that the person chose, else that of their client, else the directory's, else the desk's.
func TestTheLanguageOfAPerson(t *testing.T) {
	t.Parallel()
	const norwegian, english = "Bare hyggelig", "You are welcome"
	for name, test := range map[string]struct{ chosen, client, directory, want string }{
		"nothing is known":              {want: english},
		"the directory knows":           {directory: "nb-NO", want: norwegian},
		"the client knows better":       {client: "en-GB", directory: "nb-NO", want: english},
		"the person has chosen":         {chosen: "en", directory: "nb-NO", want: english},
		"the directory's is not ours":   {directory: "fr-FR", want: english},
		"the directory's is a nuisance": {directory: "\x00", want: english},
	} {
		w := newWorld(t)
		w.People = people{Acquaintance: Acquaintance{Name: "Kari Nordmann", Language: test.directory}}
		w.memory.profiles["kari"] = chat.Profile{PersonID: "kari", Language: test.chosen}
		a := message("m1", "thanks")
		a.Activity.Locale = test.client
		require.NoError(t, w.Receive(t.Context(), a))
		assert.Contains(t, w.sender.all()[0].Text, test.want, name)
		assert.Equal(t, test.client, w.memory.profiles["kari"].Locale, "%s: what the directory says is not the client's word", name)
	}
}

// The time zone is the one that the client said now or before, else the directory's, else the desk's, which is then named:
// in the answer, and in what the bot says of its own accord.
func TestTheTimeZoneOfAPerson(t *testing.T) {
	t.Parallel()
	const newYork, tokyo, oslo = "04:00 today", "18:00 today", "10:00 today"
	for name, test := range map[string]struct {
		client, before, directory, want string
		named                           bool
	}{
		"nothing is known":              {want: oslo, named: true},
		"the directory knows":           {directory: "America/New_York", want: newYork},
		"the client knows better":       {client: "Asia/Tokyo", directory: "America/New_York", want: tokyo},
		"the client knew better":        {before: "Asia/Tokyo", directory: "America/New_York", want: tokyo},
		"the client says nonsense":      {client: "Nowhere/Land", directory: "America/New_York", want: newYork},
		"the directory's is a nuisance": {directory: "../x", want: oslo, named: true},
	} {
		w := newWorld(t)
		w.People = people{Acquaintance: Acquaintance{Name: "Kari Nordmann", TimeZone: test.directory}}
		w.memory.profiles["kari"] = chat.Profile{PersonID: "kari", TimeZone: test.before}
		sent := press(t, "i1", filledIn())
		sent.LocalTimezone = test.client
		answer, later := w.Invoke(t.Context(), sent)
		if later != nil {
			require.NoError(t, later(t.Context()), name)
		}
		assert.True(t, shows(answer.Value, "A person will answer by "+test.want), "%s: %s", name, answer.Value)
		assert.Equal(t, test.named, shows(answer.Value, "Times are in Europe/Oslo."), name)
		assert.Equal(t, cmp.Or(test.client, test.before), w.memory.profiles["kari"].TimeZone,
			"%s: what the directory says is not the client's word", name)

		ola := helpdesk.Person{ID: "ola", Name: "Ola"}
		ticket, err := w.Desk.Act(t.Context(), 1, helpdesk.Action{Kind: helpdesk.ActionAsk, Actor: ola, Text: "Since when?"})
		require.NoError(t, err)
		events, err := w.Desk.History(t.Context(), ticket)
		require.NoError(t, err)
		require.NoError(t, w.Notify(t.Context(), ticket, events[len(events)-1]))
		told := w.sender.all()[0].Card.Fallback
		assert.Equal(t, test.named, strings.Contains(told, "Times are in Europe/Oslo."), "%s: %s", name, told)
	}
}

// Whose profile isn't kept, such as of a ticket that was opened for them, may be known to the directory all the same.
func TestWhoNeverSpokeIsKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.People = people{Acquaintance: Acquaintance{Language: "nb-NO", TimeZone: "America/New_York"}}
	_, _ = w.Invoke(t.Context(), press(t, "i1", filledIn()))
	delete(w.memory.profiles, "kari")
	ola := helpdesk.Person{ID: "ola", Name: "Ola"}
	ticket, err := w.Desk.Act(t.Context(), 1, helpdesk.Action{Kind: helpdesk.ActionTake, Actor: ola})
	require.NoError(t, err)
	events, err := w.Desk.History(t.Context(), ticket)
	require.NoError(t, err)
	require.NoError(t, w.Notify(t.Context(), ticket, events[len(events)-1]))
	told := w.sender.all()[0].Card.Fallback
	assert.Contains(t, told, "Saken bør være løst innen kl. 05:00 i dag")
}

func TestTheNameOfAPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.People = people{Acquaintance: Acquaintance{Name: "Kari of the directory"}}
	sent := press(t, "i1", filledIn())
	sent.From.Name = ""
	_, _ = w.Invoke(t.Context(), sent)
	ticket, err := w.Desk.Ticket(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, "Kari of the directory", ticket.Requester.Name)
}

// Whoever opens a pressing ticket is told who can be reached; others are not.
func TestWhoIsOnCall(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		impact helpdesk.Impact
		people People
		want   bool
	}{
		"pressing":            {helpdesk.ImpactTeam, people{onCall: []string{"Ola Hansen", "Eva Dahl"}}, true},
		"not pressing":        {helpdesk.ImpactMe, people{onCall: []string{"Ola Hansen"}}, false},
		"nobody is reachable": {helpdesk.ImpactTeam, people{}, false},
		"nothing is known":    {helpdesk.ImpactTeam, nil, false},
	} {
		w := newWorld(t)
		w.People = test.people
		form := filledIn()
		form.Impact = string(test.impact)
		answer, _ := w.Invoke(t.Context(), press(t, "i1", form))
		assert.Equal(t, test.want, shows(answer.Value, "On call now: Ola Hansen, Eva Dahl"), name)
		assert.Equal(t, test.want, shows(answer.Value, "On call"), name)
	}
}
