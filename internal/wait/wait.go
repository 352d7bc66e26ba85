// Package wait waits by the clock on the wall. Who waits takes it as a parameter, so that a test need not.
package wait

import (
	"context"
	"time"
)

// For waits, and returns early with the context's error when that ends.
func For(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
