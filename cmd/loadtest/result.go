package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strconv"
	"text/tabwriter"
	"time"
)

// result is what was measured with one number of articles. Times are milliseconds, sizes bytes.
type result struct {
	Articles int `json:"articles"`
	AtOnce   int `json:"at_once"`
	Rate     int `json:"rate"`

	PerSecond       float64  `json:"messages_per_second"` // as fast as they are answered, so many at once
	Busy            latency  `json:"at_once_ms"`
	Mallocs         float64  `json:"allocations_per_message"`
	Allocated       float64  `json:"allocated_bytes_per_message"`
	CPU             float64  `json:"cpu_seconds_per_1000_messages"` // of the bot alone
	Verdicts        verdicts `json:"verdicts"`
	Pace            latency  `json:"at_rate_ms"`
	FirstStart      float64  `json:"first_start_ms"` // which builds the index
	Start           float64  `json:"start_ms"`
	MemoryAtRest    float64  `json:"resident_bytes_at_rest"`
	MemoryAfterLoad float64  `json:"resident_bytes_after_load"`
	Replies         counts   `json:"replies"`
}

// verdicts are the shares of questions that the bot answered, offered a choice for, and did not know: an answer takes more
// work than the others.
type verdicts struct {
	Sure    float64 `json:"sure"`
	Maybe   float64 `json:"maybe"`
	Unknown float64 `json:"unknown"`
}

// busy notes how a load went that was as fast as it was answered, and what it cost.
func (r *result) busy(latencies []time.Duration, took time.Duration, cost usage) {
	n := float64(len(latencies))
	r.PerSecond, r.Busy = n/took.Seconds(), summarise(latencies)
	r.Mallocs, r.Allocated, r.CPU = cost.mallocs/n, cost.allocated/n, cost.cpu/n*1000
	r.Verdicts = verdicts{cost.sure / n, cost.maybe / n, cost.unknown / n}
}

// check says whether everybody was answered, and once.
func (c counts) check() error {
	if c.Answered != c.Messages || c.Stray != 0 {
		return fmt.Errorf("of %d messages %d were answered, and %d replies answered none", c.Messages, c.Answered, c.Stray)
	}
	return nil
}

func writeJSON(out io.Writer, results []result) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(results)
}

// writeTable writes a column for each result.
func writeTable(out io.Writer, results []result) error {
	const megabyte = 1 << 20
	table := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	row := func(label string, cell func(r result) string) {
		fmt.Fprint(table, label)
		for _, r := range results {
			fmt.Fprint(table, "\t", cell(r))
		}
		fmt.Fprintln(table)
	}
	first := results[0]
	row(fmt.Sprintf("%s/%s, %d CPUs", runtime.GOOS, runtime.GOARCH, runtime.NumCPU()), func(r result) string {
		return fmt.Sprintf("%d articles", r.Articles)
	})
	row(fmt.Sprintf("%d at once: messages a second", first.AtOnce), func(r result) string {
		return fmt.Sprintf("%.0f", r.PerSecond)
	})
	row("  p50, p99, slowest", func(r result) string { return r.Busy.String() })
	row("  allocations a message", func(r result) string {
		return fmt.Sprintf("%.0f, %.0f kB", r.Mallocs, r.Allocated/1000)
	})
	row("  CPU of the bot for 1,000 messages", func(r result) string { return fmt.Sprintf("%.2f s", r.CPU) })
	row("  answered, given a choice, not known", func(r result) string {
		return fmt.Sprintf("%.0f, %.0f, %.0f %%", 100*r.Verdicts.Sure, 100*r.Verdicts.Maybe, 100*r.Verdicts.Unknown)
	})
	row(fmt.Sprintf("%d a second: p50, p99, slowest", first.Rate), func(r result) string { return r.Pace.String() })
	row("first start, which builds the index", func(r result) string { return fmt.Sprintf("%.0f ms", r.FirstStart) })
	row("start on a ready index", func(r result) string { return fmt.Sprintf("%.0f ms", r.Start) })
	row("resident memory at rest", func(r result) string { return fmt.Sprintf("%.1f MB", r.MemoryAtRest/megabyte) })
	row("resident memory after the load", func(r result) string { return fmt.Sprintf("%.1f MB", r.MemoryAfterLoad/megabyte) })
	row("messages, each answered once", func(r result) string { return strconv.Itoa(r.Replies.Messages) })
	return table.Flush()
}
