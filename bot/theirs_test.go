package bot

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/activity"
	"deskhand/bot/card"
	"deskhand/internal/chat"
	"deskhand/knowledge"
)

// inGroup has something happen where others read along.
func inGroup(a *activity.Activity) *activity.Activity {
	a.Conversation.ID, a.Conversation.ConversationType = "19:group", "groupChat"
	return a
}

// byOthers is a press by somebody who only reads along.
func byOthers(t *testing.T, data card.Data) *activity.Activity {
	t.Helper()
	a := inGroup(press(t, "by ola: "+string(data.Verb), data))
	a.From.AadObjectID, a.From.Name = "ola", "Ola"
	return a
}

// A card is for whoever asked: of the others who read along, none makes its ticket theirs, or takes away what it says.
func TestOthersLeaveACardAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.engine.articles = []knowledge.Article{{ID: "a", Question: "Why?", Language: "en"}}
	w.engine.answer = knowledge.Answer{Verdict: knowledge.Sure, Candidates: []knowledge.Candidate{{ID: "a"}}}
	require.NoError(t, w.Receive(t.Context(), inGroup(message("m1", "@Deskhand why?"))))
	question := w.memory.events[0].QuestionID
	form := filledIn()
	form.Question, form.Nonce = question, question
	for _, verb := range []card.Verb{
		card.VerbTicketOpen, card.VerbTicketCancel, card.VerbTicketForm, card.VerbRejected, card.VerbChoose, card.VerbNone, card.VerbHelped,
	} {
		form.Verb, form.Article = verb, "a"
		said := "for whoever asked"
		if verb == card.VerbHelped {
			said = "Glad it helped"
		}
		answer, later := w.Invoke(t.Context(), byOthers(t, form))
		assert.Contains(t, fmt.Sprintf("%s", answer.Value), said, verb)
		assert.Nil(t, later, "%s changes the card of somebody else", verb)
	}
	assert.Zero(t, w.tickets.opened)
	require.Len(t, w.memory.events, 2, "whom it helped as well is heard, and nobody else")
	assert.Equal(t, knowledge.EventHelped, w.memory.events[1].Kind)
	assert.Equal(t, "ola", w.memory.events[1].PersonID)

	w.memory.events[0].Language = "nb"
	form.Verb = card.VerbTicketOpen
	answer, _ := w.Invoke(t.Context(), inGroup(press(t, "i9", form)))
	assert.Equal(t, int64(1), w.tickets.opened)
	assert.Contains(t, fmt.Sprintf("%s", answer.Value), "Saken din", "as the form was written")
}

// A form about no question is for whoever wanted one.
func TestOthersLeaveAnEmptyFormAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.NoError(t, w.Receive(t.Context(), inGroup(message("m1", "open a ticket"))))
	form := w.sender.all()[0].Card.Actions()[0].Data
	_, later := w.Invoke(t.Context(), byOthers(t, form))
	assert.Nil(t, later)
	form.Verb = card.VerbTicketOpen
	incomplete, _ := w.Invoke(t.Context(), inGroup(press(t, "i1", form)))
	assert.Contains(t, fmt.Sprintf("%s", incomplete.Value), `"for":"kari"`, "and stays theirs")
	form.Summary, form.Impact, form.Urgency = "The app is down", "me", "low"
	_, _ = w.Invoke(t.Context(), byOthers(t, form))
	assert.Zero(t, w.tickets.opened)
	_, _ = w.Invoke(t.Context(), inGroup(press(t, "i2", form)))
	assert.Equal(t, int64(1), w.tickets.opened)
}

// A card that is pressed on is answered in its own language, unless the person has chosen another.
func TestACardStaysInItsLanguage(t *testing.T) {
	t.Parallel()
	for chosen, want := range map[string]string{"": "Ingen sak ble opprettet", "en": "No ticket was opened"} {
		w := newWorld(t)
		w.memory.profiles["kari"] = chat.Profile{PersonID: "kari", Language: chosen}
		answer, _ := w.Invoke(t.Context(), press(t, "i1", card.Data{Verb: card.VerbTicketCancel, Nonce: "n", Language: "nb"}))
		assert.Contains(t, fmt.Sprintf("%s", answer.Value), want)
	}
}
