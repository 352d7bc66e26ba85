package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"deskhand/helpdesk"
	"deskhand/internal/trace"
)

// effectArgs is a helpdesk.Job as River keeps it. Its names are those of the stored JSON.
type effectArgs struct {
	Effect  helpdesk.Effect `json:"effect" river:"unique"`
	Key     string          `json:"key" river:"unique"`
	EventID string          `json:"event"`
	Ticket  string          `json:"ticket"`
	Trace   string          `json:"trace"` // of the turn that asked for the effect
}

// Kind implements river.JobArgs.
func (effectArgs) Kind() string { return "effect" }

// InsertOpts implements river.JobArgsWithInsertOpts. A key is unique for as long as River keeps the job, finished or
// not; after that the event that asks for it is, which is stored once and for ever.
func (effectArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{
		MaxAttempts: math.MaxInt16, // the most that River can count: at the longest pause, most of a year
		UniqueOpts:  river.UniqueOpts{ByArgs: true, ByState: rivertype.JobStates()},
	}
}

// insertJobs stores jobs with the rest of the transaction. A job whose key is stored already is left out.
func (s *Store) insertJobs(ctx context.Context, tx *sql.Tx, jobs []helpdesk.Job) error {
	for _, job := range jobs {
		args := effectArgs{Effect: job.Effect, Key: job.Key, EventID: job.EventID, Ticket: job.Ticket, Trace: trace.From(ctx)}
		if _, err := s.inserts.InsertTx(ctx, tx, args, nil); err != nil {
			return fmt.Errorf("asking for %s: %w", job.Effect, err)
		}
	}
	return nil
}
