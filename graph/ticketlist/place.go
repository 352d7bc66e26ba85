package ticketlist

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"deskhand/graph"
	"deskhand/helpdesk"
)

// creates is how often an item is made before the job is tried again later.
const creates = 2

// place finds the ticket's item, and makes it when there is none. It is looked for before and, whatever went wrong, after
// it is made: an answer that was lost says nothing about whether it was. What the look misses, the unique key prevents.
func (s *Sync) place(ctx context.Context, p pair) (graph.Item, error) {
	found, err := s.find(ctx, p)
	if err != nil || found.ID != "" {
		return found, err
	}
	history, err := s.Desk.History(ctx, p.ticket)
	if err != nil {
		return graph.Item{}, err
	}
	fields := differences(nil, s.want(ctx, &p, history))
	for n := 1; ; n++ {
		item, none, err := s.create(ctx, p, fields)
		if err == nil || !none || n == creates || !errors.Is(err, graph.ErrUnavailable) || askedFor(err) > 0 {
			return item, err
		}
	}
}

// create makes the ticket's item. When that fails it looks whether there is one all the same; none says that there is not.
func (s *Sync) create(ctx context.Context, p pair, fields graph.Fields) (item graph.Item, none bool, err error) {
	made, failed := s.Lists.CreateItem(ctx, p.list.ListRef, fields)
	if failed == nil && made.ID != "" {
		if made.Fields == nil { // what was sent stands there
			made.Fields = fields
		}
		return made, false, nil
	}
	if failed == nil {
		failed = fmt.Errorf("%w: the new item of %s has no id", graph.ErrUnavailable, p.ticket.Key())
	}
	for _, wait := range []time.Duration{0, 250 * time.Millisecond, time.Second} {
		if err := s.Sleep(ctx, wait); err != nil {
			return item, false, errors.Join(failed, err)
		}
		if item, err = s.find(ctx, p); err != nil { // nobody knows, and another try could make a second one
			return item, false, errors.Join(failed, err)
		}
		if item.ID != "" {
			return item, false, nil
		}
		if !errors.Is(failed, graph.ErrUnavailable) && !errors.Is(failed, graph.ErrExists) {
			break
		}
	}
	return item, true, fmt.Errorf("listing %s: %w", p.ticket.Key(), failed)
}

// find looks for the ticket's item by its key; none has no ID. Of several, which a list without a unique key can have, it is
// the first that was made.
func (s *Sync) find(ctx context.Context, p pair) (graph.Item, error) {
	items, err := s.Lists.FindItems(ctx, p.list.ListRef, colKey, p.ticket.Key())
	if err != nil || len(items) == 0 {
		return graph.Item{}, err
	}
	if len(items) > 1 {
		s.Logger.ErrorContext(ctx, "the list has several items of one ticket; delete all but the first, and run deskhand provision",
			"ticket", p.ticket.Key(), "items", len(items))
	}
	first := slices.MinFunc(items, func(a, b graph.Item) int { return cmp.Compare(number(a.ID), number(b.ID)) })
	owner, err := s.Memory.MirrorByItem(ctx, s.itemKey(first.ID))
	if err == nil && owner.TicketID != p.ticket.ID {
		return graph.Item{}, fmt.Errorf("the key %s was given to the item of another ticket, where it is put back first", p.ticket.Key())
	}
	if err != nil && !errors.Is(err, helpdesk.ErrNotFound) {
		return graph.Item{}, err
	}
	return first, nil
}

func number(id string) int64 {
	n, _ := strconv.ParseInt(id, 10, 64)
	return n
}
