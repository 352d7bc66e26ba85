package inviter

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"deskhand/helpdesk/community"
)

// Report is what a run found and did.
type Report struct {
	At       time.Time `json:"at"`
	Found    int       `json:"found"`    // makers who were new
	Members  int       `json:"members"`  // of the community, all of them
	Left     int       `json:"left"`     // who are members no more
	Asked    int       `json:"asked"`    // for consent
	Added    int       `json:"added"`    // and seen among the members
	Welcomed int       `json:"welcomed"` // in chat
	Failed   int       `json:"failed"`   // makers with whom something went wrong
	Problem  string    `json:"problem,omitempty"`
}

// count counts a change of the ledger.
func (r *Report) count(kind community.Kind, to community.State) {
	switch {
	case kind == community.Miss:
		r.Left++
	case kind == community.See && to == community.Joined:
		r.Added++
	}
}

const lastReport = "community.report"

// saveReport keeps the report of the last run.
func (r *Runner) saveReport(ctx context.Context, report Report, failed error) error {
	if failed != nil {
		report.Problem = failed.Error()
	}
	text, err := json.Marshal(report)
	if err != nil {
		return err
	}
	return r.Ledger.SaveCursor(context.WithoutCancel(ctx), lastReport, string(text))
}

// LastReport is what the last run found and did, and false when there has been none.
func LastReport(ctx context.Context, ledger interface {
	Cursor(ctx context.Context, name string) (string, error)
},
) (Report, bool, error) {
	text, err := ledger.Cursor(ctx, lastReport)
	if err != nil || text == "" {
		return Report{}, false, err
	}
	var report Report
	if err := json.Unmarshal([]byte(text), &report); err != nil {
		return Report{}, false, fmt.Errorf("reading the report of the last run: %w", err)
	}
	return report, true, nil
}
