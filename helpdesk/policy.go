package helpdesk

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// Policy is how a desk works: its hours, its service levels, and for how long things can be undone.
type Policy struct {
	Calendar     Calendar
	Targets      map[Priority]Target
	ReopenWithin time.Duration // how long after it was resolved or withdrawn a ticket can be reopened
	Recent       time.Duration // how long a ticket stays in "my tickets" after its last change
	Mirrored     bool          // tickets have a copy in another tool, which every change is to reach
}

// Target is the service level for one priority, in business hours.
type Target struct {
	Response   time.Duration // until a person answers
	Resolution time.Duration // until it should be solved
}

// Validate returns ErrInvalid, saying what to mend, when the policy can't work.
func (p Policy) Validate() error {
	if err := p.Calendar.validate(); err != nil {
		return err
	}
	for _, priority := range Priorities() {
		target, ok := p.Targets[priority]
		switch {
		case !ok:
			return fmt.Errorf("%w: no service level for priority %d", ErrInvalid, priority)
		case target.Response <= 0 || target.Resolution < target.Response:
			return fmt.Errorf("%w: priority %d: response must be longer than nothing and no longer than resolution (%v, %v)",
				ErrInvalid, priority, target.Response, target.Resolution)
		}
	}
	if p.ReopenWithin <= 0 || p.Recent <= 0 {
		return fmt.Errorf("%w: the times in which a ticket can be reopened and stays listed must be longer than nothing", ErrInvalid)
	}
	return nil
}

// CanReopen reports whether the ticket is resolved or withdrawn, and recently enough to be reopened.
func (p Policy) CanReopen(ticket Ticket, now time.Time) bool {
	return !ticket.Status.Open() && !now.After(ticket.endedAt().Add(p.ReopenWithin))
}

// newTicket checks a request and makes the ticket that it asks for, still without a number.
func (p Policy) newTicket(req Request, id string, now time.Time) (Ticket, error) {
	req.Summary = strings.TrimSpace(req.Summary)
	req.Details = strings.TrimSpace(req.Details)
	req.Solution = strings.TrimSpace(req.Solution)
	switch {
	case req.Requester.ID == "":
		return Ticket{}, fmt.Errorf("%w: a ticket needs a requester", ErrInvalid)
	case req.OpenKey == "":
		return Ticket{}, fmt.Errorf("%w: a ticket needs a key that tells the same wish again", ErrInvalid)
	case req.Summary == "":
		return Ticket{}, fmt.Errorf("%w: a ticket needs a summary", ErrInvalid)
	case utf8.RuneCountInString(req.Summary) > MaxSummary:
		return Ticket{}, fmt.Errorf("%w: the summary is longer than %d characters", ErrInvalid, MaxSummary)
	case utf8.RuneCountInString(req.Details) > MaxText || utf8.RuneCountInString(req.Solution) > MaxSummary:
		return Ticket{}, fmt.Errorf("%w: the text is longer than %d characters", ErrInvalid, MaxText)
	}
	priority, err := PriorityOf(req.Impact, req.Urgency)
	if err != nil {
		return Ticket{}, err
	}
	target := p.Targets[priority]
	return Ticket{
		ID: id, Version: 1, OpenKey: req.OpenKey, Status: StatusNew,
		Impact: req.Impact, Urgency: req.Urgency, Priority: priority,
		Summary: req.Summary, Details: req.Details, Solution: req.Solution, Incident: strings.TrimSpace(req.Incident),
		Requester: req.Requester, Origin: req.Origin, OpenedAt: now, UpdatedAt: now,
		ResponseDue:   p.Calendar.Add(now, target.Response),
		ResolutionDue: p.Calendar.Add(now, target.Resolution),
	}, nil
}
