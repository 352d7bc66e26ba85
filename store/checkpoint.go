package store

import (
	"context"
	"time"
)

const (
	// checkpointEvery is how often what was written is moved from the write-ahead log into the database file.
	checkpointEvery = 2 * time.Second
	// checkpointAt bounds the log, in pages of 4 KiB, when writers leave the background no gap: the one who passes it moves
	// everything itself.
	checkpointAt = 16_000
)

// checkpoint moves the write-ahead log into the database file from time to time, on a connection of its own. SQLite
// would otherwise have it done by whoever commits when the log is long enough, and whoever waits for that person's
// answer would wait for the disk. What stays in the log is not lost: a failure is made up for by the next time.
func checkpoint(ctx context.Context, db *pool) (stop func() error) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // what opens the store does not end it
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(checkpointEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				_, _ = db.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
			}
		}
	}()
	return func() error {
		cancel()
		<-done
		return db.Close()
	}
}
