package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Inspection is how a database stands.
type Inspection struct {
	Name   string // of the database, without a password
	Stored int64  // the version of its tables; 0 when it has none, or is a file that is yet to be made
	Known  int64  // the version that this program brings them to when it opens the database
}

// Inspect looks at the database at dsn as Open would find it, and changes nothing.
func Inspect(ctx context.Context, dsn string) (_ Inspection, err error) {
	i := Inspection{}
	if i.Known, err = knownVersion(); err != nil {
		return Inspection{}, err
	}
	db, exists := (*sql.DB)(nil), "SELECT to_regclass('goose_db_version') IS NOT NULL"
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		if path, err = filepath.Abs(path); err != nil {
			return Inspection{}, fmt.Errorf("finding the database file: %w", err)
		}
		i.Name = "SQLite (" + path + ")"
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return i, nil
		}
		exists = "SELECT count(*) FROM sqlite_master WHERE name = 'goose_db_version'"
		if db, err = sql.Open("sqlite", sqliteDSN(path, "mode=ro")); err != nil {
			return Inspection{}, err
		}
	} else {
		engine, err := openEngine(ctx, dsn)
		if err != nil {
			return Inspection{}, err
		}
		i.Name, db = engine.name, engine.read.DB
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if i.Stored, err = storedVersion(ctx, db, exists); err != nil {
		return Inspection{}, fmt.Errorf("%s: %w", i.Name, err)
	}
	return i, nil
}

func storedVersion(ctx context.Context, db *sql.DB, exists string) (version int64, err error) {
	var there bool
	if err := db.QueryRowContext(ctx, exists).Scan(&there); err != nil || !there {
		return 0, err
	}
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version").Scan(&version)
	return version, err
}

func knownVersion() (version int64, err error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return 0, err
	}
	for _, file := range files { // in the order of their names
		number, _, _ := strings.Cut(filepath.Base(file), "_")
		if version, err = strconv.ParseInt(number, 10, 64); err != nil {
			return 0, fmt.Errorf("the name of a migration: %w", err)
		}
	}
	return version, nil
}
