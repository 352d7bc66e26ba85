package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/store"
	"deskhand/store/storetest"
)

func open(t *testing.T, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dsn, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func TestOpenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, []byte("this is no database, though it is long enough to be one"), 0o600))
	for name, test := range map[string]struct{ dsn, want string }{
		"empty":              {"", `write "sqlite:PATH" or "postgres://USER@HOST/NAME"`},
		"another engine":     {"mysql://root:secret@db/x", `starts with "mysql"`},
		"no path":            {"sqlite:", "write it as sqlite:PATH"},
		"in memory":          {"sqlite::memory:", "names no file"},
		"folder is a file":   {"sqlite:" + filepath.Join(file, "x", "y.db"), "make it by hand, or name another path"},
		"path is a folder":   {"sqlite:" + filepath.Dir(file), "unable to open database file"},
		"file is no SQLite":  {"sqlite:" + file, "file is not a database"},
		"bad port":           {"postgres://root:secret@db:port/x", "write it as postgres://USER:PASSWORD@HOST:5432/NAME"},
		"nobody listens":     {"postgres://root:secret@127.0.0.1:1/x", "check that it runs"},
		"nobody is named so": {"postgres://root:secret@nobody.invalid/x", "nobody.invalid"},
	} {
		_, err := store.Open(t.Context(), test.dsn, store.Options{})
		require.ErrorContains(t, err, test.want, name)
		assert.NotContains(t, err.Error(), "secret", name)
	}
}

func TestOpenOddPaths(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"new/folder/x.db", "100%?a=b#c&d e.db", "blåbær.db"} {
		path := filepath.Join(t.TempDir(), name)
		open(t, "sqlite:"+path)
		assert.FileExists(t, path)
	}
}

func TestOpenAtOnce(t *testing.T) {
	t.Parallel()
	for name, newDatabase := range map[string]func(*testing.T) string{
		"SQLite": storetest.SQLite, "PostgreSQL": storetest.Postgres,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := newDatabase(t)
			var running sync.WaitGroup
			for range 6 {
				running.Go(func() {
					s, err := store.Open(t.Context(), dsn, store.Options{})
					if assert.NoError(t, err) {
						assert.NoError(t, s.Close())
					}
				})
			}
			running.Wait()
		})
	}
}

func TestOpenRefusesNewerDatabase(t *testing.T) {
	t.Parallel()
	dsn := storetest.SQLite(t)
	open(t, dsn)
	db, err := sql.Open("sqlite", strings.TrimPrefix(dsn, "sqlite:"))
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, true)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	_, err = store.Open(t.Context(), dsn, store.Options{})
	require.ErrorContains(t, err, "a newer Deskhand has used it")
}

func TestSQLiteJobsHaveOneWorker(t *testing.T) {
	t.Parallel()
	dsn := storetest.SQLite(t)
	first, second := open(t, dsn), open(t, dsn)
	stop, err := first.StartJobs(t.Context(), map[helpdesk.Effect]store.Handler{})
	require.NoError(t, err)
	_, err = second.StartJobs(t.Context(), map[helpdesk.Effect]store.Handler{})
	require.ErrorContains(t, err, "another process works the jobs")
	require.NoError(t, stop(t.Context()))
	stop, err = second.StartJobs(t.Context(), map[helpdesk.Effect]store.Handler{})
	require.NoError(t, err)
	require.NoError(t, stop(t.Context()))
}
