// Package doctor looks at an installation and says, a line for each thing, whether it is in order or what to do about it.
// It holds the table of what each feature needs of Microsoft Graph, and the checks that call Graph; the rest of the
// checks are with the command. It changes nothing, anywhere: what can't be tried without leaving something behind is said
// to be untried.
package doctor

import (
	"context"
	"time"
)

// Level is how a thing stands.
type Level string

// The levels, as they are printed.
const (
	OK   Level = "ok"
	Warn Level = "warn" // works, and somebody should know something
	Fail Level = "FAIL" // does not work
	Off  Level = "off"  // is turned off by a setting
	Skip Level = "skip" // could not be looked at, since something before it failed
)

// Finding is one line of the report.
type Finding struct {
	Check  string `json:"check"`
	Level  Level  `json:"level"`
	Detail string `json:"detail"`           // what is the case
	Advice string `json:"advice,omitempty"` // what to do about it
}

// Check is one thing to look at.
type Check struct {
	Name  string
	Off   string   // the setting that turns it off; empty when it is on
	Needs []string // names of checks before it, without which it can't be looked at
	Run   func(context.Context) []Finding
}

// patience is how long one check may take.
const patience = 20 * time.Second

// Run looks at one thing after the other, and tells each finding as soon as it is made. It reports whether nothing failed.
func Run(ctx context.Context, checks []Check, tell func(Finding)) bool {
	healthy, broken := true, map[string]bool{}
	for _, check := range checks {
		for _, finding := range examine(ctx, check, broken) {
			finding.Check = check.Name
			if finding.Level == Fail || finding.Level == Skip || finding.Level == Off {
				broken[check.Name] = true
			}
			healthy = healthy && finding.Level != Fail
			tell(finding)
		}
	}
	return healthy
}

func examine(ctx context.Context, check Check, broken map[string]bool) []Finding {
	if check.Off != "" {
		return []Finding{{Level: Off, Detail: check.Off}}
	}
	for _, need := range check.Needs {
		if broken[need] {
			return []Finding{{Level: Skip, Detail: "not looked at without " + need}}
		}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return check.Run(ctx)
}

// One makes a check's answer of a single finding.
func One(level Level, detail, advice string) []Finding {
	return []Finding{{Level: level, Detail: detail, Advice: advice}}
}
