package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/internal/chat"
)

func openTemporary(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "deskhand.db"), Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func TestTransactRetries(t *testing.T) {
	t.Parallel()
	gaveWay, other := errors.New("gave way to others"), errors.New("another failure")
	s := openTemporary(t)
	s.retryable = func(err error) bool { return errors.Is(err, gaveWay) }
	for name, test := range map[string]struct {
		outcomes []error // of each run; then nil
		runs     int
		want     error
	}{
		"at once":       {nil, 1, nil},
		"after two":     {[]error{gaveWay, gaveWay}, 3, nil},
		"another fault": {[]error{gaveWay, other}, 2, other},
		"again and again": {
			[]error{gaveWay, gaveWay, gaveWay, gaveWay, gaveWay, gaveWay, gaveWay}, transactAttempts, gaveWay,
		},
	} {
		runs := 0
		err := s.transact(t.Context(), s.fast, func(tx *sql.Tx) error {
			runs++
			if _, err := tx.ExecContext(t.Context(), welcome, name, runs); err != nil {
				return err
			}
			if runs <= len(test.outcomes) {
				return test.outcomes[runs-1]
			}
			return nil
		})
		require.ErrorIs(t, err, test.want, name)
		assert.Equal(t, test.runs, runs, name)
		still, err := s.Welcome(t.Context(), name, time.UnixMilli(1))
		require.NoError(t, err)
		assert.Equal(t, test.want != nil, still, "%s: stored only when it succeeds", name)
	}

	ended, end := context.WithCancel(t.Context())
	err := s.transact(ended, s.fast, func(*sql.Tx) error {
		end()
		return gaveWay
	})
	require.ErrorIs(t, err, context.Canceled)
}

func TestRetryable(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{"40001": true, "40P01": true, "23505": false} {
		assert.Equal(t, want, postgresRetryable(fmt.Errorf("storing: %w", &pgconn.PgError{Code: code})), code)
	}
	assert.False(t, postgresRetryable(sql.ErrNoRows))
	assert.False(t, sqliteBusy(sql.ErrNoRows))
	assert.False(t, sqliteBusy(nil))
}

// A ticket waits for the disk; a turn does not.
func TestSQLiteDurability(t *testing.T) {
	t.Parallel()
	const normal, full = 1, 2
	s := openTemporary(t)
	synchronous := func() (level int) {
		require.NoError(t, s.write.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&level))
		return level
	}
	nothing := func(helpdesk.Ticket) ([]helpdesk.Event, []helpdesk.Job) { return nil, nil }
	for _, id := range []string{"a", "b"} {
		_, err := s.SaveTurn(t.Context(), chat.Turn{ActivityID: id})
		require.NoError(t, err)
		assert.Equal(t, normal, synchronous())
		_, _, err = s.InsertTicket(t.Context(), helpdesk.Ticket{ID: id, OpenKey: id}, nothing)
		require.NoError(t, err)
		assert.Equal(t, full, synchronous())
	}
}

func TestSQLiteReadersOnlyRead(t *testing.T) {
	t.Parallel()
	s := openTemporary(t)
	_, err := s.read.ExecContext(t.Context(), "DELETE FROM events")
	require.ErrorContains(t, err, "readonly")
}
