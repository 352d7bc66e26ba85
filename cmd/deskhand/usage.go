package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"deskhand/knowledge/eval"
)

// usage is what it takes to answer, besides time.
type usage struct {
	eval.Report
	ReadySeconds float64 `json:"ready_seconds"` // until the first question could be asked
	ResidentMB   float64 `json:"resident_mb"`   // at rest after the last question, 0 where the system doesn't tell
	PeakMB       float64 `json:"peak_mb"`       // at the worst moment, 0 where the system doesn't tell
}

// printUsage writes a report with what was used, as JSON.
func (c *kbEvalCmd) printUsage(e *env, report eval.Report, ready time.Duration) error {
	debug.FreeOSMemory() // as the runtime does by itself in a minute or two
	u := usage{Report: report, ReadySeconds: ready.Seconds()}
	var err error
	if u.ResidentMB, u.PeakMB, err = memory(); err != nil {
		return err
	}
	return json.NewEncoder(e.stdout).Encode(u)
}

// memory reads how much of it this process has, and had at most, in megabytes of 1,000,000 bytes. Only Linux tells.
func memory() (resident, peak float64, err error) {
	status, err := os.ReadFile("/proc/self/status")
	if os.IsNotExist(err) {
		return 0, 0, nil
	}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		var into *float64
		switch name {
		case "VmRSS":
			into = &resident
		case "VmHWM":
			into = &peak
		default:
			continue
		}
		kibibytes, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		if err != nil {
			return 0, 0, fmt.Errorf("read the memory of this process: %w", err)
		}
		*into = kibibytes * 1024 / 1e6
	}
	return resident, peak, err
}
