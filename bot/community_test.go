package bot

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/infracloudio/msbotbuilder-go/schema"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/activity"
	"deskhand/bot/card"
	"deskhand/bot/connector"
	"deskhand/bot/connector/connectortest"
	"deskhand/helpdesk"
	"deskhand/helpdesk/community"
	"deskhand/internal/chat"
	"deskhand/internal/locale"
)

// ledger is the community's ledger in memory.
type ledger map[string]community.Entry

func (l ledger) Maker(_ context.Context, id string) (community.Entry, error) {
	if e, ok := l[id]; ok {
		return e, nil
	}
	return community.Entry{}, helpdesk.ErrNotFound
}

func (l ledger) SaveMaker(_ context.Context, e community.Entry, _ community.Decision) (community.Entry, error) {
	e.Version++
	l[e.PersonID] = e
	return e, nil
}

// withCommunity is a bot in front of a community in which Kari stands somewhere.
func withCommunity(t *testing.T, kari community.State) (*world, ledger) {
	t.Helper()
	w, l := newWorld(t), ledger{}
	if kari != "" {
		l["kari"] = community.Entry{PersonID: "kari", State: kari, AskedAt: time.Now()}
	}
	options := w.Options
	options.Community = community.NewBook(l, community.Consent, time.Now)
	w.Bot = New(options)
	return w, l
}

// One press counts, however often it is delivered, and a late one undoes nothing that was decided since.
func TestOneAnswerToTheCommunity(t *testing.T) {
	t.Parallel()
	w, l := withCommunity(t, community.Asked)
	answer := func(verb card.Verb, language string) string {
		a, _ := w.Invoke(t.Context(), press(t, "i", card.Data{Verb: verb, Nonce: "n", Language: language}))
		require.Equal(t, 200, a.StatusCode)
		return fmt.Sprintf("%s", a.Value)
	}
	for range 3 {
		assert.Contains(t, answer(card.VerbCommunityNo, "en"), "That is fine")
	}
	assert.Equal(t, community.Declined, l["kari"].State)
	assert.EqualValues(t, 1, l["kari"].Version)
	assert.Contains(t, answer(card.VerbCommunityYes, "nb"), "Det er helt i orden", "the first answer counts, in the card's language")

	require.NoError(t, w.Receive(t.Context(), message("m1", "bli med i fellesskapet")))
	assert.Equal(t, community.Inviting, l["kari"].State)
	assert.Contains(t, answer(card.VerbCommunityNo, "en"), "You will be added", "an answer that comes again is too late")
	assert.Equal(t, community.Inviting, l["kari"].State)
}

func TestLeaveAndJoin(t *testing.T) {
	t.Parallel()
	for text, tt := range map[string]struct {
		from, to community.State
		says     string
	}{
		"leave":                    {community.Member, community.Left, "You will not be invited again"},
		"Leave the community!":     {community.Found, community.Declined, "I will not ask again"},
		"forlat fellesskapet":      {"", community.Declined, "I will not ask again"}, // nobody had heard of them
		"join the community":       {community.Left, community.Inviting, "You will be added"},
		"join":                     {community.Excluded, community.Excluded, "I can't add you"},
		"meld meg inn":             {"", "", "I don't know of any app"},
		"bli med i fellesskapet":   {community.Joined, community.Joined, "a member of the community already"},
		"leave the team community": {community.Member, community.Member, "I don't know the answer"},
	} {
		w, l := withCommunity(t, tt.from)
		require.NoError(t, w.Receive(t.Context(), message("m", text)))
		said := w.sender.all()
		require.Len(t, said, 1, text)
		heard := said[0].Text
		if said[0].Card != nil {
			heard = said[0].Card.Fallback
		}
		assert.Contains(t, heard, tt.says, text)
		assert.Equal(t, tt.to, l["kari"].State, text)
	}
	w, l := withCommunity(t, community.Member)
	inGroup := message("m", "leave")
	inGroup.Conversation.ConversationType = "groupChat"
	require.NoError(t, w.Receive(t.Context(), inGroup))
	assert.Equal(t, community.Member, l["kari"].State, "in a group it may be meant for the bot")
	assert.Contains(t, w.sender.all()[0].Text, "in a chat of our own")
	w = newWorld(t) // without a community "leave" is a question like any other
	require.NoError(t, w.Receive(t.Context(), message("m", "leave")))
	assert.Len(t, w.memory.events, 1)
}

// Whoever is approached by the community is welcomed by that, not by the bot's own welcome as well.
func TestOneWelcome(t *testing.T) {
	t.Parallel()
	installed := func(id string) *activity.Activity {
		a := message(id, "")
		a.Type = activity.TypeConversationUpdate
		a.MembersAdded = []schema.ChannelAccount{a.Recipient}
		return a
	}
	guest := community.Guest{PersonID: "kari", Language: "nb-NO"}
	for state, want := range map[community.State]int{community.Asked: 1, community.Inviting: 1, community.Left: 2, "": 2} {
		w, _ := withCommunity(t, state)
		require.NoError(t, w.Receive(t.Context(), installed("before")))
		require.NoError(t, w.AskConsent(t.Context(), guest, ""))
		require.NoError(t, w.Receive(t.Context(), installed("after")))
		assert.Len(t, w.sender.all(), want, "%q", state)
	}
}

// A maker who has never talked to the bot gets the message in a chat that is opened for it, in the directory's language.
func TestStrangersAreReachedThroughTeams(t *testing.T) {
	t.Parallel()
	teams, err := connectortest.StartConnector(connectortest.ConnectorConfig{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, teams.Close()) })
	client, err := connector.NewClient(connector.Config{}, nil, connector.Options{
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	require.NoError(t, err)
	w := newWorld(t)
	options := w.Options
	options.Sender = Teams{Client: client}
	w.Bot = New(options)
	guest := community.Guest{PersonID: "0b7e2c44-0000-4000-8000-1a2b3c4d5e6f", Language: "nb-NO"}

	require.ErrorIs(t, w.WelcomeMaker(t.Context(), guest, ""), ErrUnreachable, "nobody knows where Teams is")
	known, err := w.Knows(t.Context(), guest.PersonID)
	require.ErrorIs(t, err, community.ErrNowhere)
	assert.False(t, known)
	w.memory.conversations["a:1"] = chat.Conversation{ID: "a:1", ChannelID: activity.ChannelTeams}
	known, err = w.Knows(t.Context(), guest.PersonID)
	require.NoError(t, err, "somebody has talked to the bot")
	assert.False(t, known)
	delete(w.memory.conversations, "a:1")

	w.Home = chat.Conversation{ChannelID: activity.ChannelTeams, ServiceURL: teams.ServiceURL(), BotID: "28:bot", TenantID: "tenant"}
	for range 2 {
		require.NoError(t, w.WelcomeMaker(t.Context(), guest, "Utviklere"))
	}
	records := teams.Records()
	require.Len(t, records, 3, "the chat is opened once")
	assert.JSONEq(t, `{"bot":{"id":"28:bot"},"tenantId":"tenant","channelData":{"tenant":{"id":"tenant"}},
		"members":[{"id":"`+guest.PersonID+`"}]}`, string(records[0].Body))
	assert.Contains(t, string(records[1].Body), "Velkommen til utviklerfellesskapet")
	assert.Contains(t, string(records[1].Body), "Kanalen heter Utviklere")
	known, err = w.Knows(t.Context(), guest.PersonID)
	require.NoError(t, err)
	assert.True(t, known)

	teams.Fail(connectortest.Fault{Lose: true})
	require.ErrorIs(t, w.WelcomeMaker(t.Context(), guest, ""), community.ErrPerhaps)
	teams.Remove(records[0].Conversation)
	require.ErrorIs(t, w.WelcomeMaker(t.Context(), guest, ""), ErrUnreachable)
	known, err = w.Knows(t.Context(), guest.PersonID)
	require.NoError(t, err)
	assert.False(t, known, "and is opened anew the next time")
}

// The language is what the person chose, else that of their client, else that of the directory.
func TestTheLanguageOfAnInvitation(t *testing.T) {
	t.Parallel()
	for want, tt := range map[locale.Language][]string{ // chosen, client, directory
		locale.Bokmal:  {"nb", "en-GB", "en-GB"},
		locale.English: {"", "en-GB", "nb-NO"},
	} {
		w := newWorld(t)
		w.memory.conversations["a:1"] = chat.Conversation{ID: "a:1", Kind: chat.Personal, PersonID: "kari"}
		w.memory.profiles["kari"] = chat.Profile{PersonID: "kari", Language: tt[0], Locale: tt[1]}
		require.NoError(t, w.AskConsent(t.Context(), community.Guest{PersonID: "kari", Language: tt[2]}, ""))
		assert.Contains(t, w.sender.all()[0].Card.Fallback, w.Catalog.For(want).T("card.consent.title"))
	}
}
