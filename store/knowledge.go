package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"deskhand/knowledge"
)

const (
	knowledgeVersion = `SELECT value FROM counters WHERE name = 'knowledge'`
	// nextKnowledgeVersion holds the counter until the transaction ends, so versions are given in the order of commits:
	// whoever has read one has read all before it. To keep transactions from waiting in a circle, it comes after the rows
	// of deliveries, people and tickets and after events that teach nothing, and before those that do, articles and rulings.
	nextKnowledgeVersion = `UPDATE counters SET value = value + 1 WHERE name = 'knowledge' RETURNING value`
)

// KnowledgeVersion grows with every change to what the database holds of the knowledge base: what was said to learn from,
// articles, rulings. It is one number to read, and what is read after it is no older.
func (s *Store) KnowledgeVersion(ctx context.Context) (int64, error) {
	var version int64
	if err := s.read.scanOne(ctx, knowledgeVersion, nil, []any{&version}); err != nil {
		return 0, fmt.Errorf("reading the version of the knowledge: %w", err)
	}
	return version, nil
}

func nextKnowledge(ctx context.Context, tx *sql.Tx) (version int64, err error) {
	if err := tx.QueryRowContext(ctx, nextKnowledgeVersion).Scan(&version); err != nil {
		return 0, fmt.Errorf("counting a change to the knowledge: %w", err)
	}
	return version, nil
}

// errSame says inside a transaction that there is nothing to change.
var errSame = errors.New("it is so already")

// changeKnowledge runs change in a transaction with the version that it makes, and appends the event that change tells
// of. When change returns errSame nothing is stored, and done is false.
func (s *Store) changeKnowledge(
	ctx context.Context, change func(tx *sql.Tx, version int64) (eventRow, error),
) (done bool, err error) {
	err = s.transact(ctx, s.durable, func(tx *sql.Tx) error {
		version, err := nextKnowledge(ctx, tx)
		if err != nil {
			return err
		}
		event, err := change(tx, version)
		if err != nil {
			return err
		}
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		event.id = id.String()
		_, err = tx.ExecContext(ctx, appendEvent, event.values()...)
		return err
	})
	if errors.Is(err, errSame) {
		return false, nil
	}
	return err == nil, err
}

// lesson is 1 when there is something to learn from what happened, else 0.
func (r *eventRow) lesson() int {
	if saidBy[r.kind] != "" {
		return 1
	}
	return 0
}

// saidBy is what somebody said by each kind of event that teaches.
var saidBy = map[string]knowledge.Said{
	string(knowledge.EventHelped):   knowledge.SaidHelped,
	string(knowledge.EventRejected): knowledge.SaidRejected,
	string(knowledge.EventChosen):   knowledge.SaidChosen,
	string(knowledge.EventNone):     knowledge.SaidNone,
	eventLinked:                     knowledge.SaidTicket,
}
