package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/card"
	"deskhand/helpdesk"
	"deskhand/knowledge"
)

// health says what it was told.
type health struct {
	going []helpdesk.Incident
	asOf  time.Time
	old   bool
}

func (h *health) Incidents() ([]helpdesk.Incident, time.Time, bool) { return h.going, h.asOf, !h.old }

// withHealth is a world in which Microsoft reports these disturbances, a minute ago.
func withHealth(t *testing.T, going ...helpdesk.Incident) (*world, *health) {
	t.Helper()
	w := newWorld(t)
	h := &health{going: going, asOf: w.Now().Add(-time.Minute)}
	w.Health = h
	return w, h
}

func disturbed(w *world, id, service string) helpdesk.Incident {
	return helpdesk.Incident{
		ID: id, Service: service, Title: "Flows may fail", Impact: "Users see error 502.", StartedAt: w.Now().Add(-time.Hour),
	}
}

// hears is what the bot shows when Kari writes something.
func (w *world) hears(t *testing.T, text string) Message {
	t.Helper()
	require.NoError(t, w.Receive(t.Context(), message(w.NewID(), text)))
	said := w.sender.all()
	require.Len(t, said, 1)
	return said[0]
}

func TestIsItDown(t *testing.T) {
	t.Parallel()
	w, h := withHealth(t)
	h.going = []helpdesk.Incident{disturbed(w, "MO1", "Microsoft Power Automate"), disturbed(w, "CR2", "Dynamics 365 Apps")}
	for question, want := range map[string]struct{ shown, hidden []string }{
		"Is Power Automate down?": {
			[]string{"MO1", "Flows may fail", "since 08:00 today", "Users see error 502.", "08:59 today"}, []string{"CR2"},
		},
		"Are there any outages right now?": {[]string{"MO1", "CR2"}, nil},
		"Is Power Platform down?":          {[]string{"MO1", "CR2"}, nil},
		"Is Power Apps down?":              {[]string{"no disruption to Power Apps, as of 08:59 today"}, []string{"MO1", "CR2", "I follow"}},
		"Is Microsoft Teams down?": {
			[]string{"I follow what Microsoft reports about Power Platform, and not about Microsoft Teams.", "status.cloud.microsoft"},
			[]string{"no disruption", "MO1", "CR2"},
		},
		"Are Teams and SharePoint down?":     {[]string{"not about SharePoint, Teams."}, []string{"MO1", "CR2", "no disruption"}},
		"Are Teams and Power Automate down?": {[]string{"MO1", "not about Teams."}, []string{"CR2"}},
		"Are Power Apps and Teams down?":     {[]string{"no disruption to Power Apps", "not about Teams."}, []string{"MO1", "CR2"}},
	} {
		text := w.hears(t, question).Card.Fallback
		for _, s := range want.shown {
			assert.Contains(t, text, s, question)
		}
		for _, s := range want.hidden {
			assert.NotContains(t, text, s, question)
		}
	}
}

// A question that is taken for one about outages is asked of the articles by a button, and opens a ticket by another.
func TestAnOutageAnswerIsNoDeadEnd(t *testing.T) {
	t.Parallel()
	w, _ := withHealth(t)
	actions := w.hears(t, "is Power Automate working?").Card.Actions()
	require.Len(t, actions, 2)
	form, _ := w.Invoke(t.Context(), press(t, "i1", actions[0].Data))
	assert.Contains(t, fmt.Sprintf("%s", form.Value), "is Power Automate working?")
	_, later := w.Invoke(t.Context(), press(t, "i2", actions[1].Data))
	require.NotNil(t, later)
	require.NoError(t, later(t.Context()))
	assert.Contains(t, w.sender.all()[0].Card.Fallback, "I don't know")
}

// What isn't known is not answered: without Graph, or when the last word is old.
func TestWithoutHealthItIsAQuestionLikeAnyOther(t *testing.T) {
	t.Parallel()
	old, h := withHealth(t)
	h.going, h.old = []helpdesk.Incident{disturbed(old, "MO1", "Power Automate")}, true
	for name, w := range map[string]*world{"without Graph": newWorld(t), "too old": old} {
		for _, text := range []string{"Is Power Automate down?", "Power Automate is down"} {
			said := w.hears(t, text).Card.Fallback
			assert.Contains(t, said, "I don't know", "%s: %s", name, text)
			assert.NotContains(t, said, "Microsoft", "%s: %s", name, text)
		}
	}
}

func TestAReportShowsTheNoticeAndTheForm(t *testing.T) {
	t.Parallel()
	w, h := withHealth(t)
	said := w.hears(t, "Power Automate is down").Card
	assert.Contains(t, said.Fallback, "Open a ticket")
	assert.Contains(t, said.Fallback, "no disruption to Power Automate, as of 08:59 today")
	said = w.hears(t, "Teams is down").Card
	assert.Contains(t, said.Fallback, "Open a ticket")
	assert.Contains(t, said.Fallback, "not about Teams. The help desk gets this")

	h.going = []helpdesk.Incident{disturbed(w, "MO1", "Microsoft Power Automate")}
	said = w.hears(t, "Power Automate is down").Card
	assert.Contains(t, said.Fallback, "Microsoft reports that Power Automate has been disrupted since 08:00 today (MO1).")
	assert.Contains(t, said.Fallback, "What is it about?: Power Automate is down")
	assert.Equal(t, "MO1", said.Actions()[0].Data.Incident)
}

// Who asks for a ticket and says about what gets the form, also when the engine is sure of an answer.
func TestATicketAboutSomething(t *testing.T) {
	t.Parallel()
	w, h := withHealth(t)
	h.going = []helpdesk.Incident{disturbed(w, "MO1", "Microsoft Power Automate")}
	w.engine.answer = knowledge.Answer{Verdict: knowledge.Sure, Candidates: []knowledge.Candidate{{ID: "a"}}}
	w.engine.articles = []knowledge.Article{{ID: "a", Question: "Why is it late?", Body: "It waits."}}
	said := w.hears(t, "Open a ticket: my flow starts late").Card
	assert.Contains(t, said.Fallback, "What is it about?: my flow starts late")
	assert.Contains(t, said.Fallback, w.Catalog.For("en").T("form.intro"))
	assert.Equal(t, "MO1", said.Actions()[0].Data.Incident)
}

// A form tells of a disturbance when what was asked names the service, or something that is made with it; of an advisory
// only when it names the service.
func TestFormsTellOfDisturbances(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ incident, advisory bool }{
		"Power Automate lost all my runs":         {true, true},
		"why does PowerAutomate forget my runs":   {true, true},
		"my flow has failed twice since nine":     {true, false},
		"flyten min feiler hele tiden":            {true, false},
		"all of Power Platform is slow here":      {true, false},
		"the Expense app shows error 403":         {false, false},
		"my printer overflows":                    {false, false},
		"the automated coffee machine has no bar": {false, false},
	} {
		w, h := withHealth(t)
		incident := disturbed(w, "MO1", "Microsoft Power Automate")
		h.going = []helpdesk.Incident{incident}
		assert.Equal(t, want.incident, w.hears(t, text).Card.Actions()[0].Data.Incident == "MO1", "incident: %s", text)
		h.going[0].Advisory = true
		assert.Equal(t, want.advisory, w.hears(t, text).Card.Actions()[0].Data.Incident == "MO1", "advisory: %s", text)
	}
}

// An answer and a choice tell of a disturbance above all else; of an advisory they don't.
func TestAnswersTellOfDisturbances(t *testing.T) {
	t.Parallel()
	for _, verdict := range []knowledge.Verdict{knowledge.Sure, knowledge.Maybe} {
		for text, want := range map[string]bool{"my flow does not start": true, "how do I share an app": false} {
			w, h := withHealth(t)
			w.engine.answer = knowledge.Answer{Verdict: verdict, Candidates: []knowledge.Candidate{{ID: "a"}}}
			w.engine.articles = []knowledge.Article{{ID: "a", Question: "Why?", Body: "It waits."}}
			h.going = []helpdesk.Incident{disturbed(w, "MO1", "Microsoft Power Automate")}
			told := func() bool {
				return strings.HasPrefix(w.hears(t, text).Card.Fallback,
					"Microsoft reports that Power Automate has been disrupted since 08:00 today (MO1).")
			}
			assert.Equal(t, want, told(), "%s: %s", verdict, text)
			h.going[0].Advisory = true
			assert.False(t, told(), "advisory, %s: %s", verdict, text)
			h.going[0].Advisory, h.old = false, true
			assert.False(t, told(), "old, %s: %s", verdict, text)
		}
	}
}

func TestATicketIsLinkedToTheDisturbance(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(form *card.Data)
		want   string
	}{
		"the form told of it":         {func(form *card.Data) { form.Incident = "MO1" }, "MO1"},
		"the summary names it":        {func(form *card.Data) { form.Summary = "Power Automate won't start" }, "MO1"},
		"the solution names it":       {func(form *card.Data) { form.Solution = "Power Automate" }, "MO1"},
		"it is about something else":  {func(form *card.Data) { form.Summary = "The printer is on fire" }, ""},
		"what the form told is over":  {func(form *card.Data) { form.Incident = "MO0" }, ""},
		"what the form told is a lie": {func(form *card.Data) { form.Incident = "'; DROP TABLE" }, ""},
	} {
		w, h := withHealth(t)
		h.going = []helpdesk.Incident{disturbed(w, "MO1", "Microsoft Power Automate")}
		form := filledIn()
		test.change(&form)
		answer, _ := w.Invoke(t.Context(), press(t, "i1", form))
		ticket, err := w.Desk.Ticket(t.Context(), 1)
		require.NoError(t, err)
		assert.Equal(t, test.want, ticket.Incident, name)
		assert.Equal(t, test.want != "", shows(answer.Value, "linked to MO1"), name)
	}
}

// A form that was sent with a fault in it tells of the disturbance again.
func TestABadFormKeepsItsNotice(t *testing.T) {
	t.Parallel()
	w, h := withHealth(t)
	h.going = []helpdesk.Incident{disturbed(w, "MO1", "Microsoft Power Automate")}
	form := filledIn()
	form.Summary, form.Incident = "", "MO1"
	answer, _ := w.Invoke(t.Context(), press(t, "i1", form))
	assert.True(t, shows(answer.Value, "(MO1)"))
	assert.Zero(t, w.tickets.opened)
}

func shows(value any, part string) bool { return strings.Contains(fmt.Sprintf("%s", value), part) }
