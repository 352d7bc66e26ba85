package storetest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/chat"
	"deskhand/store"
)

func saveConversation(t *testing.T, s *store.Store, c chat.Conversation, at time.Time) {
	t.Helper()
	_, err := s.SaveTurn(t.Context(), chat.Turn{At: at, Conversation: &c})
	require.NoError(t, err)
}

func personalConversations(t *testing.T, db database) {
	s := db.open(t)
	_, err := s.PersonalConversation(t.Context(), "kari")
	require.ErrorIs(t, err, chat.ErrNotFound)

	older := chat.Conversation{ID: "a", Kind: chat.Personal, PersonID: "kari"}
	newer := chat.Conversation{ID: "b", Kind: chat.Personal, PersonID: "kari"}
	saveConversation(t, s, newer, noon)
	saveConversation(t, s, older, noon.Add(-time.Hour))
	saveConversation(t, s, chat.Conversation{ID: "c", Kind: chat.Group, PersonID: "kari"}, noon.Add(time.Hour))
	saveConversation(t, s, chat.Conversation{ID: "d", Kind: chat.Personal, PersonID: "ola"}, noon.Add(time.Hour))
	found, err := s.PersonalConversation(t.Context(), "kari")
	require.NoError(t, err)
	assert.Equal(t, newer, found, "the one that was saved last")

	saveConversation(t, s, older, noon.Add(time.Minute))
	found, err = s.PersonalConversation(t.Context(), "kari")
	require.NoError(t, err)
	assert.Equal(t, older, found)
}

func lastConversation(t *testing.T, db database) {
	s := db.open(t)
	_, err := s.LastConversation(t.Context(), "msteams")
	require.ErrorIs(t, err, chat.ErrNotFound)
	for i, channel := range []string{"msteams", "msteams", "terminal"} {
		id := string(rune('a' + i))
		saveConversation(t, s, chat.Conversation{ID: id, ChannelID: channel, ServiceURL: "https://" + id}, noon.Add(time.Duration(i)*time.Hour))
	}
	found, err := s.LastConversation(t.Context(), "msteams")
	require.NoError(t, err)
	assert.Equal(t, "https://b", found.ServiceURL)
}

func conversationsDropped(t *testing.T, db database) {
	s := db.open(t)
	_, err := s.Conversation(t.Context(), "chat")
	require.ErrorIs(t, err, chat.ErrNotFound)
	require.NoError(t, s.DropConversation(t.Context(), "chat"), "nothing to forget")

	other := chat.Conversation{ID: "other", Kind: chat.Personal, PersonID: "ola"}
	saveConversation(t, s, chat.Conversation{ID: "chat", Kind: chat.Personal, PersonID: "kari"}, noon)
	saveConversation(t, s, other, noon)
	require.NoError(t, s.DropConversation(t.Context(), "chat"))
	_, err = s.Conversation(t.Context(), "chat")
	require.ErrorIs(t, err, chat.ErrNotFound)
	_, err = s.PersonalConversation(t.Context(), "kari")
	require.ErrorIs(t, err, chat.ErrNotFound)
	found, err := s.Conversation(t.Context(), "other")
	require.NoError(t, err)
	assert.Equal(t, other, found)
}

func welcomeOnce(t *testing.T, db database) {
	processes := []*store.Store{db.open(t), db.open(t)}
	welcomed := func() (times int32) {
		var firsts atomic.Int32
		var running sync.WaitGroup
		for i := range 8 {
			running.Go(func() {
				first, err := processes[i%2].Welcome(t.Context(), "chat", noon)
				if assert.NoError(t, err) && first {
					firsts.Add(1)
				}
			})
		}
		running.Wait()
		return firsts.Load()
	}
	assert.EqualValues(t, 1, welcomed())
	saveConversation(t, processes[0], chat.Conversation{ID: "chat"}, noon)
	assert.EqualValues(t, 0, welcomed(), "still the same installation")
	require.NoError(t, processes[0].DropConversation(t.Context(), "chat"))
	assert.EqualValues(t, 1, welcomed(), "installed again")
}
