package ticketlist

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"deskhand/graph"
	"deskhand/helpdesk"
)

// mirrorPage is how many records are read at a time, mostRetried how many items may wait for another try, and inARow how
// many may find Graph unavailable before the others are left for later too.
const (
	mirrorPage  = 500
	mostRetried = 1000
	inARow      = 3
)

func (s *Sync) changesCursor() string { return "ticketlist.changes:" + s.List.List }
func (s *Sync) retryCursor() string   { return "ticketlist.retry:" + s.List.List }

// Poll looks for what changed in the list since the last time, and does to the tickets what somebody did to their items. It
// does nothing while another process does it. An item that fails is tried again the next time and keeps no other waiting.
// How far it has come is saved after each page, so that nothing is left out when it is stopped; what is looked at again is
// known by its version, so that nothing is done twice.
func (s *Sync) Poll(ctx context.Context) error {
	if held, err := s.polling.Hold(ctx); err != nil || !held {
		return err
	}
	list, err := s.list(ctx)
	if err != nil {
		return err
	}
	if err := s.retry(ctx, list); err != nil {
		return err
	}
	link, err := s.Memory.Cursor(ctx, s.changesCursor())
	if err != nil {
		return err
	}
	if link != "" {
		err = s.read(ctx, list, link, nil)
		if !errors.Is(err, graph.ErrResync) {
			return err
		}
		s.Logger.InfoContext(ctx, "the list's changes can't be followed from where they were left; all of it is read")
	}
	return s.readAll(ctx, list)
}

// readAll reads the whole list: at the beginning, and when Graph no longer tells what changed. Items that were looked at in
// this version are known. Those that are missing were deleted meanwhile.
func (s *Sync) readAll(ctx context.Context, list target) error {
	there := map[string]bool{}
	if err := s.read(ctx, list, "", there); err != nil {
		return err
	}
	var failed []string
	for after := ""; ; {
		mirrors, err := s.Memory.Mirrors(ctx, after, mirrorPage)
		if err != nil {
			return err
		}
		for _, mirror := range mirrors {
			if err := s.missing(ctx, mirror, there); err != nil {
				s.Logger.WarnContext(ctx, "a ticket that is missing in the list could not be looked at; it is tried again",
					"ticket", mirror.TicketID, "error", err)
				if id, listed := s.itemID(mirror); listed {
					failed = append(failed, id)
				}
			}
		}
		if len(mirrors) < mirrorPage {
			return s.tryAgain(ctx, failed)
		}
		after = mirrors[len(mirrors)-1].TicketID
	}
}

// missing sees to a ticket whose item is not there, or was in another list.
func (s *Sync) missing(ctx context.Context, mirror helpdesk.Mirror, there map[string]bool) error {
	id, listed := s.itemID(mirror)
	switch {
	case mirror.Gone || there[id]:
		return nil
	case listed:
		return s.vanished(ctx, id)
	case mirror.Sent == 0:
		return nil // it waits to be listed
	}
	ticket, err := s.Memory.TicketByID(ctx, mirror.TicketID)
	if err != nil || !ticket.Status.Open() {
		return err
	}
	_, err = s.Memory.SaveMirror(ctx, unlisted(mirror))
	return err
}

// read follows pages of changes. there, unless it is nil, collects the items that are in the list; then all of it is read,
// and how far that has come is worth nothing before the end.
func (s *Sync) read(ctx context.Context, list target, link string, there map[string]bool) error {
	for {
		page, err := s.Lists.ItemChanges(ctx, list.ListRef, link)
		if err != nil {
			return err
		}
		failed, err := s.work(ctx, page.Items)
		if err != nil {
			return err
		}
		if err := s.tryAgain(ctx, failed); err != nil {
			return err
		}
		for _, item := range page.Items {
			if there != nil {
				there[item.ID] = !item.Deleted
			}
		}
		link = cmp.Or(page.Delta, page.Next)
		if link == "" {
			return errors.New("the list's changes come without a link to what follows")
		}
		if there == nil || page.Delta != "" {
			if err := s.Memory.SaveCursor(ctx, s.changesCursor(), link); err != nil {
				return err
			}
		}
		if page.Delta != "" {
			return nil
		}
		if held, err := s.polling.Hold(ctx); err != nil || !held {
			return errors.Join(err, errBusy)
		}
	}
}

// work looks at changed items, of each at the last that is told of it, and returns those that failed. The error says that
// it makes no sense to go on.
func (s *Sync) work(ctx context.Context, items []graph.Item) (failed []string, err error) {
	last := map[string]int{}
	for i, item := range items {
		last[item.ID] = i
	}
	row := 0
	for i, item := range items {
		if last[item.ID] != i {
			continue
		}
		err := s.change(ctx, item)
		if row, err = s.judge(ctx, item.ID, err, row); err != nil {
			return nil, err
		}
		if row > 0 {
			failed = append(failed, item.ID)
		}
	}
	return failed, nil
}

// judge says of an item's failure how many there were in a row, and returns it when it is not the item's own.
func (s *Sync) judge(ctx context.Context, itemID string, err error, row int) (int, error) {
	switch row++; {
	case err == nil:
		return 0, nil
	case ctx.Err() != nil, row >= inARow && errors.Is(err, graph.ErrUnavailable):
		return row, err
	case errors.Is(err, graph.ErrForbidden), errors.Is(err, graph.ErrUnauthorized):
		return row, err
	}
	s.Logger.WarnContext(ctx, "a change in the list could not be followed; it is tried again", "item", itemID, "error", err)
	return row, nil
}

// change does what somebody did to an item. What we did ourselves is nothing new.
func (s *Sync) change(ctx context.Context, item graph.Item) error {
	if item.Deleted {
		return s.vanished(ctx, item.ID)
	}
	mirror, err := s.Memory.MirrorByItem(ctx, s.itemKey(item.ID))
	switch {
	case err == nil:
		if item.ETag == mirror.Seen || stale(item.ETag, mirror.Seen) || s.ours(item) {
			return nil
		}
		return s.bring(ctx, mirror.TicketID, true)
	case !errors.Is(err, helpdesk.ErrNotFound):
		return err
	}
	key := strings.TrimSpace(value(item.Fields[colKey]))
	n, _ := helpdesk.ParseKey(key)
	if helpdesk.FormatKey(n) != key {
		return nil // nothing of ours
	}
	ticket, err := s.Desk.Ticket(ctx, n)
	if errors.Is(err, helpdesk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.bring(ctx, ticket.ID, false)
}

// retry looks again at items that failed before.
func (s *Sync) retry(ctx context.Context, list target) error {
	waiting, err := s.waiting(ctx)
	if err != nil || len(waiting) == 0 {
		return err
	}
	row, left := 0, []string(nil)
	for i, id := range waiting {
		item, err := s.Lists.Item(ctx, list.ListRef, id)
		switch {
		case errors.Is(err, graph.ErrNotFound):
			err = s.vanished(ctx, id)
		case err == nil:
			err = s.change(ctx, item)
		}
		if row, err = s.judge(ctx, id, err, row); err != nil {
			left = append(left, waiting[i:]...)
			return errors.Join(err, s.saveWaiting(ctx, left))
		}
		if row > 0 {
			left = append(left, id)
		}
	}
	return s.saveWaiting(ctx, left)
}

// waiting are the items that failed and are to be tried again.
func (s *Sync) waiting(ctx context.Context) ([]string, error) {
	text, err := s.Memory.Cursor(ctx, s.retryCursor())
	return strings.Fields(text), err
}

// tryAgain adds items to those that are to be tried again.
func (s *Sync) tryAgain(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	waiting, err := s.waiting(ctx)
	if err != nil {
		return err
	}
	return s.saveWaiting(ctx, append(waiting, ids...))
}

func (s *Sync) saveWaiting(ctx context.Context, ids []string) error {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) > mostRetried {
		return errors.New("too many changes in the list can't be followed; what is logged of them says why")
	}
	s.Metrics.waiting(len(ids))
	return s.Memory.SaveCursor(ctx, s.retryCursor(), strings.Join(ids, " "))
}
