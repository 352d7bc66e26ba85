package bot

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/internal/chat"
)

// people know one person, and who is on call.
type people struct {
	name, language string
	onCall         []string
}

func (p people) Known(string) (name, language string, ok bool) {
	return p.name, p.language, p.name != ""
}
func (p people) OnCall() []string { return p.onCall }

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
		w.People = people{name: "Kari Nordmann", language: test.directory}
		w.memory.profiles["kari"] = chat.Profile{PersonID: "kari", Language: test.chosen}
		a := message("m1", "thanks")
		a.Activity.Locale = test.client
		require.NoError(t, w.Receive(t.Context(), a))
		assert.Contains(t, w.sender.all()[0].Text, test.want, name)
		assert.Equal(t, test.client, w.memory.profiles["kari"].Locale, "%s: what the directory says is not the client's word", name)
	}
}

func TestTheNameOfAPerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.People = people{name: "Kari of the directory"}
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
