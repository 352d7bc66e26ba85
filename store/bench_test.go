package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/internal/chat"
	"deskhand/knowledge"
	"deskhand/store"
)

// databases are the engines to measure: SQLite always, PostgreSQL when there is one.
func databases(b *testing.B) map[string]string {
	b.Helper()
	all := map[string]string{"sqlite": "sqlite:" + filepath.Join(b.TempDir(), "deskhand.db")}
	if dsn := os.Getenv("DESKHAND_TEST_POSTGRES"); dsn != "" {
		all["postgres"] = dsn
	}
	return all
}

// typicalTurn is what a question leaves behind: the delivery, and the event with its verdict.
func typicalTurn() chat.Turn {
	id := uuid.Must(uuid.NewV7()).String()
	return chat.Turn{
		ActivityID: "f:" + uuid.NewString(), At: time.Now(),
		Events: []knowledge.Event{{
			ID: id, QuestionID: id, Kind: knowledge.EventAsked, At: time.Now(), PersonID: "29:" + uuid.NewString(),
			Language: "en", Question: strings.Repeat("why does my flow fail ", 5), Verdict: knowledge.Sure,
			Candidates: []string{"flow-fails", "flow-throttled", "connection-error"},
		}},
	}
}

// BenchmarkSaveTurn is the most that can be saved, by the number of turns that arrive at once.
func BenchmarkSaveTurn(b *testing.B) {
	for engine, dsn := range databases(b) {
		for _, atOnce := range []int{1, 8, 32, 128} {
			b.Run(fmt.Sprintf("%s/%d", engine, atOnce), func(b *testing.B) {
				s, err := store.Open(b.Context(), dsn, store.Options{})
				require.NoError(b, err)
				defer s.Close()
				work := make(chan struct{}, atOnce)
				var running sync.WaitGroup
				for range atOnce {
					running.Go(func() {
						for range work {
							first, err := s.SaveTurn(b.Context(), typicalTurn())
							if err != nil || !first {
								b.Error(first, err)
							}
						}
					})
				}
				for b.Loop() {
					work <- struct{}{}
				}
				close(work)
				running.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
			})
		}
	}
}

// BenchmarkSaveTurnLatency saves 200 turns a second, while 10 tickets a second are opened and their jobs worked, and
// reports how long a turn takes.
func BenchmarkSaveTurnLatency(b *testing.B) {
	const turnsPerSecond, turnsPerTicket = 200, 20
	for engine, dsn := range databases(b) {
		b.Run(engine, func(b *testing.B) {
			s, err := store.Open(b.Context(), dsn, store.Options{})
			require.NoError(b, err)
			defer s.Close()
			stop, err := s.StartJobs(b.Context(), map[helpdesk.Effect]store.Handler{
				helpdesk.EffectNotify: func(context.Context, helpdesk.Job) error { return nil },
			})
			require.NoError(b, err)
			tick := time.NewTicker(time.Second / turnsPerSecond)
			defer tick.Stop()
			var mu sync.Mutex
			var took []time.Duration
			var running sync.WaitGroup
			for n := 0; b.Loop(); n++ {
				<-tick.C
				if n%turnsPerTicket == 0 {
					running.Go(func() { insert(b, s) })
				}
				running.Go(func() {
					start := time.Now()
					if _, err := s.SaveTurn(b.Context(), typicalTurn()); err != nil {
						b.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					took = append(took, time.Since(start))
				})
			}
			running.Wait()
			require.NoError(b, stop(b.Context()))
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(float64(took[len(took)-1].Microseconds()), "max-µs")
		})
	}
}
