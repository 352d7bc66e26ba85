// Package storetest holds what every database under the store must do, as tests, and makes empty databases to run them
// on. It tests through the store's own methods; only what they cannot show, such as how River keeps a job, is looked up
// in the tables.
package storetest

import (
	"context"
	"database/sql"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "github.com/jackc/pgx/v5/stdlib" // for looking into the tables
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite" // for looking into the tables

	"deskhand/store"
)

// patience is how long a test waits for what should come within moments.
const patience = 30 * time.Second

// Run runs the suite. newDatabase returns the address of an empty database that lasts as long as the test.
func Run(t *testing.T, newDatabase func(t *testing.T) (dsn string)) {
	for name, test := range tests() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, database{dsn: newDatabase(t)})
		})
	}
}

// tests are what every store has to pass, by what each is about.
func tests() map[string]func(t *testing.T, db database) {
	return map[string]func(t *testing.T, db database){
		"tickets round trip":                    ticketsRoundTrip,
		"tickets that are not there":            ticketsNotFound,
		"tickets listed":                        ticketsListed,
		"one wish opens one ticket":             ticketOpenedOnce,
		"one wish at once from many":            ticketOpenedOnceConcurrently,
		"numbers without gaps":                  ticketNumbers,
		"of two writers one wins":               ticketConflict,
		"a change that fails leaves nothing":    ticketChangeRolledBack,
		"an opening that fails leaves nothing":  ticketOpeningRolledBack,
		"history round trip":                    historyRoundTrip,
		"turns round trip":                      turnRoundTrip,
		"a delivery is worked once":             turnClaimed,
		"a delivery at once from many":          turnClaimedConcurrently,
		"an act is one event":                   actOnce,
		"old deliveries are swept":              deliveriesSwept,
		"a closed store saves nothing":          closedStore,
		"what was said, with its question":      evidenceJoined,
		"what was said of tickets":              evidenceOfTickets,
		"what was said, followed":               evidenceFollowed,
		"the version of the knowledge":          knowledgeVersions,
		"versions in the order of commits":      knowledgeVersionsInOrder,
		"rulings round trip":                    rulingsRoundTrip,
		"questions gone through":                questionsGoneThrough,
		"articles round trip":                   articlesRoundTrip,
		"articles retired":                      articlesRetired,
		"of two authors one wins":               articlesConflict,
		"personal conversations":                personalConversations,
		"last conversation":                     lastConversation,
		"conversations dropped":                 conversationsDropped,
		"welcome once":                          welcomeOnce,
		"copies round trip":                     mirrorsRoundTrip,
		"copies that are not there":             mirrorsNotFound,
		"of two who follow a copy one wins":     mirrorsConflict,
		"copies that lag":                       mirrorsLag,
		"cursors":                               cursors,
		"leases":                                leases,
		"of two holders one holds":              leasesContended,
		"makers round trip":                     makersRoundTrip,
		"makers listed":                         makersListed,
		"makers found":                          makersFound,
		"makers found by two":                   makersFoundByTwo,
		"of two who decide one wins":            makersConflict,
		"invitations counted":                   invitationsCounted,
		"those not reached counted":             unreachedCounted,
		"makers forgotten":                      makersForgotten,
		"jobs run":                              jobsRun,
		"a key runs once":                       jobsOnce,
		"a failure says when to try again":      jobsPutOff,
		"jobs from another process":             jobsFromElsewhere,
		"failing jobs are tried again":          jobsRetried,
		"jobs given up":                         jobsGivenUp,
		"jobs of unknown effect are kept":       jobsUnknown,
		"stopping finishes what runs":           jobsFinishOnStop,
		"what stopping cancels runs again":      jobsCancelledOnStop,
		"jobs of a process that died run again": jobsRescued,
	}
}

// SQLite returns the address of an empty SQLite database.
func SQLite(t *testing.T) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "deskhand.db")
}

// PostgresVariable names the environment variable with the address of a PostgreSQL database to test on.
const PostgresVariable = "DESKHAND_TEST_POSTGRES"

// Postgres returns the address of an empty schema in the database that PostgresVariable names. Without one it skips the
// test.
func Postgres(t *testing.T) string {
	t.Helper()
	address := os.Getenv(PostgresVariable)
	if address == "" {
		t.Skip("no PostgreSQL to test on: set " + PostgresVariable)
	}
	schema := "test_" + strings.ReplaceAll(uuid.NewString(), "-", "")
	db, err := sql.Open("pgx", address)
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), "CREATE SCHEMA "+schema)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := db.ExecContext(context.WithoutCancel(t.Context()), "DROP SCHEMA "+schema+" CASCADE")
		require.NoError(t, err)
		require.NoError(t, db.Close())
	})
	dsn, err := url.Parse(address)
	require.NoError(t, err)
	query := dsn.Query()
	query.Set("search_path", schema)
	dsn.RawQuery = query.Encode()
	return dsn.String()
}

// database is the database of one test.
type database struct{ dsn string }

// shared reports whether several processes may work the jobs of this database.
func (d database) shared() bool { return !strings.HasPrefix(d.dsn, "sqlite:") }

// open opens a store, for as long as the test lasts. Opened twice, it stands for two processes.
func (d database) open(t *testing.T) *store.Store {
	t.Helper()
	return d.openLogging(t, slog.DiscardHandler)
}

func (d database) openLogging(t *testing.T, log slog.Handler) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), d.dsn, store.Options{Logger: slog.New(log)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

// sql looks into the tables.
func (d database) sql(t *testing.T) *sql.DB {
	t.Helper()
	driver, dsn := "pgx", d.dsn
	if path, ok := strings.CutPrefix(d.dsn, "sqlite:"); ok {
		driver, dsn = "sqlite", "file:"+path+"?_busy_timeout=5000&_txlock=immediate"
	}
	db, err := sql.Open(driver, dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// count is the number that a query returns.
func (d database) count(t *testing.T, query string) int {
	t.Helper()
	var n int
	require.NoError(t, d.sql(t).QueryRowContext(t.Context(), query).Scan(&n))
	return n
}

// await returns what comes out of ch, and fails the test when nothing does.
func await[T any](t *testing.T, ch <-chan T) T {
	t.Helper()
	select {
	case value := <-ch:
		return value
	case <-time.After(patience):
		require.FailNow(t, "nothing came within "+patience.String())
	}
	var nothing T
	return nothing
}
