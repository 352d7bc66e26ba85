package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/activity"
)

func TestMessagesAreWhatTeamsSends(t *testing.T) {
	t.Parallel()
	const size = 100
	questions := []string{`a "quoted" question`, "hvor er løsningen min", "who may see my app"}
	crowd, err := newCrowd(size, "https://127.0.0.1:1/teams/", questions)
	require.NoError(t, err)
	ids, chats := map[string]bool{}, map[string]int{}
	for n := range 3 * size {
		id, body := crowd.message()
		a, err := activity.Decode(body)
		require.NoError(t, err)
		assert.Equal(t, id, a.ID)
		assert.Equal(t, questions[n%len(questions)], a.PlainText())
		assert.Equal(t, activity.ChannelTeams, a.ChannelID)
		assert.Equal(t, "https://127.0.0.1:1/teams/", a.ServiceURL)
		assert.Equal(t, []string{tenantID}, a.Tenants())
		assert.Equal(t, timezone, a.TimeZone())
		assert.NotEmpty(t, a.Locale())
		assert.NotEmpty(t, a.Reference().PersonID)
		ids[id] = true
		chats[a.Conversation.ID]++
	}
	assert.Len(t, ids, 3*size, "every message has an id of its own")
	assert.Len(t, chats, size)
	for chat, messages := range chats {
		assert.Equal(t, 3, messages, chat)
	}
}
