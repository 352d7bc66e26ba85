package store

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for attempts, want := range map[int]time.Duration{
		0: time.Second, 1: time.Second, 2: 2 * time.Second, 3: 4 * time.Second, 10: 512 * time.Second,
		11: 15 * time.Minute, 64: 15 * time.Minute, 32767: 15 * time.Minute,
	} {
		shortest, longest := time.Hour, time.Duration(0)
		for range 200 {
			pause := retryAfter(attempts)
			shortest, longest = min(shortest, pause), max(longest, pause)
		}
		assert.GreaterOrEqual(t, shortest, want*3/4, attempts)
		assert.Less(t, longest, want*5/4, attempts)
		assert.Greater(t, longest-shortest, want/4, "attempts are spread out: %d", attempts)
	}
}

func TestRiverWarnsOnly(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	s := &Store{log: slog.New(slog.NewTextHandler(&out, nil))}
	log := s.riverLog().With("a", 1).WithGroup("g")
	log.Info("told to nobody")
	log.Warn("told to the operator", "b", 2)
	assert.NotContains(t, out.String(), "nobody")
	assert.Contains(t, out.String(), `msg="told to the operator" a=1 g.b=2`)
}
