package bot

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/card"
	"deskhand/helpdesk"
	"deskhand/knowledge"
)

// waiting is a world in which a ticket of Kari's waits for her, and she has said something. It gives the data of the
// button that adds it to the ticket.
func waiting(t *testing.T) (*world, card.Data) {
	t.Helper()
	w := newWorld(t)
	_, _ = w.Invoke(t.Context(), press(t, "i1", filledIn()))
	_, err := w.Desk.Act(t.Context(), 1, helpdesk.Action{Kind: helpdesk.ActionAsk, Actor: helpdesk.Person{ID: "ola"}, Text: "Since when?"})
	require.NoError(t, err)
	require.NoError(t, w.Receive(t.Context(), message("m1", "since Monday")))
	said := w.sender.all()
	require.Len(t, said, 1)
	buttons := said[0].Card.Actions()
	require.Equal(t, card.VerbTicketAdd, buttons[0].Verb)
	return w, buttons[0].Data
}

func TestWhatWasSaidIsAddedOnce(t *testing.T) {
	t.Parallel()
	w, add := waiting(t)
	for i := range 3 {
		answer, _ := w.Invoke(t.Context(), press(t, fmt.Sprintf("i2-%d", i), add))
		assert.Contains(t, fmt.Sprintf("%s", answer.Value), "Your message has been added.")
	}
	ticket, err := w.Desk.Ticket(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, helpdesk.StatusNew, ticket.Status)
	history, err := w.Desk.History(t.Context(), ticket)
	require.NoError(t, err)
	require.Len(t, history, 3)
	assert.Equal(t, "since Monday", history[2].Text)

	events, err := w.memory.QuestionEvents(t.Context(), add.Question)
	require.NoError(t, err)
	require.Len(t, events, 2)
	_, unanswered := knowledge.Unanswered(events)
	assert.False(t, unanswered, "it was no question")
}

func TestWhatComesTooLateForATicketGoesIntoAForm(t *testing.T) {
	t.Parallel()
	w, add := waiting(t)
	_, err := w.Desk.Act(t.Context(), 1, helpdesk.Action{Kind: helpdesk.ActionResolve, Actor: helpdesk.Person{ID: "ola"}, Text: "Fixed."})
	require.NoError(t, err)
	answer, _ := w.Invoke(t.Context(), press(t, "i2", add))
	assert.Contains(t, fmt.Sprintf("%s", answer.Value), "HD-1 has been closed meanwhile")
	assert.Contains(t, fmt.Sprintf("%s", answer.Value), "since Monday", "the words are in the form")
	assert.Contains(t, fmt.Sprintf("%s", answer.Value), card.VerbTicketOpen)
}

func TestNobodyAddsWhatAnotherSaid(t *testing.T) {
	t.Parallel()
	w, add := waiting(t)
	others := press(t, "i2", add)
	others.From.AadObjectID = "ola"
	answer, _ := w.Invoke(t.Context(), others)
	assert.NotContains(t, fmt.Sprintf("%s", answer.Value), "since Monday")
	assert.Len(t, w.tickets.events, 2)
}

func TestOnlyAWaitingTicketIsOffered(t *testing.T) {
	t.Parallel()
	w, _ := waiting(t)
	others := message("m2", "since Monday")
	others.From.AadObjectID = "ola"
	require.NoError(t, w.Receive(t.Context(), others))
	w.engine.answer = knowledge.Answer{Verdict: knowledge.Sure, Candidates: []knowledge.Candidate{{ID: "a"}}}
	w.engine.articles = []knowledge.Article{{ID: "a", Question: "Why?", Language: "en"}}
	require.NoError(t, w.Receive(t.Context(), message("m3", "why?")))
	said := w.sender.all()
	require.Len(t, said, 2)
	for _, m := range said {
		assert.NotContains(t, m.Card.Fallback, "HD-1")
	}
}
