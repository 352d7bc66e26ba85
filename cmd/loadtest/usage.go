package main

import (
	"fmt"
	"strconv"
	"strings"
)

// usage is what a process has used and done since it started, and the memory that it holds.
type usage struct {
	mallocs   float64 // objects
	allocated float64 // bytes
	cpu       float64 // seconds
	resident  float64 // bytes

	sure, maybe, unknown float64 // questions, by how sure the answer was
}

// readUsage finds it among the metrics of the process, in the text format of Prometheus.
func readUsage(metrics string) (usage, error) {
	values := map[string]string{}
	for line := range strings.Lines(metrics) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		values[name] = value
	}
	var u usage
	for _, m := range []struct {
		name string
		into *float64
	}{
		{"go_memstats_mallocs_total", &u.mallocs},
		{"go_memstats_alloc_bytes_total", &u.allocated},
		{"process_cpu_seconds_total", &u.cpu},
		{"process_resident_memory_bytes", &u.resident},
		{`deskhand_questions_total{verdict="sure"}`, &u.sure},
		{`deskhand_questions_total{verdict="maybe"}`, &u.maybe},
		{`deskhand_questions_total{verdict="unknown"}`, &u.unknown},
	} {
		value, there := values[m.name]
		if !there && strings.HasPrefix(m.name, "deskhand_") {
			continue // nothing has been counted yet
		}
		var err error
		if *m.into, err = strconv.ParseFloat(value, 64); err != nil {
			return usage{}, fmt.Errorf("the bot's metric %s is %q, and must be a number: can it be had on this system?", m.name, value)
		}
	}
	return u, nil
}

// since is what was used and done after an earlier reading.
func (u usage) since(earlier usage) usage {
	u.mallocs -= earlier.mallocs
	u.allocated -= earlier.allocated
	u.cpu -= earlier.cpu
	u.sure -= earlier.sure
	u.maybe -= earlier.maybe
	u.unknown -= earlier.unknown
	return u
}
