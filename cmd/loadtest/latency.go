package main

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// latency is how long answers took, in milliseconds.
type latency struct {
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

func summarise(samples []time.Duration) latency {
	return latency{
		milliseconds(percentile(samples, 50)), milliseconds(percentile(samples, 99)), milliseconds(percentile(samples, 100)),
	}
}

// percentile is the smallest sample that so many per cent of all are not above. It sorts the samples.
func percentile(samples []time.Duration, percent float64) time.Duration {
	if len(samples) == 0 {
		return 0
	}
	slices.Sort(samples)
	rank := int(math.Ceil(percent / 100 * float64(len(samples))))
	return samples[max(rank, 1)-1]
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func (l latency) String() string { return fmt.Sprintf("%.1f, %.1f, %.1f ms", l.P50, l.P99, l.Max) }
