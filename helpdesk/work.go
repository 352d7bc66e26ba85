package helpdesk

import (
	"fmt"
	"slices"
	"time"
)

// What those who work tickets do beside taking, answering and resolving them.

// assign gives the ticket to somebody, whoever had it, or to nobody. That somebody works on it is an answer.
func assign(t *Ticket, a Action, now time.Time, _ Policy) error {
	if a.Assignee.ID == "" && !a.Assignee.IsZero() {
		return fmt.Errorf("%w: nobody is known as %s", ErrInvalid, a.Assignee.Name)
	}
	if t.Assignee.same(a.Assignee) {
		return nil
	}
	t.Assignee = a.Assignee
	if t.Status == StatusNew || t.Status == StatusInProgress {
		t.Status = t.working()
	}
	if !t.Assignee.IsZero() {
		t.responded(now)
	}
	return nil
}

// prioritise changes how pressing the ticket is, and with it the times by which it should be answered and solved. They
// count from when it was opened; once it has been reopened, from now.
func prioritise(t *Ticket, a Action, now time.Time, p Policy) error {
	if !slices.Contains(Priorities(), a.Priority) {
		return fmt.Errorf("%w: a priority is a number from 1 to 4", ErrInvalid)
	}
	if t.Priority == a.Priority {
		return nil
	}
	t.Priority = a.Priority
	from, target := t.OpenedAt, p.Targets[a.Priority]
	if t.Reopened > 0 {
		from = now
	}
	if t.FirstRespondedAt.IsZero() {
		t.ResponseDue = p.Calendar.Add(from, target.Response)
	}
	t.ResolutionDue = p.Calendar.Add(from, target.Resolution)
	return nil
}

// classify notes how important the solution is that the ticket is about.
func classify(t *Ticket, a Action, _ time.Time, _ Policy) error {
	if a.Tier != "" && !slices.Contains(Tiers(), a.Tier) {
		return fmt.Errorf("%w: a tier is one of %s, %s and %s", ErrInvalid, TierProductivity, TierImportant, TierCritical)
	}
	t.Tier = a.Tier
	return nil
}

// resume puts a ticket back to work: one that waited, or one that the desk itself finds was not solved after all.
func resume(t *Ticket, _ Action, now time.Time, p Policy) error {
	if t.Status == StatusResolved {
		t.again(now, p)
		return nil
	}
	t.Status = t.working()
	return nil
}

// amend writes down how the ticket was solved, or is going to be: some write that before they resolve it.
func amend(t *Ticket, a Action, _ time.Time, _ Policy) error {
	t.Resolution = a.Text
	return nil
}

// notes are the facts that change nothing about a ticket.
var notes = []EventKind{EventRefused, EventOverruled, EventUnlisted, EventRestored, EventDelisted, EventDeparted}

func note(_ *Ticket, a Action, _ time.Time, _ Policy) error {
	if !slices.Contains(notes, a.Note) {
		return fmt.Errorf("%w: %q is no fact to note", ErrInvalid, a.Note)
	}
	return nil
}
