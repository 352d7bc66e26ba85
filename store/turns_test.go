package store

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/chat"
)

// Of two turns in one transaction that say different things about a person, the later one is believed.
func TestLaterTurnWins(t *testing.T) {
	t.Parallel()
	s := openTemporary(t)
	turn := func(activity string, second int64, name string) *pendingTurn {
		return &pendingTurn{turn: chat.Turn{
			ActivityID: activity, At: time.Unix(second, 0), Profile: &chat.Profile{PersonID: "kari", Name: name},
			Conversation: &chat.Conversation{ID: "chat", BotName: name},
		}}
	}
	turns := []*pendingTurn{turn("a", 3, "newest"), turn("c", 1, "oldest"), turn("b", 2, "older")}
	require.NoError(t, s.saveTurns(t.Context(), turns))
	profile, err := s.Profile(t.Context(), "kari")
	require.NoError(t, err)
	assert.Equal(t, "newest", profile.Name)
	conversation, err := s.Conversation(t.Context(), "chat")
	require.NoError(t, err)
	assert.Equal(t, "newest", conversation.BotName)
}
