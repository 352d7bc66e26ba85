package helpdesk

import "errors"

// The errors that callers tell apart. Others are failures of what lies beneath.
var (
	// ErrNotFound says that there is no such ticket.
	ErrNotFound = errors.New("no such ticket")
	// ErrInvalid says that what was asked for makes no sense; the message says what would.
	ErrInvalid = errors.New("invalid")
	// ErrNotAllowed says that this person may not do this to the ticket.
	ErrNotAllowed = errors.New("not allowed")
	// ErrWrongStatus says that the ticket is not in a state in which this can be done.
	ErrWrongStatus = errors.New("not possible in this status")
	// ErrTooLate says that the time in which the ticket could be reopened is over.
	ErrTooLate = errors.New("too late")
	// ErrConflict says that somebody else changed the ticket first. The desk tries again by itself; a store returns it.
	ErrConflict = errors.New("changed by somebody else")
)
