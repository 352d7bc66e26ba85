package storetest

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/internal/chat"
	"deskhand/knowledge"
	"deskhand/store"
)

func historyRoundTrip(t *testing.T, db database) {
	s := db.open(t)
	ticket := openTicket(t, s)
	history, err := s.TicketEvents(t.Context(), ticket.ID)
	require.NoError(t, err)
	require.Len(t, history, 1)

	full := filled[helpdesk.Event](t)
	full.TicketID = ticket.ID
	bare := helpdesk.Event{ID: "bare", TicketID: ticket.ID, Kind: helpdesk.EventTaken, At: noon.Add(time.Minute)}
	full.Kind = helpdesk.EventResolved // EventByID knows a ticket's events by their kind
	_, err = s.UpdateTicket(t.Context(), ticket, []helpdesk.Event{full, bare}, nil)
	require.NoError(t, err)

	events, err := s.TicketEvents(t.Context(), ticket.ID)
	require.NoError(t, err)
	assert.Equal(t, []helpdesk.Event{full, history[0], bare}, events, "the oldest first")
	event, err := s.EventByID(t.Context(), full.ID)
	require.NoError(t, err)
	assert.Equal(t, full, event)
}

func turnRoundTrip(t *testing.T, db database) {
	s := db.open(t)
	turn := chat.Turn{ActivityID: "activity", At: noon}
	conversation, profile := filled[chat.Conversation](t), filled[chat.Profile](t)
	asked, voted := filled[knowledge.Event](t), filled[knowledge.Event](t)
	voted.ID, voted.QuestionID, voted.ActKey = "vote", asked.QuestionID, ""
	voted.At, voted.Candidates = asked.At.Add(time.Minute), nil
	turn.Conversation, turn.Profile, turn.Events = &conversation, &profile, []knowledge.Event{voted, asked}
	first, err := s.SaveTurn(t.Context(), turn)
	require.NoError(t, err)
	assert.True(t, first)

	storedConversation, err := s.Conversation(t.Context(), conversation.ID)
	require.NoError(t, err)
	assert.Equal(t, conversation, storedConversation)
	storedProfile, err := s.Profile(t.Context(), profile.PersonID)
	require.NoError(t, err)
	assert.Equal(t, profile, storedProfile)
	events, err := s.QuestionEvents(t.Context(), asked.QuestionID)
	require.NoError(t, err)
	assert.Equal(t, []knowledge.Event{asked, voted}, events, "the oldest first")
	_, err = s.EventByID(t.Context(), asked.ID)
	require.ErrorIs(t, err, helpdesk.ErrNotFound, "a question's event is no ticket's")

	// Everything about a conversation and a person may change, and what is not said again stays.
	newConversation, newProfile := chat.Conversation{ID: conversation.ID}, chat.Profile{PersonID: profile.PersonID}
	_, err = s.SaveTurn(t.Context(), chat.Turn{ActivityID: "2", At: noon, Conversation: &newConversation})
	require.NoError(t, err)
	storedProfile, err = s.Profile(t.Context(), profile.PersonID)
	require.NoError(t, err)
	assert.Equal(t, profile, storedProfile)
	_, err = s.SaveTurn(t.Context(), chat.Turn{ActivityID: "3", At: noon, Profile: &newProfile})
	require.NoError(t, err)
	storedConversation, err = s.Conversation(t.Context(), conversation.ID)
	require.NoError(t, err)
	assert.Equal(t, newConversation, storedConversation)
	storedProfile, err = s.Profile(t.Context(), profile.PersonID)
	require.NoError(t, err)
	assert.Equal(t, newProfile, storedProfile)
}

// asked is a turn with a question in it.
func asked(activityID string) chat.Turn {
	id := uuid.NewString()
	return chat.Turn{ActivityID: activityID, At: noon, Events: []knowledge.Event{
		{ID: id, QuestionID: "question", Kind: knowledge.EventAsked, At: noon, PersonID: "kari"},
	}}
}

func turnClaimed(t *testing.T, db database) {
	s := db.open(t)
	seen, err := s.Seen(t.Context(), "activity")
	require.NoError(t, err)
	assert.False(t, seen)
	for _, want := range []bool{true, false, false} {
		first, err := s.SaveTurn(t.Context(), asked("activity"))
		require.NoError(t, err)
		assert.Equal(t, want, first)
	}
	seen, err = s.Seen(t.Context(), "activity")
	require.NoError(t, err)
	assert.True(t, seen)
	again := asked("activity")
	profile := filled[chat.Profile](t)
	again.Profile = &profile
	_, err = s.SaveTurn(t.Context(), again)
	require.NoError(t, err)
	_, err = s.Profile(t.Context(), profile.PersonID)
	require.ErrorIs(t, err, chat.ErrNotFound, "a second delivery leaves nothing")

	for range 2 {
		first, err := s.SaveTurn(t.Context(), asked(""))
		require.NoError(t, err)
		assert.True(t, first, "a turn without an activity is always saved")
	}
	events, err := s.QuestionEvents(t.Context(), "question")
	require.NoError(t, err)
	assert.Len(t, events, 3)
}

func turnClaimedConcurrently(t *testing.T, db database) {
	processes := []*store.Store{db.open(t), db.open(t)}
	const activities, deliveries = 20, 8
	var firsts atomic.Int32
	var running sync.WaitGroup
	for i := range activities * deliveries {
		running.Go(func() {
			turn := asked(strconv.Itoa(i % activities))
			// Everybody writes to the same rows, in an order of their own.
			turn.Conversation = &chat.Conversation{ID: strconv.Itoa(i * 7 % 3), Kind: chat.Group}
			turn.Profile = &chat.Profile{PersonID: strconv.Itoa(i * 5 % 3)}
			first, err := processes[i/activities%2].SaveTurn(t.Context(), turn)
			if assert.NoError(t, err) && first {
				firsts.Add(1)
			}
		})
	}
	running.Wait()
	assert.EqualValues(t, activities, firsts.Load())
	events, err := processes[0].QuestionEvents(t.Context(), "question")
	require.NoError(t, err)
	assert.Len(t, events, activities)
}

func actOnce(t *testing.T, db database) {
	s := db.open(t)
	vote := func(question, person, key string) {
		_, err := s.SaveTurn(t.Context(), chat.Turn{ActivityID: uuid.NewString(), At: noon, Events: []knowledge.Event{{
			ID: uuid.NewString(), QuestionID: question, PersonID: person, ActKey: key, Kind: knowledge.EventHelped, At: noon,
		}}})
		require.NoError(t, err)
	}
	vote("q1", "kari", "act")
	vote("q1", "kari", "act")
	vote("q1", "ola", "act")
	vote("q1", "kari", "another")
	vote("q2", "kari", "act")
	vote("q2", "kari", "")
	vote("q2", "kari", "")
	for question, want := range map[string]int{"q1": 3, "q2": 3} {
		events, err := s.QuestionEvents(t.Context(), question)
		require.NoError(t, err)
		assert.Len(t, events, want, question)
	}
}

func deliveriesSwept(t *testing.T, db database) {
	s := db.open(t)
	const old = 1200 // more than a portion
	var running sync.WaitGroup
	for i := range old {
		running.Go(func() {
			_, err := s.SaveTurn(t.Context(), chat.Turn{ActivityID: strconv.Itoa(i), At: noon.Add(-time.Millisecond)})
			assert.NoError(t, err)
		})
	}
	running.Wait()
	_, err := s.SaveTurn(t.Context(), chat.Turn{ActivityID: "young", At: noon})
	require.NoError(t, err)

	swept, err := s.Sweep(t.Context(), noon)
	require.NoError(t, err)
	assert.EqualValues(t, old, swept)
	seen, err := s.Seen(t.Context(), "young")
	require.NoError(t, err)
	assert.True(t, seen)
	seen, err = s.Seen(t.Context(), "0")
	require.NoError(t, err)
	assert.False(t, seen)
}

func closedStore(t *testing.T, db database) {
	s, err := store.Open(t.Context(), db.dsn, store.Options{})
	require.NoError(t, err)
	require.NoError(t, s.Ping(t.Context()))
	require.NoError(t, s.Close())
	require.NoError(t, s.Close(), "closing twice is no fault")
	require.Error(t, s.Ping(t.Context()))
	_, err = s.SaveTurn(t.Context(), asked("late"))
	require.Error(t, err)
}
