package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
)

// postgresConns is how many connections one replica holds at most. PostgreSQL allows 100 in all unless told otherwise.
const postgresConns = 10

// openPostgres opens a pool of connections to a PostgreSQL database.
func openPostgres(ctx context.Context, dsn string) (*engine, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("reading the database address: %w; write it as postgres://USER:PASSWORD@HOST:5432/NAME", err)
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "deskhand"
	}
	name := "PostgreSQL (" + net.JoinHostPort(config.Host, strconv.Itoa(int(config.Port))) + "/" + config.Database + ")"
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(postgresConns)
	db.SetMaxIdleConns(postgresConns)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("reaching %s: %w; check that it runs, and host, user and password in the database address",
			name, err), db.Close())
	}
	shared := newPool(db)
	return &engine{
		name:           name,
		write:          shared,
		read:           shared,
		driver:         riverdatabasesql.New(db),
		dialect:        goose.DialectPostgres,
		clock:          "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
		turnWriters:    4,
		turnTimeout:    15 * time.Second,
		lockMigrations: func(ctx context.Context) (func() error, error) { return lockPostgres(ctx, shared) },
		claimJobs:      func(context.Context) (func() error, error) { return func() error { return nil }, nil },
		retryable:      postgresRetryable,
	}, nil
}

// lockPostgres takes an advisory lock on the schema. It waits as long as ctx allows.
func lockPostgres(ctx context.Context, db *pool) (unlock func() error, err error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	const lock = `SELECT pg_advisory_lock(hashtext('deskhand migrations'), hashtext(current_schema()))`
	if _, err := conn.ExecContext(ctx, lock); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return func() error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock_all()`)
		return errors.Join(err, conn.Close())
	}, nil
}

// postgresRetryable says that PostgreSQL gave up a transaction in favour of another one.
func postgresRetryable(err error) bool {
	const serializationFailure, deadlockDetected = "40001", "40P01"
	var failure *pgconn.PgError
	return errors.As(err, &failure) && (failure.Code == serializationFailure || failure.Code == deadlockDetected)
}
