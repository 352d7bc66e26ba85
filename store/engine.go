package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
)

// engine is everything in which SQLite and PostgreSQL differ.
type engine struct {
	name        string // for people: "SQLite (/var/lib/deskhand/deskhand.db)"
	write       *pool
	read        *pool // on PostgreSQL the same pool as write
	driver      riverdriver.Driver[*sql.Tx]
	dialect     goose.Dialect
	clock       string // SQL for the database's moment, as a stamp keeps it
	turnWriters int    // how many transactions that save turns run at once
	// turnsApart is how far apart they begin at least: what comes meanwhile shares the next one. It is 0 where whoever
	// commits waits for others anyway.
	turnsApart time.Duration
	// turnTimeout is how long one of them may take. SQLite needs none, having no network to wait for, and does twice
	// as much without: its driver starts a goroutine for every statement that can be cancelled.
	turnTimeout time.Duration

	// durable and fast are what to tell a connection before a transaction, for its commit to wait for the disk or not.
	// After a loss of power the fast transactions of the last moments may be missing, each of them whole. Both are empty
	// where commits always wait.
	durable, fast string
	// promised is what the connection that writes was told last; whoever holds the connection may look at it. A connection
	// that is made anew waits for the disk, which promises no less.
	promised string

	// lockMigrations keeps other processes from changing the tables until unlock is called.
	lockMigrations func(ctx context.Context) (unlock func() error, err error)
	// claimJobs makes sure that this process may work jobs, and frees what a process that died was working.
	claimJobs func(ctx context.Context) (release func() error, err error)
	// alone says that one process at a time may work jobs, and that it alone saves turns meanwhile.
	alone bool
	// stopCheckpoints ends what SQLite has done in the background; nil on PostgreSQL.
	stopCheckpoints func() error
	// retryable says that a transaction failed only because of others that ran at the same time.
	retryable func(err error) bool
}

func (e *engine) close() error {
	var err error
	if e.stopCheckpoints != nil {
		err = e.stopCheckpoints()
	}
	err = errors.Join(err, e.read.Close())
	if e.write != e.read {
		err = errors.Join(err, e.write.Close())
	}
	return err
}
