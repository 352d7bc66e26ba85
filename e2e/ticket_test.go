//go:build e2e

package e2e

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/card"
	"deskhand/e2e/playground"
	"deskhand/internal/locale"
)

func TestTicketFromQuestionToRating(t *testing.T) {
	t.Parallel()
	s := play(t)
	k := s.in(playground.Personal)

	opened := k.open(unknown)
	k.shows(opened, "HD-1", unknown)
	k.says(opened, "ticket.opened", "key")
	k.says(opened, "card.ticket.answer_by", "when")
	k.says(opened, "card.ticket.solve_by", "when")

	list := k.say(k.word("words.tickets"))
	k.shows(list, "HD-1", k.T("status.new"))
	shown := k.press(list, card.VerbTicketShow, nil)
	k.shows(shown, "HD-1", unknown)
	added := k.press(shown, card.VerbTicketComment, map[string]string{"text": "It says **no such currency**."})
	k.says(added, "ticket.commented", "key")
	k.shows(added, "It says **no such currency**.")

	assert.Contains(t, s.desk("list"), "HD-1")
	s.desk("take", "HD-1", "--as", "Ingrid")
	taken := k.next()
	k.says(taken, "notify.taken", "name", "key")
	k.shows(taken, "Ingrid")
	s.desk("resolve", "HD-1", "--as", "Ingrid", "Kroner were missing in the list of currencies. They are back.")
	resolved := k.next()
	k.says(resolved, "notify.resolved", "name", "key")
	k.shows(resolved, "Kroner were missing in the list of currencies. They are back.")

	rated := k.pressButton(resolved, rating(t, resolved, 4), nil)
	k.shows(rated, k.T("card.ticket.rated", "rating", 4, "word", k.T("rating.4")))
	assert.Contains(t, s.desk("show", "HD-1"), "4 of 5")
	assert.Zero(t, k.chat.Unread())
}

func TestTicketIsWithdrawnAndAnotherReopened(t *testing.T) {
	t.Parallel()
	s := play(t)
	k := s.in(playground.Personal).language(locale.Bokmal)
	k.says(k.say(k.word("words.norsk")), "language.changed")

	first := k.open(unknownNB)
	k.shows(first, "HD-1")
	withdrawn := k.press(first, card.VerbTicketWithdraw, nil)
	k.says(withdrawn, "ticket.withdrawn", "key")
	k.shows(withdrawn, k.T("status.withdrawn"))

	second := k.open("Skjermen er svart")
	k.shows(second, "HD-2")
	s.desk("resolve", "HD-2", "Skru den på.")
	resolved := k.next()
	k.says(resolved, "notify.resolved", "name", "key")
	reopened := k.press(resolved, card.VerbTicketReopen, map[string]string{"text": "Den er fortsatt svart."})
	k.says(reopened, "ticket.reopened", "key")
	k.shows(reopened, "Den er fortsatt svart.")
	assert.Contains(t, s.desk("list"), "HD-2")
}

// The same press delivered twice opens one ticket: the second one shows what the first one opened.
func TestPressingTwiceOpensOneTicket(t *testing.T) {
	t.Parallel()
	s := play(t)
	k := s.in(playground.Personal)
	form := k.say(unknown)
	k.shows(k.press(form, card.VerbTicketOpen, nil), "HD-1")
	k.shows(k.press(form, card.VerbTicketOpen, nil), "HD-1")
	assert.NotContains(t, s.desk("list"), "HD-2")
}

// What was acknowledged outlives a power cut: tickets, the language that somebody chose, and the cards in the chat.
func TestKillLosesNothing(t *testing.T) {
	t.Parallel()
	s := play(t)
	k := s.in(playground.Personal).language(locale.Bokmal)
	k.says(k.say(k.word("words.norsk")), "language.changed")
	answer := k.say(knownNB)
	k.shows(k.open(unknownNB), "HD-1")

	require.NoError(t, s.bot.Kill())
	s.desk("take", "HD-1", "--as", "Ingrid") // nobody is there to tell it now
	s.start()

	k.says(k.next(), "notify.taken", "name", "key")
	k.shows(k.say(k.word("words.tickets")), "HD-1", unknownNB)
	k.says(k.press(answer, card.VerbHelped, nil), "answer.helped")
}

// open asks what nobody knows and opens the ticket that is offered.
func (k talk) open(question string) playground.Message {
	k.t.Helper()
	form := k.say(question)
	return k.press(form, card.VerbTicketOpen, map[string]string{"details": "Since this morning.", "solution": "Travel app"})
}

// rating is the button that rates so many of five.
func rating(t *testing.T, m playground.Message, stars int) playground.Button {
	t.Helper()
	buttons := m.Card.Buttons()
	i := slices.IndexFunc(buttons, func(b playground.Button) bool {
		return b.Verb == string(card.VerbTicketRate) && b.Data["rating"] == float64(stars)
	})
	require.GreaterOrEqual(t, i, 0, "no button rates %d", stars)
	return buttons[i]
}
