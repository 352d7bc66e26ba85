//go:build e2e

package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/card"
	"deskhand/e2e/playground"
	"deskhand/internal/locale"
	"deskhand/knowledge"
)

// Questions of which the knowledge base that ships knows exactly one answer, several, and none.
const (
	known       = "How do I get access to an app that someone else has?"
	knownNB     = "Hvordan får jeg tilgang til en app som noen andre har?"
	ambiguous   = "share"
	ambiguousNB = "dele"
	unknown     = "The travel app rejects receipts in Danish kroner"
	unknownNB   = "Reiseappen avviser kvitteringer i euro"
)

// Questions that could mean several things. An engine that learns may see through some of them.
var vague = map[locale.Language][]string{
	locale.English: {"licence for my app", "connector", "flow failed", "environment", "approval"},
	locale.Bokmal:  {"lisens til appen", "miljø", "kobling", "flyten feiler", "godkjenning"},
}

func TestPersonIsWelcomedOnce(t *testing.T) {
	t.Parallel()
	k := play(t).in(playground.Personal)
	require.NoError(t, k.chat.Install(k.within()))
	welcome := k.next()
	k.says(welcome, "welcome.headline")
	asks := welcome.Card.Buttons()
	require.NotEmpty(t, asks, "the welcome suggests what to ask")

	require.NoError(t, k.chat.Install(k.within()))
	k.says(k.say(k.word("words.help")), "help.headline")
	assert.Zero(t, k.chat.Unread(), "installed again, the bot welcomes nobody again")

	k.pressButton(welcome, asks[0], nil)
	answer := k.next()
	assert.False(t, answer.Card.IsZero(), "a suggested question gets an answer")
}

func TestAnswerThatHelpedIsReplacedInPlace(t *testing.T) {
	t.Parallel()
	k := play(t).in(playground.Personal)
	answer := k.say(known)
	k.shows(answer, known)
	k.says(answer, "card.answer.source", "links")
	k.says(answer, "card.answer.reviewed", "date")
	k.offers(answer, card.VerbHelped, card.VerbRejected, card.VerbTicketForm)

	helped := k.press(answer, card.VerbHelped, nil)
	assert.Equal(t, answer.ID, helped.ID)
	k.shows(helped, known)
	k.says(helped, "answer.helped")
	k.offers(helped)
	assert.Zero(t, k.chat.Unread(), "nothing is said beside the card")
}

func TestWrongAnswerLeadsToOthersAndThenToATicket(t *testing.T) {
	t.Parallel()
	k := play(t).in(playground.Personal)
	choice := k.press(k.say(known), card.VerbRejected, nil)
	k.says(choice, "rejected.intro")
	form := k.press(choice, card.VerbNone, nil)
	k.says(form, "rejected.ticket")
	assert.Equal(t, known, form.Card.Inputs()["summary"], "the form knows what was asked")
	k.offers(form, card.VerbTicketOpen, card.VerbTicketCancel)
	k.says(k.press(form, card.VerbTicketCancel, nil), "form.cancelled")
}

func TestOneOfSeveralAnswersIsChosen(t *testing.T) {
	t.Parallel()
	k := play(t).in(playground.Personal)
	choice := k.say(k.doubtful(locale.English))
	k.says(choice, "choice.intro")
	k.offers(choice, card.VerbChoose, card.VerbChoose, card.VerbChoose, card.VerbNone)
	second := choice.Card.Buttons()[1]
	answer := k.pressButton(choice, second, nil)
	k.shows(answer, second.Title)
	k.offers(answer, card.VerbHelped, card.VerbRejected, card.VerbTicketForm)
}

func TestUnknownQuestionBecomesATicketForm(t *testing.T) {
	t.Parallel()
	k := play(t).in(playground.Personal)
	form := k.say(unknown)
	k.says(form, "unknown.intro")
	assert.Equal(t, unknown, form.Card.Inputs()["summary"])
	k.offers(form, card.VerbTicketOpen, card.VerbTicketCancel)

	again := k.press(form, card.VerbTicketOpen, map[string]string{"summary": "  "})
	k.says(again, "form.problem.summary")
	k.offers(again, card.VerbTicketOpen, card.VerbTicketCancel)
}

func TestLanguageIsThePersonsOwn(t *testing.T) {
	t.Parallel()
	s := play(t)
	english := s.in(playground.Personal)
	norsk := english.language(locale.Bokmal)

	norsk.says(english.say(english.word("words.norsk")), "language.changed")
	answer := norsk.say(knownNB)
	norsk.shows(answer, knownNB)
	norsk.says(answer, "card.answer.source", "links")
	norsk.says(norsk.press(answer, card.VerbHelped, nil), "answer.helped")
	norsk.says(norsk.say(unknownNB), "unknown.intro")

	english.says(norsk.say(norsk.word("words.english")), "language.changed")
	english.says(english.say(known), "card.answer.source", "links")
}

func TestLanguageFollowsTheClient(t *testing.T) {
	t.Parallel()
	k := play(t).in(playground.Personal).language(locale.Bokmal)
	require.NoError(t, k.chat.Send(k.within(), "install", func(a map[string]any) { a["locale"] = "nb-NO" }))
	k.says(k.next(), "welcome.headline")
}

// doubtful is the first of the vague questions in which the engine sees several meanings.
func (s *stage) doubtful(language locale.Language) string {
	s.t.Helper()
	for _, question := range vague[language] {
		var found struct{ Verdict string }
		out := s.deskhand("kb", "search", "--json", "--language", string(language), question)
		require.NoError(s.t, json.Unmarshal([]byte(out), &found))
		if found.Verdict == string(knowledge.Maybe) {
			return question
		}
	}
	require.Fail(s.t, "the engine is in doubt about none of the vague questions: put others there")
	return ""
}

// word is one of the words that people write for a command.
func (k talk) word(key string) string {
	word, _, _ := strings.Cut(k.T(key), " | ")
	return word
}
