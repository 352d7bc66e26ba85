package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"deskhand/internal/chat"
)

const (
	claimDelivery = `INSERT INTO deliveries (activity_id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	seenDelivery  = `SELECT 1 FROM deliveries WHERE activity_id = $1`
	// sweepDeliveries forgets a portion at a time, so that turns are saved in between.
	sweepDeliveries = `DELETE FROM deliveries WHERE activity_id IN
(SELECT activity_id FROM deliveries WHERE at < $1 ORDER BY at LIMIT 1000)`
)

// SaveTurn stores everything that a delivery leaves behind, or nothing. It reports false, and stores nothing, when the
// turn's ActivityID has been saved before; a turn without one is always saved. An event whose act is stored already is
// left out. When ctx ends first the turn may or may not have been stored.
func (s *Store) SaveTurn(ctx context.Context, turn chat.Turn) (first bool, err error) {
	pending := &pendingTurn{turn: turn, done: make(chan struct{})}
	for _, event := range turn.Events {
		row, err := questionEventRow(event)
		if err != nil {
			return false, fmt.Errorf("event %s: %w", event.Kind, err)
		}
		pending.events = append(pending.events, row)
	}
	if err := s.turns.save(ctx, pending); err != nil {
		return false, fmt.Errorf("saving a turn: %w", err)
	}
	return pending.first, nil
}

// turnStatements are what it takes to save a turn, prepared.
type turnStatements struct {
	claim, conversation, profile, knowledge, event *sql.Stmt
}

func prepareTurns(ctx context.Context, db *pool) (t turnStatements, err error) {
	for query, stmt := range map[string]**sql.Stmt{
		claimDelivery: &t.claim, saveConversation: &t.conversation, saveProfile: &t.profile,
		nextKnowledgeVersion: &t.knowledge, appendEvent: &t.event,
	} {
		if *stmt, err = db.prepare(ctx, query); err != nil { //nolint:sqlclosecheck // closed with the pool
			return t, fmt.Errorf("preparing to save turns: %w", err)
		}
	}
	return t, nil
}

func (t turnStatements) in(ctx context.Context, tx *sql.Tx) turnStatements {
	return turnStatements{
		claim:        tx.StmtContext(ctx, t.claim),
		conversation: tx.StmtContext(ctx, t.conversation),
		profile:      tx.StmtContext(ctx, t.profile),
		knowledge:    tx.StmtContext(ctx, t.knowledge),
		event:        tx.StmtContext(ctx, t.event),
	}
}

// saveTurns stores turns in one transaction. Transactions of several writers and replicas may want the same rows, so each
// takes them in the same order, table by table and key by key: then they wait for one another, but never in a circle.
func (s *Store) saveTurns(ctx context.Context, turns []*pendingTurn) error {
	var profiles []*pendingTurn // those that were saved
	err := s.transact(ctx, s.fast, func(tx *sql.Tx) error {
		statements := s.turnSQL.in(ctx, tx)
		firsts, err := statements.claimAll(ctx, turns)
		if err != nil {
			return err
		}
		if err := statements.saveConversations(ctx, firsts); err != nil {
			return fmt.Errorf("conversation: %w", err)
		}
		if profiles, err = statements.saveProfiles(ctx, firsts); err != nil {
			return fmt.Errorf("profile: %w", err)
		}
		if err := statements.saveEvents(ctx, firsts); err != nil {
			return fmt.Errorf("event: %w", err)
		}
		return nil
	})
	if err != nil {
		s.profiles.Load().forget(turns)
		return err
	}
	s.profiles.Load().renew(profiles)
	return nil
}

// claimAll notes the deliveries and returns the turns that are the first of theirs.
func (t turnStatements) claimAll(ctx context.Context, turns []*pendingTurn) (firsts []*pendingTurn, err error) {
	for _, p := range inOrder(turns, func(p *pendingTurn) string { return p.turn.ActivityID }) {
		p.first = true
		if p.turn.ActivityID != "" {
			p.first, err = wrote(t.claim.ExecContext(ctx, p.turn.ActivityID, stamp(p.turn.At)))
		}
		if err != nil {
			return nil, fmt.Errorf("delivery: %w", err)
		}
		if p.first {
			firsts = append(firsts, p)
		}
	}
	return firsts, nil
}

func (t turnStatements) saveConversations(ctx context.Context, turns []*pendingTurn) error {
	turns = slices.DeleteFunc(slices.Clone(turns), func(p *pendingTurn) bool { return p.turn.Conversation == nil })
	for _, p := range inOrder(turns, func(p *pendingTurn) string { return p.turn.Conversation.ID }) {
		args := append(conversationFields(p.turn.Conversation), stamp(p.turn.At))
		if _, err := t.conversation.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// saveProfiles returns the turns of which it saved the profiles, in that order.
func (t turnStatements) saveProfiles(ctx context.Context, turns []*pendingTurn) ([]*pendingTurn, error) {
	turns = slices.DeleteFunc(slices.Clone(turns), func(p *pendingTurn) bool { return p.turn.Profile == nil })
	turns = inOrder(turns, func(p *pendingTurn) string { return p.turn.Profile.PersonID })
	for _, p := range turns {
		if _, err := t.profile.ExecContext(ctx, profileFields(p.turn.Profile)...); err != nil {
			return nil, err
		}
	}
	return turns, nil
}

// saveEvents appends what happened, and at last what there is to learn from: that takes the next version of the knowledge,
// for which other such transactions wait.
func (t turnStatements) saveEvents(ctx context.Context, turns []*pendingTurn) error {
	var rows []eventRow
	for _, p := range turns {
		rows = append(rows, p.events...)
	}
	slices.SortFunc(rows, func(a, b eventRow) int {
		return cmp.Or(cmp.Compare(a.lesson(), b.lesson()),
			cmp.Compare(a.subject, b.subject), cmp.Compare(a.actor, b.actor), cmp.Compare(a.actKey, b.actKey))
	})
	var version int64
	for i := range rows {
		if rows[i].lesson() > 0 && version == 0 {
			if err := t.knowledge.QueryRowContext(ctx).Scan(&version); err != nil {
				return err
			}
		}
		rows[i].taught = version
		if _, err := t.event.ExecContext(ctx, rows[i].values()...); err != nil {
			return err
		}
	}
	return nil
}

// inOrder returns the turns by key, and those with the same key by their time, so that the last one has the last word.
func inOrder(turns []*pendingTurn, key func(*pendingTurn) string) []*pendingTurn {
	return slices.SortedFunc(slices.Values(turns), func(a, b *pendingTurn) int {
		return cmp.Or(cmp.Compare(key(a), key(b)), a.turn.At.Compare(b.turn.At))
	})
}

// Seen reports whether a delivery under this id has been saved.
func (s *Store) Seen(ctx context.Context, activityID string) (bool, error) {
	var one int
	err := s.read.scanOne(ctx, seenDelivery, []any{activityID}, []any{&one})
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("looking for delivery %s: %w", activityID, err)
	}
	return true, nil
}

// Sweep forgets the ids of deliveries made before the given moment and returns how many there were.
func (s *Store) Sweep(ctx context.Context, before time.Time) (int64, error) {
	var total int64
	for {
		result, err := s.write.ExecContext(ctx, sweepDeliveries, stamp(before))
		if err != nil {
			return total, fmt.Errorf("forgetting old deliveries: %w", err)
		}
		rows, err := result.RowsAffected()
		if err != nil || rows == 0 {
			return total, err
		}
		total += rows
	}
}
