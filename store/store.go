// Package store keeps tickets, conversations and events in SQL, and works the jobs that tickets call for.
//
// The same statements run on SQLite, for one process on one machine, and on PostgreSQL, for several replicas; what
// differs between the two is in sqlite.go and postgres.go. Moments are kept as milliseconds since 1970 in UTC, with 0
// for the zero time, and come back in UTC. Whatever a method has acknowledged survives a crash of the process. It
// survives a loss of power too, except that SQLite may lose the turns of the last moments: their questions can be asked
// again, and saving them need not wait for the disk.
//
// It never decides anything about a ticket or an answer, never talks to people, and never changes an event once stored.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync/atomic"

	"github.com/riverqueue/river"

	"deskhand/helpdesk"
)

// Options are what a store needs besides the address of its database.
type Options struct {
	Logger *slog.Logger // told about failing jobs and trouble beneath; nil keeps silent
}

// Store is one database, opened. It is safe for concurrent use.
type Store struct {
	*engine
	log     *slog.Logger
	inserts *river.Client[*sql.Tx] // stores jobs and works none
	turnSQL turnStatements
	turns   *turnWriter

	profiles atomic.Pointer[profiles] // nil while other processes may save turns
}

var _ helpdesk.Tickets = (*Store)(nil)

// Open opens the database at dsn, "sqlite:PATH" or "postgres://…", and brings its tables up to date. Several processes
// may open the same database at the same time. The folder of a SQLite database is made when it is missing. The caller
// closes the store.
func Open(ctx context.Context, dsn string, opts Options) (*Store, error) {
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	engine, err := openEngine(ctx, dsn)
	if err != nil {
		return nil, err
	}
	s := &Store{engine: engine, log: opts.Logger}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", engine.name, err), engine.close())
	}
	s.turns = newTurnWriter(s.saveTurns, engine.turnWriters, engine.turnsApart, engine.turnTimeout)
	return s, nil
}

// prepare makes everything ready but the writers of turns.
func (s *Store) prepare(ctx context.Context) (err error) {
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if s.inserts, err = river.NewClient(s.driver, &river.Config{Logger: s.riverLog()}); err != nil {
		return fmt.Errorf("preparing the jobs: %w", err)
	}
	s.turnSQL, err = prepareTurns(ctx, s.write)
	return err
}

func openEngine(ctx context.Context, dsn string) (*engine, error) {
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		return openSQLite(ctx, path)
	}
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return openPostgres(ctx, dsn)
	}
	scheme, _, _ := strings.Cut(dsn, ":") // the rest may hold a password
	return nil, fmt.Errorf(`the database address starts with %q: write "sqlite:PATH" or "postgres://USER@HOST/NAME"`, scheme)
}

// Close finishes the turns that are being saved and closes the database. Jobs must have been stopped before.
func (s *Store) Close() error {
	s.turns.stop()
	return s.close()
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.write.PingContext(ctx); err != nil {
		return fmt.Errorf("%s does not answer: %w", s.name, err)
	}
	return nil
}
