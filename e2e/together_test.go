//go:build e2e

package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/card"
	"deskhand/e2e/playground"
)

func TestGroupChatIsAnsweredWhenTheBotIsMentioned(t *testing.T) {
	t.Parallel()
	k := play(t).in(playground.Group)
	require.NoError(t, k.chat.Install(k.within()))
	k.says(k.next(), "welcome.headline")

	answer := k.mention(known).next()
	k.shows(answer, known)
	k.says(k.press(answer, card.VerbHelped, nil), "answer.helped")
}

// A person's tickets are shown to nobody else: asked for in a group, they arrive in the personal chat.
func TestTicketsAreShownInPrivate(t *testing.T) {
	t.Parallel()
	s := play(t)
	alone, group := s.in(playground.Personal), s.in(playground.Group)
	alone.shows(alone.open(unknown), "HD-1")

	told := group.mention(group.word("words.tickets")).next()
	group.says(told, "tickets.private")
	assert.NotContains(t, told.Text+told.Card.Text(), "HD-1")
	alone.shows(alone.next(), "HD-1", unknown)

	told = group.mention(group.word("words.show") + " HD-1").next()
	group.says(told, "ticket.private", "key")
	assert.NotContains(t, told.Text+told.Card.Text(), unknown)
	alone.shows(alone.next(), "HD-1", unknown)
}

func TestChannelIsAnsweredInTheThread(t *testing.T) {
	t.Parallel()
	s := play(t)
	channel := s.in(playground.Channel)
	thread := channel.mention(unknown)
	require.NotEqual(t, channel.chat.ID, thread.chat.ID)
	form := thread.next()
	thread.says(form, "unknown.intro")
	thread.shows(thread.press(form, card.VerbTicketOpen, nil), "HD-1")

	other := channel.mention(known)
	other.shows(other.next(), known)

	s.desk("resolve", "HD-1", "--as", "Ingrid", "Kroner are back in the list.")
	resolved := thread.next()
	thread.says(resolved, "notify.resolved", "name", "key")
	thread.shows(resolved, "Kroner are back in the list.")
	assert.Zero(t, other.chat.Unread())
	assert.Zero(t, channel.chat.Unread())
}
