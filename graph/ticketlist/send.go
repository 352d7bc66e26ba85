package ticketlist

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"deskhand/graph"
	"deskhand/helpdesk"
)

// rounds is how often an item is read again when somebody else changed it in between, and roundPause how long the first
// time is waited before.
const (
	rounds     = 5
	roundPause = 50 * time.Millisecond
)

// Send brings a ticket's item up to date: the handler of helpdesk.EffectMirror. It does nothing when that has been done
// already. While Graph is found unavailable it leaves the ticket to CatchUp and returns nil; the memory knows that the item
// lags. An error that knows when to try again has a method RetryAfter.
func (s *Sync) Send(ctx context.Context, ticketID string) error {
	if err := s.relist(ctx, ticketID); err != nil {
		return err
	}
	if s.down.Load() {
		s.left.Store(true)
		if s.down.Load() { // else CatchUp may have looked before it could see that something was left
			return nil
		}
	}
	err := s.bring(ctx, ticketID, false)
	if s.fares(err); err != nil {
		s.Wake()
	}
	return postpone(err)
}

// outage is how many times in a row Graph is unavailable before that is more than a moment.
const outage = 5

// fares takes note of how a ticket fared.
func (s *Sync) fares(err error) {
	switch {
	case err == nil:
		s.row.Store(0)
	case errors.Is(err, graph.ErrUnavailable) && s.row.Add(1) >= outage:
		s.down.Store(true)
	}
}

// relist makes sure that a ticket whose item was deleted when it was closed gets a new one, now that it is open again.
func (s *Sync) relist(ctx context.Context, ticketID string) error {
	mirror, err := s.Memory.Mirror(ctx, ticketID)
	if errors.Is(err, helpdesk.ErrNotFound) || err == nil && !mirror.Gone {
		return nil
	}
	if err != nil {
		return err
	}
	ticket, err := s.Memory.TicketByID(ctx, ticketID)
	if err != nil || !ticket.Status.Open() {
		return err
	}
	_, err = s.Memory.SaveMirror(ctx, unlisted(mirror))
	return err
}

// unlisted is the record of a ticket that has no item and is to get one.
func unlisted(m helpdesk.Mirror) helpdesk.Mirror {
	return helpdesk.Mirror{TicketID: m.TicketID, Version: m.Version}
}

// pair is a ticket and its item, while they are brought in step.
type pair struct {
	list   target
	ticket helpdesk.Ticket
	mirror helpdesk.Mirror
	item   graph.Item
	have   terms // what stands in the item
}

// bring brings a ticket and its item in step. look says that the item may have been edited; otherwise nothing is read when
// the item has the ticket's version.
func (s *Sync) bring(ctx context.Context, ticketID string, look bool) error {
	ctx, release, err := s.lock(ctx, ticketID)
	if err != nil {
		return err
	}
	defer release()
	for n := range rounds {
		err = s.round(ctx, ticketID, look)
		if !errors.Is(err, graph.ErrChanged) && !errors.Is(err, helpdesk.ErrConflict) {
			return err
		}
		look = true
		if err := s.Sleep(ctx, roundPause<<n); err != nil {
			return err
		}
	}
	return err
}

// round reads the ticket and the item, does what was edited there, and writes what is different here. It returns
// graph.ErrChanged or helpdesk.ErrConflict when others were quicker, and it all has to be looked at again.
func (s *Sync) round(ctx context.Context, ticketID string, look bool) error {
	p := pair{}
	var err error
	if p.list, err = s.list(ctx); err != nil {
		return err
	}
	if p.ticket, err = s.Memory.TicketByID(ctx, ticketID); err != nil {
		return err
	}
	p.mirror, err = s.Memory.Mirror(ctx, ticketID)
	if errors.Is(err, helpdesk.ErrNotFound) {
		p.mirror, err = helpdesk.Mirror{TicketID: ticketID}, nil
	}
	itemID, listed := s.itemID(p.mirror)
	if err != nil || p.mirror.Gone || listed && !look && p.mirror.Sent >= p.ticket.Version {
		return err
	}
	if listed {
		p.item, err = s.Lists.Item(ctx, p.list.ListRef, itemID)
	} else {
		p.mirror = unlisted(p.mirror)
		p.item, err = s.place(ctx, p)
	}
	if err != nil {
		return err
	}
	p.have = read(p.item.Fields, p.list.shape)
	return s.meet(ctx, &p)
}

// meet does what was edited in the item, and then writes into it what is different here.
func (s *Sync) meet(ctx context.Context, p *pair) error {
	if stale(p.item.ETag, p.mirror.Seen) {
		return fmt.Errorf("%w: an old version of item %s was read", graph.ErrChanged, p.item.ID)
	}
	p.mirror.ItemID, p.mirror.URL = s.itemKey(p.item.ID), p.item.WebURL
	if p.item.ETag != p.mirror.Seen && !s.ours(p.item) {
		if err := s.follow(ctx, p); err != nil {
			return err
		}
	}
	return s.write(ctx, p)
}

// write makes the item show the ticket as it is, and notes that both agree.
func (s *Sync) write(ctx context.Context, p *pair) error {
	history, err := s.Desk.History(ctx, p.ticket)
	if err != nil {
		return err
	}
	want := s.want(ctx, p, history)
	fields := differences(p.have, want)
	if _, written := fields[colResolution]; written && want[colResolution] == "" {
		delete(fields, colResolution) // an empty one is nobody's wish
		want[colResolution] = p.have[colResolution]
	}
	p.mirror.Seen = p.item.ETag
	if len(fields) > 0 {
		if err := s.Lists.UpdateItem(ctx, p.list.ListRef, p.item.ID, p.item.ETag, fields); err != nil {
			return err
		}
		p.mirror.Seen += replaced
	}
	p.mirror.Agreed = agreed(want, p.ticket.Assignee.ID)
	p.mirror.Sent = p.ticket.Version
	p.mirror, err = s.Memory.SaveMirror(ctx, p.mirror)
	return err
}

// want is what the item is to show. It says nothing of persons who can't be found.
func (s *Sync) want(ctx context.Context, p *pair, history []helpdesk.Event) terms {
	list := p.list
	requester := s.people.account(ctx, list.Site, p.ticket.Requester)
	want := shown(view{ticket: p.ticket, history: history, zone: s.Zone, source: source(p.ticket, requester.principal)}, list.shape)
	if list.shape.kind(colRequester) == graph.ColumnPerson && requester.lookup != "" {
		want[colRequester+lookup] = requester.lookup
	}
	if want[colSource] == "" {
		delete(want, colSource) // it may be known another time
	}
	assignee := p.ticket.Assignee
	switch known := p.mirror.Agreed; {
	case list.shape.kind(colAssignee) == graph.ColumnText:
		want[colAssignee] = line(assignee.Name)
	case !list.shape.has(colAssignee):
	case known[assigneeID] == assignee.ID && known[colAssignee+lookup] != "":
		want[colAssignee+lookup] = known[colAssignee+lookup]
	default:
		want[colAssignee+lookup] = s.people.account(ctx, list.Site, assignee).lookup
	}
	return want
}

// assigneeID is the entry in what was agreed on that says who the person in the assignee's column is.
const assigneeID = "AssigneeId"

// agreed is what both sides agree on.
func agreed(t terms, assignee string) map[string]string {
	kept := make(map[string]string, len(t)+1)
	for name, text := range maps.All(t) {
		kept[name] = brief(text)
	}
	kept[assigneeID] = assignee
	return kept
}

// itemKey is what the memory calls an item. Ids of items are only unique in their list.
func (s *Sync) itemKey(id string) string { return s.List.List + "/" + id }

// itemID is the id of a ticket's item in this list, if it has one.
func (s *Sync) itemID(m helpdesk.Mirror) (string, bool) {
	return strings.CutPrefix(m.ItemID, s.List.List+"/")
}

// later is a failure that says when it makes sense to try again.
type later struct {
	error

	after time.Duration
}

// RetryAfter is how long to wait.
func (l later) RetryAfter() time.Duration { return l.after }

// Unwrap returns the failure.
func (l later) Unwrap() error { return l.error }

// postpone gives a failure the time that Graph asked for. The client waits by itself when that is short.
func postpone(err error) error {
	if after := askedFor(err); after > 0 {
		return later{err, after}
	}
	return err
}

// askedFor is how long Graph asked to be left alone.
func askedFor(err error) time.Duration {
	if failed, ok := errors.AsType[*graph.Error](err); ok {
		return failed.RetryAfter
	}
	return 0
}
