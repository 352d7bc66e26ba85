package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/infracloudio/msbotbuilder-go/schema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/activity"
	"deskhand/bot/card"
	"deskhand/bot/connector"
	"deskhand/helpdesk"
	"deskhand/internal/chat"
	"deskhand/knowledge"
)

func TestOneDeliveryIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var deliveries sync.WaitGroup
	for range 8 {
		deliveries.Go(func() { assert.NoError(t, w.Receive(t.Context(), message("m1", "what is this?"))) })
	}
	deliveries.Wait()
	assert.Len(t, w.sender.all(), 1)
	assert.Len(t, w.memory.events, 1)
}

// However a filled-in form arrives again, it opened one ticket, and whoever sent it is shown that one.
func TestOneWishOpensOneTicket(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, _ := w.Invoke(t.Context(), press(t, "i1", filledIn()))
	again, _ := w.Invoke(t.Context(), press(t, "i1", filledIn()))
	underANewID, _ := w.Invoke(t.Context(), press(t, "i2", filledIn()))
	require.NoError(t, w.Submit(t.Context(), submitted(t, "i3", filledIn())))
	assert.Equal(t, int64(1), w.tickets.opened)
	for _, answer := range []activity.InvokeResponse{first, again, underANewID} {
		assert.Equal(t, 200, answer.StatusCode)
		assert.Contains(t, fmt.Sprintf("%s", answer.Value), "HD-1")
	}

	others := press(t, "i4", filledIn())
	others.From.AadObjectID = "ola"
	_, _ = w.Invoke(t.Context(), others)
	assert.Equal(t, int64(2), w.tickets.opened, "another person's wish is another wish")
}

// When Teams could not be told, the press is not acknowledged, so it comes again; the ticket is not opened again.
func TestSubmitIsWorkedUntilItWasAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sender.err, w.sender.updates = errors.New("down"), errors.New("down")
	require.Error(t, w.Submit(t.Context(), submitted(t, "s1", filledIn())))
	w.sender.err, w.sender.updates = nil, nil
	require.NoError(t, w.Submit(t.Context(), submitted(t, "s1", filledIn())))
	require.Len(t, w.sender.updated, 1)
	require.NoError(t, w.Submit(t.Context(), submitted(t, "s1", filledIn())))
	assert.Len(t, w.sender.updated, 1, "what was answered is not answered again")
	assert.Equal(t, int64(1), w.tickets.opened)
}

func TestACardThatCannotBeReplacedIsSentAnew(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sender.updates = errors.New("too old")
	require.NoError(t, w.Submit(t.Context(), submitted(t, "s1", filledIn())))
	assert.Len(t, w.sender.all(), 1)
}

func TestNothingThatAPersonWroteIsLostWithABadForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	form := filledIn()
	form.Summary, form.Details = " ", "many words"
	answer, _ := w.Invoke(t.Context(), press(t, "i1", form))
	assert.Contains(t, fmt.Sprintf("%s", answer.Value), "many words")
	assert.Zero(t, w.tickets.opened)

	form.Summary, form.Impact = "short", "the universe"
	_, _ = w.Invoke(t.Context(), press(t, "i2", form))
	assert.Zero(t, w.tickets.opened)
}

// What nobody can see is not stored: a database may refuse it, and it may hide a meaning.
func TestInvisibleCharactersAreLeftOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	form := filledIn()
	form.Summary, form.Details = "The app\x00 is \u202edown", "one\ntwo\x1b[31m"
	sent := press(t, "i1", form)
	sent.From.Name = "Kari\x00"
	_, _ = w.Invoke(t.Context(), sent)
	ticket, err := w.Desk.Ticket(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, "The app is down", ticket.Summary)
	assert.Equal(t, "one\ntwo[31m", ticket.Details)
	assert.Equal(t, "Kari", ticket.Requester.Name)
}

func TestATicketThatCouldNotBeStoredIsNotPromised(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tickets.err = errors.New("disk full")
	answer, later := w.Invoke(t.Context(), press(t, "i1", filledIn()))
	assert.Equal(t, 500, answer.StatusCode)
	assert.Nil(t, later)
	assert.Error(t, w.Submit(t.Context(), submitted(t, "s1", filledIn())))
	assert.Empty(t, w.sender.all())
}

func TestQuestionsAreAnsweredWithoutMemory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.memory.err = errors.New("disk full")
	require.NoError(t, w.Receive(t.Context(), message("m1", "why?")))
	assert.Len(t, w.sender.all(), 1)
}

func TestAFailureIsAdmitted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.engine.err = errors.New("index broken")
	require.NoError(t, w.Receive(t.Context(), message("m1", "why?")))
	said := w.sender.all()
	require.Len(t, said, 1)
	assert.Contains(t, said[0].Text, "Something went wrong")
	assert.NotContains(t, said[0].Text, "index broken")
}

func TestOldButtonsAreAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, data := range map[string]card.Data{
		"a verb from another version": {Verb: "answer.sing"},
		"a question from long ago":    {Verb: card.VerbHelped, Question: "gone", Article: "x"},
	} {
		answer, later := w.Invoke(t.Context(), press(t, name, data))
		assert.Equal(t, 200, answer.StatusCode, name)
		assert.Contains(t, answer.Value, "too old", name)
		assert.Nil(t, later, name)
	}
}

func TestVotesAreStoredOncePerPress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.engine.articles = []knowledge.Article{{ID: "a", Question: "A?", Language: "en", Body: "Yes."}}
	w.engine.answer = knowledge.Answer{Verdict: knowledge.Sure, Candidates: []knowledge.Candidate{{ID: "a"}}}
	require.NoError(t, w.Receive(t.Context(), message("m1", "is it a?")))
	helped := w.sender.all()[0].Card.Actions()[0]
	require.Equal(t, card.VerbHelped, helped.Verb)
	for _, id := range []string{"v1", "v1", "v2"} {
		answer, _ := w.Invoke(t.Context(), press(t, id, helped.Data))
		assert.Contains(t, fmt.Sprintf("%s", answer.Value), "Glad it helped")
	}
	require.Len(t, w.memory.events, 2)
	assert.Equal(t, "is it a?", w.memory.events[0].Question)
	assert.Equal(t, knowledge.EventHelped, w.memory.events[1].Kind)
	assert.Equal(t, "a", w.memory.events[1].ArticleID)
	assert.Equal(t, "kari", w.memory.events[1].PersonID)
}

// An article that was taken back between the card and the press is never shown.
func TestARetiredArticleIsNotShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.engine.articles = []knowledge.Article{{ID: "a", Question: "A?", Body: "Yes."}, {ID: "b", Question: "B?", Body: "No."}}
	w.engine.answer = knowledge.Answer{Verdict: knowledge.Maybe, Candidates: []knowledge.Candidate{{ID: "a"}, {ID: "b"}}}
	require.NoError(t, w.Receive(t.Context(), message("m1", "is it?")))
	choose := w.sender.all()[0].Card.Actions()[0]
	w.engine.articles = nil
	answer, _ := w.Invoke(t.Context(), press(t, "c1", choose.Data))
	assert.Contains(t, fmt.Sprintf("%s", answer.Value), "withdrawn")
	assert.NotContains(t, fmt.Sprintf("%s", answer.Value), "Yes.")
}

func TestWelcomeOnceAndForgetOnRemoval(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	bot := schema.ChannelAccount{ID: "28:bot"}
	added, removed := message("e1", ""), message("e3", "")
	added.Type, added.MembersAdded = activity.TypeConversationUpdate, []schema.ChannelAccount{bot}
	installed := message("e2", "")
	installed.Type, installed.Activity.Action = activity.TypeInstallationUpdate, "add"
	require.NoError(t, w.Receive(t.Context(), added))
	require.NoError(t, w.Receive(t.Context(), installed))
	assert.Len(t, w.sender.all(), 1, "both events tell of one installation")
	assert.Contains(t, w.memory.conversations, "a:1")

	removed.Type, removed.Activity.Action = activity.TypeInstallationUpdate, "remove"
	require.NoError(t, w.Receive(t.Context(), removed))
	assert.Empty(t, w.sender.all())
	assert.NotContains(t, w.memory.conversations, "a:1")

	back := message("e4", "")
	back.Type, back.MembersAdded = activity.TypeConversationUpdate, []schema.ChannelAccount{bot}
	require.NoError(t, w.Receive(t.Context(), back))
	assert.Len(t, w.sender.all(), 1, "a new installation is a new welcome")

	colleague := message("e5", "")
	colleague.Type, colleague.MembersAdded = activity.TypeConversationUpdate, []schema.ChannelAccount{{ID: "29:ola"}}
	require.NoError(t, w.Receive(t.Context(), colleague))
	assert.Empty(t, w.sender.all(), "others come and go without a word")
}

func TestTypingIsShownWhenAnAnswerTakesLong(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		after, takes time.Duration
		typing       bool
	}{
		"quick":   {200 * time.Millisecond, 10 * time.Millisecond, false},
		"slow":    {200 * time.Millisecond, 300 * time.Millisecond, true},
		"at once": {0, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.TypingAfter = tt.after
				if tt.takes > 0 {
					w.engine.asking = func() { <-time.After(tt.takes) }
				}
				require.NoError(t, w.Receive(context.Background(), message("m1", "why?")))
				said := w.sender.all()
				if tt.typing {
					require.Len(t, said, 2)
					assert.True(t, said[0].Typing, "typing comes before the answer")
					said = said[1:]
				}
				require.Len(t, said, 1)
				assert.NotNil(t, said[0].Card)
			})
		})
	}
}

func TestNotifyFindsThePerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, _ = w.Invoke(t.Context(), press(t, "i1", filledIn()))
	ola := helpdesk.Person{ID: "ola", Name: "Ola"}
	ticket, err := w.Desk.Act(t.Context(), 1, helpdesk.Action{Kind: helpdesk.ActionResolve, Actor: ola, Text: "Fixed."})
	require.NoError(t, err)
	events, err := w.Desk.History(t.Context(), ticket)
	require.NoError(t, err)
	resolved := events[len(events)-1]

	require.NoError(t, w.Notify(t.Context(), ticket, resolved))
	said := w.sender.all()
	require.Len(t, said, 1)
	assert.Contains(t, said[0].Card.Fallback, "Ola has solved your ticket.")
	assert.Contains(t, said[0].Card.Fallback, "Fixed.")

	// The chat where it was opened is gone: the personal one is next, and after that there is nobody to tell.
	w.memory.conversations["b:2"] = chat.Conversation{ID: "b:2", Kind: chat.Personal, PersonID: "kari"}
	w.sender.err = fmt.Errorf("sending: %w", connector.ErrGone)
	require.ErrorIs(t, w.Notify(t.Context(), ticket, resolved), connector.ErrGone)
	w.sender.err = nil
	require.NoError(t, w.Notify(t.Context(), ticket, resolved))
	assert.Equal(t, []string{"a:1", "b:2"}, w.sender.to)
	delete(w.memory.conversations, "b:2")
	assert.ErrorIs(t, w.Notify(t.Context(), ticket, resolved), ErrUnreachable)
}

// When several things happen to a ticket at once, the requester is told of the last, whose card shows them all.
func TestWhatIsSupersededIsNotTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, _ = w.Invoke(t.Context(), press(t, "i1", filledIn()))
	ola := helpdesk.Person{ID: "ola", Name: "Ola"}
	for _, action := range []helpdesk.Action{
		{Kind: helpdesk.ActionTake, Actor: ola},
		{Kind: helpdesk.ActionAsk, Actor: ola, Text: "Since when?"},
		{Kind: helpdesk.ActionComment, Actor: helpdesk.Person{ID: "kari", Name: "Kari"}, Text: "Today"},
	} {
		_, err := w.Desk.Act(t.Context(), 1, action)
		require.NoError(t, err)
	}
	ticket, err := w.Desk.Ticket(t.Context(), 1)
	require.NoError(t, err)
	events, err := w.Desk.History(t.Context(), ticket)
	require.NoError(t, err)
	require.NoError(t, w.Notify(t.Context(), ticket, events[2])) // asked
	require.NoError(t, w.Notify(t.Context(), ticket, events[1])) // taken
	said := w.sender.all()
	require.Len(t, said, 1)
	assert.Contains(t, said[0].Card.Fallback, "Ola needs to know more from you.")
}

// What people write is theirs: at info level the log says that something happened, not what was said.
func TestLogsHoldNoPersonalText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.NoError(t, w.Receive(t.Context(), message("m1", "my password is hunter2")))
	form := filledIn()
	form.Summary = "hunter2"
	_, _ = w.Invoke(t.Context(), press(t, "i1", form))
	w.engine.err, w.sender.updates = errors.New("index broken"), errors.New("too old")
	require.NoError(t, w.Receive(t.Context(), message("m2", "hunter2 again")))
	require.NoError(t, w.Submit(t.Context(), submitted(t, "s1", form)))
	assert.NotContains(t, w.log.String(), "hunter2")
	assert.NotContains(t, w.log.String(), "Kari")
	assert.Contains(t, w.log.String(), "index broken", "what went wrong is told")
}
