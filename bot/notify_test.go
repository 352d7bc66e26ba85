package bot

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/card"
	"deskhand/helpdesk"
	"deskhand/internal/chat"
)

// byOla does something to Kari's first ticket, and tells her unless that is left to something later.
func (w *world) byOla(t *testing.T, kind helpdesk.ActionKind, tell bool) {
	t.Helper()
	ticket, err := w.Desk.Act(t.Context(), 1, helpdesk.Action{
		Kind: kind, Actor: helpdesk.Person{ID: "ola", Name: "Ola"}, Text: "By " + string(kind),
	})
	require.NoError(t, err)
	history, err := w.Desk.History(t.Context(), ticket)
	require.NoError(t, err)
	if tell {
		require.NoError(t, w.Notify(t.Context(), ticket, history[len(history)-1]))
	}
}

// ratings are the data of the buttons, by the number on them, of a card that asks how the help was.
func ratings(c card.Card) []card.Data {
	var data []card.Data
	for _, button := range c.Actions() {
		if button.Verb == card.VerbTicketRate {
			data = append(data, button.Data)
		}
	}
	return data
}

// What is told of a solution asks once how the help was, whichever message is the first to tell of it.
func TestAskedOnceHowTheHelpWas(t *testing.T) {
	t.Parallel()
	const resolve, amend, comment = helpdesk.ActionResolve, helpdesk.ActionAmend, helpdesk.ActionComment
	for name, tellOfResolution := range map[string]bool{"told of the resolution": true, "told by a later word": false} {
		w := newWorld(t)
		_, _ = w.Invoke(t.Context(), press(t, "i1", filledIn()))
		for range 2 {
			w.byOla(t, resolve, tellOfResolution)
			w.byOla(t, amend, true)
			w.byOla(t, comment, true)
			var asked []bool
			for _, m := range w.sender.all() {
				asked = append(asked, len(ratings(*m.Card)) > 0)
			}
			want := []bool{true, false, false}
			if !tellOfResolution {
				want = want[:2]
			}
			assert.Equal(t, want, asked, name)

			shown, err := w.showTicket(t.Context(), Turn{
				Person: helpdesk.Person{ID: "kari"}, Data: card.Data{Ticket: 1}, Printer: w.Catalog.For(w.Language), Activity: message("m", ""),
				Conversation: chat.Conversation{Kind: chat.Personal},
			})
			require.NoError(t, err)
			assert.Len(t, ratings(*shown.Say[0].Card), 5, "who asks for the ticket can rate it")
			w.byOla(t, helpdesk.ActionResume, false) // and another solution is another question
		}
	}
}

// Where others read along, whoever opened a ticket is mentioned, so that Teams tells them; and told in the language in which they
// asked.
func TestToldInTheLanguageAndByName(t *testing.T) {
	t.Parallel()
	for _, group := range []bool{false, true} {
		w := newWorld(t)
		asked, form := message("m1", "the printer is on fire"), filledIn()
		if group {
			asked = inGroup(asked)
		}
		require.NoError(t, w.Receive(t.Context(), asked))
		w.memory.events[0].Language = "nb"
		form.Question = w.memory.events[0].QuestionID
		opened := press(t, "i1", form)
		opened.Conversation = asked.Conversation
		_, _ = w.Invoke(t.Context(), opened)
		w.sender.all()
		w.byOla(t, helpdesk.ActionResolve, true)
		told := w.sender.all()[0].Card
		assert.Contains(t, told.Fallback, "Ola har løst saken din.")
		data, err := told.JSON()
		require.NoError(t, err)
		assert.Equal(t, group, bytes.Contains(data, []byte(`"mentioned":{"id":"kari","name":"Kari Nordmann"}`)), "%s", data)
	}
}

// A press on an old card that asks how the help was is taken for a change of mind, and the same number for none.
func TestRatedAgainOnAnOldCard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, _ = w.Invoke(t.Context(), press(t, "i1", filledIn()))
	w.byOla(t, helpdesk.ActionResolve, true)
	old := ratings(*w.sender.all()[0].Card)
	var given []int
	for i, rating := range []int{4, 4, 2} {
		data := old[rating-1]
		data.Nonce = fmt.Sprintf("card %d", i)
		answer, _ := w.Invoke(t.Context(), press(t, data.Nonce, data))
		assert.Contains(t, fmt.Sprintf("%s", answer.Value), fmt.Sprintf("You rated the help %d of 5", rating))
	}
	for _, event := range w.tickets.events {
		if event.Kind == helpdesk.EventRated {
			given = append(given, event.Rating)
		}
	}
	assert.Equal(t, []int{4, 2}, given)

	w.byOla(t, helpdesk.ActionComment, true)
	assert.Empty(t, ratings(*w.sender.all()[0].Card), "who has rated is not asked again")
	w.byOla(t, helpdesk.ActionResume, false)
	answer, _ := w.Invoke(t.Context(), press(t, "i9", old[0]))
	assert.Contains(t, fmt.Sprintf("%s", answer.Value), "In progress", "there is nothing to rate")
	assert.False(t, slices.ContainsFunc(w.tickets.events, func(e helpdesk.Event) bool { return e.Rating == 1 }))
}

// Whoever rates on another card is not asked any more by the message that told of the solution.
func TestTheMessageThatAskedIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, _ = w.Invoke(t.Context(), press(t, "i1", filledIn()))
	w.byOla(t, helpdesk.ActionResolve, true) // card-1
	w.byOla(t, helpdesk.ActionComment, true) // card-2, which doesn't ask
	require.Len(t, w.sender.all(), 2)
	rate := func(id, on string) {
		data := card.Data{Verb: card.VerbTicketRate, Ticket: 1, Rating: 4, Nonce: id}
		pressed := press(t, id, data)
		pressed.ReplyToID = on
		_, later := w.Invoke(t.Context(), pressed)
		require.NoError(t, later(t.Context()))
	}
	rate("i2", "card-7")
	assert.Equal(t, []string{"card-7", "card-1"}, w.sender.ids, "what was pressed comes first")
	earlier := w.sender.updated[1].Card
	assert.Contains(t, earlier.Fallback, "Ola has solved your ticket.")
	assert.Contains(t, earlier.Fallback, "You rated the help 4 of 5")
	assert.Empty(t, ratings(*earlier))

	rate("i3", "card-1")
	assert.Equal(t, []string{"card-7", "card-1", "card-1"}, w.sender.ids, "it is replaced once")
	w.sender.updates = errors.New("it was deleted")
	rate("i4", "card-7")
	assert.Len(t, w.sender.all(), 1, "the card pressed on is said anew, and the other is left")
}

// restored is a world in which Kari has been asked whether it works again, and what the buttons of that carry.
func restored(t *testing.T) (w *world, yes, no card.Data) {
	t.Helper()
	w = newWorld(t)
	_, _ = w.Invoke(t.Context(), press(t, "i1", filledIn()))
	ticket, err := w.Desk.Act(t.Context(), 1, helpdesk.Action{
		Kind: helpdesk.ActionNote, Note: helpdesk.EventRestored, Actor: helpdesk.Self(),
	})
	require.NoError(t, err)
	history, err := w.Desk.History(t.Context(), ticket)
	require.NoError(t, err)
	for range 2 { // the job may come twice
		require.NoError(t, w.Notify(t.Context(), ticket, history[len(history)-1]))
	}
	for _, m := range w.sender.all() {
		for _, button := range m.Card.Actions() {
			assert.NotEqual(t, card.VerbTicketWithdraw, button.Verb, "yes does that")
			switch button.Verb {
			case card.VerbTicketWorks:
				require.True(t, yes == card.Data{} || yes == button.Data, "copies of the card are one question")
				yes = button.Data
			case card.VerbTicketFails:
				no = button.Data
			}
		}
	}
	require.NotEmpty(t, yes)
	require.NotEmpty(t, no)
	return w, yes, no
}

func TestItWorksAgain(t *testing.T) {
	t.Parallel()
	w, yes, no := restored(t)
	others := press(t, "i2", yes)
	others.From.AadObjectID = "ola"
	answer, _ := w.Invoke(t.Context(), others)
	assert.Contains(t, fmt.Sprint(answer.Value), "Only whoever opened HD-1")
	for i := range 3 {
		answer, _ = w.Invoke(t.Context(), press(t, fmt.Sprint("i3", i), yes))
		assert.Contains(t, fmt.Sprintf("%s", answer.Value), "Your ticket is withdrawn.")
		assert.NotContains(t, fmt.Sprintf("%s", answer.Value), card.VerbTicketWorks)
	}
	events := w.tickets.events
	require.Len(t, events, 3)
	assert.Equal(t, helpdesk.EventWithdrawn, events[2].Kind)
	assert.Equal(t, "It works for me again.", events[2].Text)

	answer, _ = w.Invoke(t.Context(), press(t, "i4", no))
	assert.Contains(t, fmt.Sprintf("%s", answer.Value), "not possible any more")
	assert.Len(t, w.tickets.events, 3)
}

func TestItDoesNotWorkYet(t *testing.T) {
	t.Parallel()
	w, _, no := restored(t)
	for i := range 3 {
		answer, _ := w.Invoke(t.Context(), press(t, fmt.Sprint("i2", i), no))
		assert.Contains(t, fmt.Sprintf("%s", answer.Value), "your ticket stays open")
	}
	events := w.tickets.events
	require.Len(t, events, 3)
	assert.Equal(t, helpdesk.EventCommented, events[2].Kind)
	assert.Contains(t, events[2].Text, "still does not work for me")
	ticket, err := w.Desk.Ticket(t.Context(), 1)
	require.NoError(t, err)
	assert.True(t, ticket.Status.Open())
}
