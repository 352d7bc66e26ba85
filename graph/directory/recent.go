package directory

import (
	"context"
	"sync"
	"time"
)

// recent keeps the answer to one question for a while. Those who ask at the same time wait for the same answer.
type recent[T any] struct {
	asking sync.Mutex // held while it is asked
	mu     sync.Mutex
	value  T
	err    error
	asked  time.Time // zero: never
	told   time.Time // when value was the answer; zero: never
}

// get returns the answer of the last while, or asks.
func (r *recent[T]) get(ctx context.Context, now func() time.Time, lasts time.Duration, ask func(context.Context) (T, error)) (T, error) {
	r.asking.Lock()
	defer r.asking.Unlock()
	if value, err, ok := r.within(now(), lasts); ok {
		return value, err
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	value, err := ask(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked, r.err = now(), err
	if err == nil {
		r.value, r.told = value, r.asked
	}
	return value, err
}

// within is what was answered in the last while. A failure lasts no longer than it does with people.
func (r *recent[T]) within(now time.Time, lasts time.Duration) (value T, err error, ok bool) { //nolint:revive // an answer may be an error
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		lasts = min(lasts, askAgain)
	}
	return r.value, r.err, !r.asked.IsZero() && now.Sub(r.asked) < lasts
}

// last is the last good answer, when it came since then.
func (r *recent[T]) last(since time.Time) (value T, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.told.After(since) {
		return value, false
	}
	return r.value, true
}
