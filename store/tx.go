package store

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"
)

// transactAttempts is how often a transaction is run before a conflict with others is reported.
const transactAttempts = 6

// transact runs fn in a transaction and commits it when fn returns nil. It runs fn again when the database gave way to
// others that wrote at the same time, so fn has no effects elsewhere. promise is the engine's durable or fast.
func (s *Store) transact(ctx context.Context, promise string, fn func(tx *sql.Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := s.transactOnce(ctx, promise, fn)
		if err == nil || attempt == transactAttempts || !s.retryable(err) {
			return err
		}
		pause := time.NewTimer(rand.N(time.Duration(attempt) * 10 * time.Millisecond)) //nolint:gosec // it only spreads
		select {
		case <-ctx.Done():
			pause.Stop()
			return errors.Join(err, ctx.Err())
		case <-pause.C:
		}
	}
}

func (s *Store) transactOnce(ctx context.Context, promise string, fn func(tx *sql.Tx) error) error {
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if promise != s.promised { // there is one connection where there are promises, and it is ours now
		if _, err := conn.ExecContext(ctx, promise); err != nil {
			return err
		}
		s.promised = promise
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		if undone := tx.Rollback(); !errors.Is(undone, sql.ErrTxDone) { // it is done already when ctx has ended
			err = errors.Join(err, undone)
		}
		return err
	}
	return tx.Commit()
}

// wrote reports whether a statement that may do nothing did something.
func wrote(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}
