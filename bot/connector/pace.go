package connector

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// limit allows so many requests within a time.
type limit struct {
	count  int
	within time.Duration
}

// conversationLimits are what Teams takes from one bot in one conversation.
var conversationLimits = []limit{{7, time.Second}, {8, 2 * time.Second}, {60, 30 * time.Second}, {1800, time.Hour}}

// pacedKeys is how many keys are remembered at least. The ones that matter are those that were busy a moment ago.
const pacedKeys = 4096

// pacer spaces the requests of each key so that none of the limits is passed.
type pacer struct {
	limits []limit
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error

	mu      sync.Mutex
	windows *recent[string, *window]
}

func newPacer(limits []limit, options Options) *pacer {
	return &pacer{
		limits: limits, now: options.Now, sleep: options.Sleep, windows: newRecent[string, *window](pacedKeys),
	}
}

// wait returns when a request of this key may be made, first come first served. It returns at once with an error when
// the context would end before.
func (p *pacer) wait(ctx context.Context, key string) error {
	delay, err := p.reserve(ctx, key)
	if err != nil || delay <= 0 {
		return err
	}
	return p.sleep(ctx, delay)
}

// reserve books the next moment at which the key may be used, and says how far off it is.
func (p *pacer) reserve(ctx context.Context, key string) (time.Duration, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	booked, ok := p.windows.get(key)
	if !ok {
		booked = &window{}
		p.windows.put(key, booked)
	}
	now := p.now()
	at := booked.next(now, p.limits)
	if deadline, ok := ctx.Deadline(); ok && at.After(deadline) {
		return 0, fmt.Errorf("too many requests: the next one may be made in %s: %w", at.Sub(now), context.DeadlineExceeded)
	}
	booked.add(at, p.limits)
	return at.Sub(now), nil
}

// window holds the moments of the last requests, made or booked, in their order: as many as the limits look at.
type window []time.Time

// next is the first moment from now on at which a request passes no limit.
func (w window) next(now time.Time, limits []limit) time.Time {
	at := now
	for _, l := range limits {
		if i := len(w) - l.count; i >= 0 && w[i].Add(l.within).After(at) {
			at = w[i].Add(l.within)
		}
	}
	return at
}

func (w *window) add(at time.Time, limits []limit) {
	longest := limits[len(limits)-1]
	old := 0
	for old < len(*w) && (len(*w)-old >= longest.count || (*w)[old].Add(longest.within).Before(at)) {
		old++
	}
	*w = append((*w)[old:], at) // append moves what is left when there is no room behind it
}
