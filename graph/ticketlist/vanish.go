package ticketlist

import (
	"context"
	"errors"
	"fmt"

	"deskhand/graph"
	"deskhand/helpdesk"
)

// vanished notes that an item is not in the list any more, as Graph says. An open ticket gets a new item, since somebody has
// to see it; of a closed one the record is kept that there is none. A ticket is not withdrawn by it.
func (s *Sync) vanished(ctx context.Context, itemID string) error {
	mirror, err := s.Memory.MirrorByItem(ctx, s.itemKey(itemID))
	if errors.Is(err, helpdesk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	again, err := s.unlist(ctx, mirror.TicketID, itemID)
	if err != nil || !again {
		return err
	}
	return s.bring(ctx, mirror.TicketID, false)
}

// unlist takes note that a ticket's item is gone, once that is certain, and reports whether it is to get another.
func (s *Sync) unlist(ctx context.Context, ticketID, itemID string) (again bool, err error) {
	ctx, release, err := s.lock(ctx, ticketID)
	if err != nil {
		return false, err
	}
	defer release()
	mirror, err := s.Memory.Mirror(ctx, ticketID)
	if err != nil || mirror.ItemID != s.itemKey(itemID) {
		return false, err // it has been seen to
	}
	p := pair{mirror: mirror}
	if p.list, err = s.list(ctx); err != nil {
		return false, err
	}
	if p.ticket, err = s.Memory.TicketByID(ctx, ticketID); err != nil {
		return false, err
	}
	if gone, err := s.gone(ctx, p, itemID); err != nil || !gone {
		return false, err
	}
	again = p.ticket.Status.Open()
	text := "The item was deleted in the list. The ticket is open and stays so: it gets a new item."
	if !again {
		text = "The item was deleted in the list. The ticket stays as it is."
	}
	s.Logger.WarnContext(ctx, "the item of a ticket was deleted in the list", "ticket", p.ticket.Key(), "made_again", again)
	if _, err = s.Desk.Act(ctx, p.ticket.Number, helpdesk.Action{
		Kind: helpdesk.ActionNote, Note: helpdesk.EventUnlisted, Text: text,
		Actor: s.editor(graph.Item{}), Key: s.copyKey(graph.Item{ID: itemID}) + "deleted",
	}); err != nil {
		return false, err
	}
	if next := unlisted(mirror); again {
		mirror = next
	} else {
		mirror.Gone = true
	}
	_, err = s.Memory.SaveMirror(ctx, mirror)
	return again, err
}

// gone makes sure that an item is not there: neither under its id nor under the ticket's key. That the list can't be found is
// something else.
func (s *Sync) gone(ctx context.Context, p pair, itemID string) (bool, error) {
	_, err := s.Lists.Item(ctx, p.list.ListRef, itemID)
	if err == nil || !errors.Is(err, graph.ErrNotFound) {
		return false, err
	}
	items, err := s.Lists.FindItems(ctx, p.list.ListRef, colKey, p.ticket.Key())
	if err != nil {
		return false, err
	}
	for _, item := range items {
		if item.ID == itemID {
			return false, fmt.Errorf("%w: item %s is both in the list and not", graph.ErrChanged, itemID)
		}
	}
	return true, nil
}
