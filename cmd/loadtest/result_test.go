package main

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sample is a result without a digit that is there twice.
func sample() result {
	return result{
		Articles: 129, AtOnce: 32, Rate: 200, PerSecond: 2718.28, Busy: latency{1.25, 2.5, 3.75},
		Mallocs: 812, Allocated: 56_789, CPU: 0.43, Verdicts: verdicts{0.61, 0.29, 0.1}, Pace: latency{4.25, 5.5, 6.75},
		FirstStart: 765.4, Start: 98.6, MemoryAtRest: 31 << 20, MemoryAfterLoad: 47 << 20,
		Replies: counts{Messages: 60_001, Answered: 60_001},
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	large := sample()
	large.Articles = 10_000
	var out bytes.Buffer
	require.NoError(t, writeTable(&out, []result{sample(), large}))
	for _, want := range []string{
		"129 articles", "10000 articles", "32 at once", "2718", "1.2, 2.5, 3.8 ms", "812, 57 kB", "0.43 s", "61, 29, 10 %",
		"200 a second", "4.2, 5.5, 6.8 ms", "765 ms", "99 ms", "31.0 MB", "47.0 MB", "60001",
	} {
		assert.Contains(t, out.String(), want)
	}
}

func TestJSONHoldsTheSameFigures(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, writeJSON(&out, []result{sample()}))
	var read []result
	require.NoError(t, json.Unmarshal(out.Bytes(), &read))
	assert.Equal(t, []result{sample()}, read)
}

func TestCostIsSharedAmongMessages(t *testing.T) {
	t.Parallel()
	var r result
	before := usage{mallocs: 100, allocated: 1000, cpu: 1, resident: 5, sure: 1, maybe: 1}
	after := usage{mallocs: 500, allocated: 9000, cpu: 1.5, resident: 6, sure: 3, maybe: 2, unknown: 1}
	r.busy([]time.Duration{1e6, 2e6, 3e6, 4e6}, 2*time.Second, after.since(before))
	assert.Equal(t, result{
		PerSecond: 2, Busy: latency{2, 4, 4}, Mallocs: 100, Allocated: 2000, CPU: 125,
		Verdicts: verdicts{0.5, 0.25, 0.25},
	}, r)
}

func TestEverybodyMustBeAnsweredOnce(t *testing.T) {
	t.Parallel()
	require.NoError(t, counts{Messages: 3, Answered: 3}.check())
	require.ErrorContains(t, counts{Messages: 3, Answered: 2}.check(), "of 3 messages 2 were answered")
	require.ErrorContains(t, counts{Messages: 3, Answered: 3, Stray: 1}.check(), "1 replies")
}
