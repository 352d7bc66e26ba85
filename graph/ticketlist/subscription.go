package ticketlist

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"deskhand/graph"
)

const (
	// subscribeFor is less than the 42,300 minutes that Graph allows for lists.
	subscribeFor = 28 * 24 * time.Hour
	// resubscribeAfter is how long is waited after Graph said no, and after it failed.
	refusedFor       = 24 * time.Hour
	resubscribeAfter = 5 * time.Minute
	subscribeWithin  = 15 * time.Second
)

// subscription is Graph's promise to call, as it is kept between processes.
type subscription struct {
	ID          string    `json:"id"`
	ClientState string    `json:"client_state"`
	URL         string    `json:"url"`
	Made        time.Time `json:"made"` // or renewed
	Expires     time.Time `json:"expires"`
}

// renewAt is half-way to its end.
func (s subscription) renewAt() time.Time { return s.Made.Add(s.Expires.Sub(s.Made) / 2) }

// subscriptionState is what this process knows of it.
type subscriptionState struct {
	next    time.Time // when it is seen to again
	refused bool      // and told
}

func (s *Sync) subscriptionCursor() string { return "ticketlist.subscription:" + s.List.List }

// subscribe sees to it that Graph calls when the list changes. Without it the list is looked at every interval: so whatever
// goes wrong is told and tried again, and nothing else.
func (s *Sync) subscribe(ctx context.Context) {
	s.mu.Lock()
	due := !s.Now().Before(s.sub.next)
	s.mu.Unlock()
	if !due {
		return
	}
	next, err := s.tend(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err == nil:
		s.sub = subscriptionState{next: next}
	case errors.Is(err, graph.ErrForbidden):
		s.sub.next = s.Now().Add(refusedFor)
		if !s.sub.refused {
			s.Logger.WarnContext(ctx, "Graph may not call when the list changes; it is looked at every interval",
				"interval", s.Interval, "error", err)
		}
		s.sub.refused = true
	default:
		s.sub.next = s.Now().Add(resubscribeAfter)
		s.Logger.WarnContext(ctx, "Graph could not be asked to call when the list changes; it is looked at every interval", "error", err)
	}
}

// tend makes, renews or ends the subscription, and says when to look at it again.
func (s *Sync) tend(ctx context.Context) (next time.Time, err error) {
	kept, err := s.subscription(ctx)
	if err != nil {
		return next, err
	}
	now := s.Now()
	if kept.ID != "" && kept.URL != s.NotificationURL {
		if err := s.Lists.Unsubscribe(ctx, kept.ID); err != nil && !errors.Is(err, graph.ErrNotFound) {
			return next, err
		}
		kept = subscription{}
		if err := s.keep(ctx, kept); err != nil {
			return next, err
		}
	}
	switch {
	case s.NotificationURL == "":
		return now.Add(refusedFor), nil
	case kept.ID != "" && now.Before(kept.renewAt()):
		return kept.renewAt(), nil
	case kept.ID != "" && now.Before(kept.Expires):
		until := now.Add(subscribeFor)
		err := s.Lists.Renew(ctx, kept.ID, until)
		if err == nil {
			kept.Made, kept.Expires = now, until
			return kept.renewAt(), s.keep(ctx, kept)
		}
		if !errors.Is(err, graph.ErrNotFound) {
			return next, err
		}
	}
	return s.newSubscription(ctx)
}

// newSubscription asks Graph to call. The secret that its calls repeat is kept first, since the first may come at once. It is
// not interrupted when we stop: a subscription that nobody remembers calls in vain until it ends.
func (s *Sync) newSubscription(ctx context.Context) (next time.Time, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), subscribeWithin)
	defer cancel()
	list, err := s.list(ctx)
	if err != nil {
		return next, err
	}
	now := s.Now()
	sub := subscription{ClientState: rand.Text(), URL: s.NotificationURL, Made: now, Expires: now.Add(subscribeFor)}
	if err := s.keep(ctx, sub); err != nil {
		return next, err
	}
	made, err := s.Lists.Subscribe(ctx, graph.Subscription{
		Resource: "sites/" + list.Site + "/lists/" + list.List, URL: sub.URL, ClientState: sub.ClientState, ExpiresAt: sub.Expires,
	})
	if err != nil {
		return next, err
	}
	if sub.ID = made.ID; !made.ExpiresAt.IsZero() {
		sub.Expires = made.ExpiresAt
	}
	return sub.renewAt(), s.keep(ctx, sub)
}

// subscription is what is kept of it; without an ID there is none.
func (s *Sync) subscription(ctx context.Context) (kept subscription, err error) {
	text, err := s.Memory.Cursor(ctx, s.subscriptionCursor())
	if err != nil || text == "" {
		return kept, err
	}
	if err := json.Unmarshal([]byte(text), &kept); err != nil {
		return subscription{}, fmt.Errorf("reading what is kept of the subscription: %w", err)
	}
	return kept, nil
}

func (s *Sync) keep(ctx context.Context, sub subscription) error {
	text, err := json.Marshal(sub)
	if err != nil {
		return err
	}
	return s.Memory.SaveCursor(ctx, s.subscriptionCursor(), string(text))
}
