package inviter

import (
	"context"
	"fmt"

	"deskhand/graph"
	"deskhand/helpdesk"
	"deskhand/helpdesk/community"
)

var errConflict = helpdesk.ErrConflict

// pageSize is how many entries of the ledger are read at a time.
const pageSize = 1000

// look learns who is a member, who is excluded and who is a maker, and brings the ledger up to date.
func (p *pass) look(ctx context.Context) error {
	if err := p.readMembers(ctx); err != nil {
		return err
	}
	if err := p.readExcluded(ctx); err != nil {
		return err
	}
	find := p.findInGroup
	if p.Audit {
		find = p.findInAudit
	}
	if err := find(ctx); err != nil {
		return err
	}
	if err := p.read(ctx); err != nil {
		return err
	}
	if err := p.reconcile(ctx); err != nil {
		return err
	}
	return p.checkDisabled(ctx)
}

// readMembers learns who is in the community: in the team and, when its channel has members of its own, in that as well.
func (p *pass) readMembers(ctx context.Context) error {
	if p.TeamID == "" {
		return nil
	}
	if p.ChannelID != "" && p.channel.ID == "" {
		var err error
		if p.channel, err = p.Graph.Channel(ctx, p.TeamID, p.ChannelID); err != nil {
			return err
		}
	}
	p.team = map[string]bool{}
	if err := p.Graph.TeamMembers(ctx, p.TeamID, into(p.team)); err != nil {
		return err
	}
	p.facts.Members = p.team
	if p.channel.Private {
		inChannel, both := map[string]bool{}, map[string]bool{}
		if err := p.Graph.ChannelMembers(ctx, p.TeamID, p.ChannelID, into(inChannel)); err != nil {
			return err
		}
		for id := range inChannel {
			if p.team[id] {
				both[id] = true
			}
		}
		p.facts.Members = both
	}
	p.report.Members = len(p.facts.Members)
	return nil
}

// into gathers the people of pages of members.
func into(set map[string]bool) func([]graph.Member) error {
	return func(page []graph.Member) error {
		for _, member := range page {
			if member.UserID != "" {
				set[member.UserID] = true
			}
		}
		return nil
	}
}

func (p *pass) readExcluded(ctx context.Context) error {
	p.facts.Excluded = map[string]bool{}
	if p.ExclusionGroupID == "" {
		return nil
	}
	return p.Graph.GroupMembers(ctx, p.ExclusionGroupID, func(page []string) error {
		for _, id := range page {
			p.facts.Excluded[id] = true
		}
		return nil
	})
}

// found writes makers into the ledger, those who are in it already left as they are.
func (p *pass) found(ctx context.Context, makers []string) error {
	entries := make([]community.Entry, 0, len(makers))
	now := p.Now()
	for _, id := range makers {
		entry := community.Entry{PersonID: id, State: community.Found, FoundAt: now, ChangedAt: now}
		switch {
		case p.facts.Members[id]:
			entry.State, entry.Reason = community.Member, "was in the team already"
		case p.facts.Excluded[id]:
			entry.State, entry.Reason = community.Excluded, "is in the exclusion group"
		}
		entries = append(entries, entry)
	}
	added, err := p.Ledger.FindMakers(ctx, entries)
	p.report.Found += added
	return err
}

// read reads the ledger.
func (p *pass) read(ctx context.Context) error {
	p.entries = nil
	after := ""
	for {
		page, err := p.Ledger.Makers(ctx, nil, after, pageSize)
		if err != nil {
			return err
		}
		p.entries = append(p.entries, page...)
		if len(page) < pageSize {
			return nil
		}
		after = page[len(page)-1].PersonID
	}
}

// reconcile writes into the ledger what the facts say about those who are in it.
func (p *pass) reconcile(ctx context.Context) error {
	place := p.TeamID + " " + p.ChannelID
	before, err := p.Ledger.Cursor(ctx, lastTeam)
	if err != nil {
		return err
	}
	moved := p.TeamID != "" && before != "" && before != place
	doubt := p.doubtful()
	for i := range p.entries {
		action, news := p.facts.Reconcile(p.entries[i])
		if action.Kind == community.Miss {
			if moved {
				action.Kind, action.Reason = community.Move, "the community is in another team or channel now"
			} else if doubt != nil {
				continue
			}
		}
		if !news {
			continue
		}
		changed, err := p.apply(ctx, &p.entries[i], action)
		if err != nil {
			return err
		}
		if changed {
			p.report.count(action.Kind, p.entries[i].State)
		}
	}
	if p.TeamID != "" && before != place {
		if err := p.Ledger.SaveCursor(ctx, lastTeam, place); err != nil {
			return err
		}
	}
	if !moved {
		return doubt
	}
	return nil
}

// fewest is how many members must be missing before an answer of Graph is doubted.
const fewest = 10

// doubtful returns an error when more than half of those who were members are none any more, all at once. That is more
// often a fault than the truth, and who has left is never invited again.
func (p *pass) doubtful() error {
	members, missing := 0, 0
	for _, entry := range p.entries {
		if entry.State == community.Joined || entry.State == community.Member {
			members++
			if p.facts.Members != nil && !p.facts.Members[entry.PersonID] {
				missing++
			}
		}
	}
	if missing <= fewest || missing*2 <= members {
		return nil
	}
	return fmt.Errorf("%d of %d members seem to have left at once, which is doubted; nobody is invited while it lasts: "+
		"check community.team_id and who is in the team", missing, members)
}
