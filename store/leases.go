package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

const (
	// hold writes nothing while somebody else holds the lease. Of two who try at the same moment the second waits for the
	// first and sees what that one left. {now} is the engine's clock.
	hold = `INSERT INTO leases (name, holder, held_until) VALUES ($1, $2, {now} + $3)
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
WHERE leases.holder = excluded.holder OR leases.held_until <= {now}`
	release = `DELETE FROM leases WHERE name = $1 AND holder = $2`
)

// Hold takes a lease, so that one process alone does what its name says, and reports whether the holder has it, for so long
// from now. It has when nobody else did, when the other's has run out, or when the holder had it already. The database's
// clock counts, which is one for all.
func (s *Store) Hold(ctx context.Context, name, holder string, lasts time.Duration) (held bool, err error) {
	query := strings.ReplaceAll(hold, "{now}", s.clock)
	err = s.transact(ctx, s.durable, func(tx *sql.Tx) error {
		held, err = wrote(tx.ExecContext(ctx, query, name, holder, lasts.Milliseconds()))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("taking the lease %s: %w", name, err)
	}
	return held, nil
}

// Release gives a lease back before its time. Releasing what somebody else holds changes nothing.
func (s *Store) Release(ctx context.Context, name, holder string) error {
	err := s.transact(ctx, s.durable, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, release, name, holder)
		return err
	})
	if err != nil {
		return fmt.Errorf("releasing the lease %s: %w", name, err)
	}
	return nil
}
