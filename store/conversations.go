package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"deskhand/internal/chat"
)

const (
	conversationColumns = `id, kind, person_id, tenant_id, channel_id, service_url, bot_id, bot_name`
	// Every turn saves its conversation, and nearly always as it was: then nothing is written, for a minute.
	saveConversation = `INSERT INTO conversations (` + conversationColumns + `, saved_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, person_id = excluded.person_id, tenant_id = excluded.tenant_id,
channel_id = excluded.channel_id, service_url = excluded.service_url, bot_id = excluded.bot_id,
bot_name = excluded.bot_name, saved_at = excluded.saved_at
WHERE conversations.saved_at < excluded.saved_at - 60000
OR (conversations.kind, conversations.person_id, conversations.tenant_id, conversations.channel_id, conversations.service_url,
conversations.bot_id, conversations.bot_name) <> (excluded.kind, excluded.person_id, excluded.tenant_id, excluded.channel_id,
excluded.service_url, excluded.bot_id, excluded.bot_name)`
	selectConversations  = `SELECT ` + conversationColumns + ` FROM conversations `
	conversationByID     = selectConversations + `WHERE id = $1`
	conversationOfPerson = selectConversations + `WHERE person_id = $1 AND kind = $2 ORDER BY saved_at DESC LIMIT 1`
	lastConversation     = selectConversations + `WHERE channel_id = $1 ORDER BY saved_at DESC LIMIT 1`
	dropConversation     = `DELETE FROM conversations WHERE id = $1`

	welcome       = `INSERT INTO welcomes (conversation_id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	forgetWelcome = `DELETE FROM welcomes WHERE conversation_id = $1`

	profileColumns = `person_id, name, language, locale, time_zone`
	saveProfile    = `INSERT INTO profiles (` + profileColumns + `) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person_id) DO UPDATE SET name = excluded.name, language = excluded.language, locale = excluded.locale,
time_zone = excluded.time_zone`
	profileByPerson = `SELECT ` + profileColumns + ` FROM profiles WHERE person_id = $1`
)

// conversationFields are the fields in the order of conversationColumns, for use as arguments and for scanning.
func conversationFields(c *chat.Conversation) []any {
	return []any{&c.ID, &c.Kind, &c.PersonID, &c.TenantID, &c.ChannelID, &c.ServiceURL, &c.BotID, &c.BotName}
}

// profileFields are the fields in the order of profileColumns, for use as arguments and for scanning.
func profileFields(p *chat.Profile) []any {
	return []any{&p.PersonID, &p.Name, &p.Language, &p.Locale, &p.TimeZone}
}

// Conversation returns how to reach a conversation, or chat.ErrNotFound.
func (s *Store) Conversation(ctx context.Context, id string) (chat.Conversation, error) {
	var c chat.Conversation
	err := s.read.scanOne(ctx, conversationByID, []any{id}, conversationFields(&c))
	return c, found(err, "conversation", id)
}

// PersonalConversation returns how to reach a person alone, or chat.ErrNotFound. Of several chats it is the one that
// was saved last.
func (s *Store) PersonalConversation(ctx context.Context, personID string) (chat.Conversation, error) {
	var c chat.Conversation
	err := s.read.scanOne(ctx, conversationOfPerson, []any{personID, chat.Personal}, conversationFields(&c))
	return c, found(err, "personal conversation of", personID)
}

// LastConversation returns the conversation of a channel of the Bot Framework that was saved last, whoever's it is, or
// chat.ErrNotFound. It tells where that channel can be reached.
func (s *Store) LastConversation(ctx context.Context, channelID string) (chat.Conversation, error) {
	var c chat.Conversation
	err := s.read.scanOne(ctx, lastConversation, []any{channelID}, conversationFields(&c))
	return c, found(err, "conversation in", channelID)
}

// Profile returns what is known about a person, or chat.ErrNotFound.
func (s *Store) Profile(ctx context.Context, personID string) (chat.Profile, error) {
	atHand := s.profiles.Load()
	p, known, saved := atHand.get(personID)
	if known {
		return p, nil
	}
	err := s.read.scanOne(ctx, profileByPerson, []any{personID}, profileFields(&p))
	if err == nil {
		atHand.keep(p, saved)
	}
	return p, found(err, "profile of", personID)
}

// found turns the error of a query for one row into the one that callers know.
func found(err error, what, id string) error {
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%w: %s %s", chat.ErrNotFound, what, id)
	case err != nil:
		return fmt.Errorf("reading the %s %s: %w", what, id, err)
	}
	return nil
}

// DropConversation forgets a conversation, as after the bot has been removed from it. Dropping one that is not known
// is no error.
func (s *Store) DropConversation(ctx context.Context, id string) error {
	err := s.transact(ctx, s.durable, func(tx *sql.Tx) error {
		for _, statement := range []string{dropConversation, forgetWelcome} {
			if _, err := tx.ExecContext(ctx, statement, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("forgetting conversation %s: %w", id, err)
	}
	return nil
}

// Welcome reports whether a conversation is still to be welcomed, and notes that it has been. It says true once until
// the conversation is dropped, however many ask at the same time.
func (s *Store) Welcome(ctx context.Context, conversationID string, at time.Time) (first bool, err error) {
	err = s.transact(ctx, s.durable, func(tx *sql.Tx) error {
		first, err = wrote(tx.ExecContext(ctx, welcome, conversationID, stamp(at)))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("noting the welcome to conversation %s: %w", conversationID, err)
	}
	return first, nil
}
