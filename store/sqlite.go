package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// busyTimeout is how long a process waits for another one that writes to the same file, or that works its jobs.
const busyTimeout = 5 * time.Second

// turnsApart is too short for anybody to notice. A transaction that saves turns costs the processor as much as several of
// the turns in it, so those that come faster share one.
const turnsApart = time.Millisecond

// openSQLite opens a database file with one connection that writes and several that read. Within the process writers
// queue for the one connection, so that they never find the file locked; busyTimeout is for other processes.
func openSQLite(ctx context.Context, path string) (*engine, error) {
	if path == "" || strings.Contains(path, ":memory:") {
		return nil, errors.New("the database address names no file: write it as sqlite:PATH, such as sqlite:data/deskhand.db")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("finding the database file: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the database: %w; make it by hand, or name another path", err)
	}
	e := &engine{
		name:        "SQLite (" + path + ")",
		dialect:     goose.DialectSQLite3,
		clock:       "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
		alone:       true,
		turnWriters: 1,
		turnsApart:  turnsApart,
		durable:     "PRAGMA synchronous = FULL",
		fast:        "PRAGMA synchronous = NORMAL",
		retryable:   sqliteBusy,
	}
	e.lockMigrations = func(ctx context.Context) (func() error, error) {
		return lockFile(ctx, path+"-migrate")
	}
	e.claimJobs = func(ctx context.Context) (func() error, error) { return claimSQLiteJobs(ctx, e.write, path) }

	params := fmt.Sprintf("_journal_mode=WAL&_synchronous=FULL&_foreign_keys=1&_pragma=wal_autocheckpoint(%d)", checkpointAt)
	if e.write, err = openSQLitePool(path, 1, params); err != nil {
		return nil, err
	}
	if e.read, err = openSQLitePool(path, max(4, runtime.NumCPU()), "_query_only=1"); err != nil {
		return nil, errors.Join(err, e.write.Close())
	}
	log, err := openSQLitePool(path, 1, "")
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	e.stopCheckpoints = checkpoint(ctx, log)
	e.driver = riversqlite.New(e.write.DB)
	return e, nil
}

// openSQLitePool returns a pool of connections with the given parameters of the driver. It connects when first used:
// the first connection to a new file turns on the write-ahead log, which must happen under the lock of the migrations.
func openSQLitePool(path string, size int, params string) (*pool, error) {
	db, err := sql.Open("sqlite", sqliteDSN(path, params))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	p := newPool(db)
	p.local = true
	return p, nil
}

func sqliteDSN(path, params string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/… on Windows
	}
	return fmt.Sprintf("file:%s?_txlock=immediate&_busy_timeout=%d&%s",
		(&url.URL{Path: path}).EscapedPath(), busyTimeout.Milliseconds(), params)
}

// lockFile takes a lock that the operating system drops when the process dies, however that happens. It waits
// busyTimeout for another holder. The lock is SQLite's own, on an empty database beside the real one.
func lockFile(ctx context.Context, path string) (unlock func() error, err error) {
	db, err := openSQLitePool(path, 1, "")
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err == nil {
		_, err = conn.ExecContext(ctx, "BEGIN EXCLUSIVE")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("locking %s: %w; its folder must be on a local disk, and writable", path, err), db.Close())
	}
	return func() error { return errors.Join(conn.Close(), db.Close()) }, nil
}

// claimSQLiteJobs makes this process the only one that works the jobs of the file. So whatever is marked as running was
// being run by a process that died, and can start again at once, without waiting until it counts as stuck.
func claimSQLiteJobs(ctx context.Context, db *pool, path string) (release func() error, err error) {
	release, err = lockFile(ctx, path+"-jobs")
	if sqliteBusy(err) {
		return nil, fmt.Errorf("another process works the jobs of %s: stop it first, or let several share a PostgreSQL database", path)
	}
	if err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, `UPDATE river_job SET state = 'available' WHERE state = 'running'`); err != nil {
		return nil, errors.Join(fmt.Errorf("freeing interrupted jobs: %w", err), release())
	}
	return release, nil
}

// sqliteBusy says that another process has kept the file locked for longer than busyTimeout.
func sqliteBusy(err error) bool {
	var failure *sqlite.Error
	return errors.As(err, &failure) && failure.Code()&0xff == sqlite3.SQLITE_BUSY
}
