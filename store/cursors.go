package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

const (
	cursorByName = `SELECT value FROM cursors WHERE name = $1`
	saveCursor   = `INSERT INTO cursors (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`
)

// Cursor returns the text that was last saved under a name, such as a link to what changes next, or "" when there is none.
func (s *Store) Cursor(ctx context.Context, name string) (value string, err error) {
	err = s.read.scanOne(ctx, cursorByName, []any{name}, []any{&value})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("reading the cursor %s: %w", name, err)
	}
	return value, nil
}

// SaveCursor keeps a text under a name, in the place of the one before.
func (s *Store) SaveCursor(ctx context.Context, name, value string) error {
	err := s.transact(ctx, s.durable, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, saveCursor, name, value)
		return err
	})
	if err != nil {
		return fmt.Errorf("saving the cursor %s: %w", name, err)
	}
	return nil
}
