package main

import (
	"context"
	"log/slog"
	"strings"

	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
	"deskhand/graph/inviter"
	"deskhand/internal/chat"
)

// lookAfter has the server look after the community once, after some people were found to be makers.
func (s *stage) lookAfter(found string) {
	for person := range strings.SplitSeq(found, ",") {
		if name, language, ok := strings.Cut(strings.TrimSpace(person), " "); ok {
			s.guild.hire(s.t, graphtest.User{ID: strings.ToLower(name), Name: name, UPN: name + "@example.com", Language: language})
		}
	}
	logger := slog.New(slog.DiscardHandler)
	client, err := newGraph(s.env, logger)
	require.NoError(s.t, err)
	runner, err := newInviter(s.env, inviter.Options{
		Graph: client, Ledger: s.app.store, Messenger: s.app.bot, Holder: "stage", Logger: logger,
	})
	require.NoError(s.t, err)
	_, err = runner.Run(s.t.Context())
	require.NoError(s.t, err)
}

// CreateConversation implements bot.Opener.
func (s *stage) CreateConversation(_ context.Context, known chat.Conversation, personID string) (chat.Conversation, error) {
	known.ID = "personal:" + strings.ToUpper(personID[:1]) + personID[1:]
	known.Kind, known.PersonID = chat.Personal, personID
	return known, nil
}
