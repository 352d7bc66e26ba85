package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const metrics = `# HELP go_memstats_mallocs_total Total number of heap objects allocated.
# TYPE go_memstats_mallocs_total counter
go_memstats_mallocs_total 1.234567e+06
go_memstats_alloc_bytes_total 9.876e+07
go_memstats_alloc_bytes 5
deskhand_questions_total{verdict="maybe"} 3
deskhand_questions_total{verdict="sure"} 4
deskhand_turn_seconds_bucket{type="message",le="0.001"} 7
process_cpu_seconds_total 12.5
process_resident_memory_bytes 3.6700160e+07
`

func TestReadUsage(t *testing.T) {
	t.Parallel()
	read, err := readUsage(metrics)
	require.NoError(t, err)
	assert.Equal(t, usage{mallocs: 1_234_567, allocated: 98_760_000, cpu: 12.5, resident: 35 << 20, sure: 4, maybe: 3}, read)
}

func TestReadUsageNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, err := readUsage(strings.ReplaceAll(metrics, "process_cpu_seconds_total", "other"))
	require.ErrorContains(t, err, "process_cpu_seconds_total")
	_, err = readUsage(strings.ReplaceAll(metrics, "12.5", "much"))
	require.ErrorContains(t, err, "process_cpu_seconds_total")
	require.ErrorContains(t, err, "much")
}
