package graph

import (
	"errors"
	"time"
)

// AskedFor is how long Graph asked to be left alone; 0 when it didn't say.
func AskedFor(err error) time.Duration {
	if failed, ok := errors.AsType[*Error](err); ok {
		return failed.RetryAfter
	}
	return 0
}

// Later gives a failure a method RetryAfter, by which a queue of jobs knows when to try again, if Graph has asked for a
// time. Any other error is returned as it is.
func Later(err error) error {
	if after := AskedFor(err); after > 0 {
		return later{err, after}
	}
	return err
}

type later struct {
	error

	after time.Duration
}

// RetryAfter is how long to wait.
func (l later) RetryAfter() time.Duration { return l.after }

// Unwrap returns the failure.
func (l later) Unwrap() error { return l.error }
