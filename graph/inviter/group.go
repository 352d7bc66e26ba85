package inviter

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"deskhand/graph"
	"deskhand/helpdesk/community"
)

// findInGroup finds makers by who has joined the makers' group since the last time, some pages at a time: a run that is
// stopped in the middle goes on where it last wrote down how far it was. A link that is too old, which Graph says after
// seven days, leads to reading all of the group again.
func (p *pass) findInGroup(ctx context.Context) error {
	if p.MakerGroupID == "" {
		return nil
	}
	cursor := groupLink + " " + p.MakerGroupID
	link, err := p.Ledger.Cursor(ctx, cursor)
	if err != nil {
		return err
	}
	err = p.follow(ctx, cursor, link)
	if errors.Is(err, graph.ErrResync) && link != "" {
		p.Logger.InfoContext(ctx, "the changes of the makers' group go too far back, so all of it is read again")
		return p.followAll(ctx, cursor)
	}
	return err
}

// follow takes up the pages behind a link.
func (p *pass) follow(ctx context.Context, cursor, link string) error {
	makers := map[string]bool{} // whether they are in the group, as the last page that names them says
	for {
		page, err := p.Graph.GroupChanges(ctx, p.MakerGroupID, link)
		if err != nil {
			return err
		}
		for _, id := range page.Added {
			makers[id] = true
		}
		for _, id := range page.Removed {
			makers[id] = false
		}
		link = cmp.Or(page.Next, page.Delta)
		last := page.Next == ""
		if !last && len(makers) < p.Batch {
			continue
		}
		if err := p.takeUp(ctx, makers); err != nil {
			return err
		}
		if err := p.Ledger.SaveCursor(ctx, cursor, link); err != nil || last {
			return err
		}
		clear(makers)
		if err := p.hold(ctx); err != nil {
			return err
		}
	}
}

// followAll reads the group from the beginning. Makers in the ledger who are not in it any more were removed while nobody
// looked.
func (p *pass) followAll(ctx context.Context, cursor string) error {
	there := map[string]bool{}
	err := p.Graph.GroupMembers(ctx, p.MakerGroupID, func(page []string) error {
		for _, id := range page {
			there[id] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := p.read(ctx); err != nil {
		return err
	}
	for _, entry := range p.entries {
		if !there[entry.PersonID] {
			if err := p.noMaker(ctx, entry.PersonID); err != nil {
				return err
			}
		}
	}
	return p.follow(ctx, cursor, "")
}

func (p *pass) takeUp(ctx context.Context, makers map[string]bool) error {
	var added []string
	for _, id := range slices.Sorted(maps.Keys(makers)) {
		if makers[id] {
			added = append(added, id)
		} else if err := p.noMaker(ctx, id); err != nil {
			return err
		}
	}
	return p.found(ctx, added)
}

// noMaker strikes somebody from the ledger who is in the makers' group no more, if nothing has happened with them yet: then
// there is nothing to remember, and they must not be invited.
func (p *pass) noMaker(ctx context.Context, id string) error {
	entry, err := p.Ledger.Maker(ctx, id)
	switch {
	case errors.Is(err, errUnknown):
		return nil
	case err != nil:
		return err
	case entry.State != community.Found:
		return nil
	}
	_, err = p.Ledger.ForgetMaker(ctx, id)
	return err
}
