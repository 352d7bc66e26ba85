package inviter

import (
	"context"
	"errors"
	"slices"

	"deskhand/graph"
	"deskhand/helpdesk/community"
)

// mostAtOnce is how many members Graph adds in one call.
const mostAtOnce = 200

// add adds those who are to be added, reads who is a member afterwards, and believes that alone: whoever is seen has
// joined, whatever the answer was, and whoever is not is tried again later.
func (p *pass) add(ctx context.Context) error {
	entries, err := p.withRoom(ctx, p.in(func(e community.Entry) bool { return e.State == community.Inviting }))
	if err != nil {
		return err
	}
	var adding []*community.Entry
	for _, entry := range entries {
		usable, err := p.usable(ctx, entry)
		if err != nil {
			return err
		}
		if usable {
			adding = append(adding, entry)
		}
	}
	for batch := range slices.Chunk(adding, mostAtOnce) {
		if err := p.may(ctx); err != nil {
			return err
		}
		problems, failed := p.addAll(ctx, batch)
		if err := p.readMembers(ctx); err != nil {
			return errors.Join(failed, err)
		}
		for _, entry := range batch {
			if err := p.settle(ctx, entry, problems[entry.PersonID], failed == nil); err != nil {
				return errors.Join(failed, err)
			}
		}
		if failed != nil {
			return failed
		}
	}
	return nil
}

// addAll adds people to the team, and to the channel when it has members of its own. It returns what went wrong with whom,
// and an error when it had to stop.
func (p *pass) addAll(ctx context.Context, batch []*community.Entry) (problems map[string]error, failed error) {
	problems = map[string]error{}
	var missing []string
	for _, entry := range batch {
		if !p.team[entry.PersonID] {
			missing = append(missing, entry.PersonID)
		}
	}
	if len(missing) > 0 {
		results, err := p.Graph.AddTeamMembers(ctx, p.TeamID, missing)
		if err != nil {
			return problems, err
		}
		for _, result := range results {
			if result.Err != nil && !errors.Is(result.Err, graph.ErrExists) {
				problems[result.UserID] = result.Err
			}
		}
	}
	if !p.channel.Private {
		return problems, nil
	}
	for _, entry := range batch {
		if problems[entry.PersonID] != nil {
			continue
		}
		if err := p.hold(ctx); err != nil { // each is a call, and two hundred take longer than the lease
			return problems, err
		}
		err := p.Graph.AddChannelMember(ctx, p.TeamID, p.ChannelID, entry.PersonID)
		if errors.Is(err, graph.ErrExists) {
			err = nil
		}
		if p.stops(ctx, err) {
			return problems, err
		}
		if err != nil {
			problems[entry.PersonID] = err
		}
	}
	return problems, nil
}

// settle writes down how adding somebody went. answered tells whether Graph has said so.
func (p *pass) settle(ctx context.Context, entry *community.Entry, problem error, answered bool) error {
	if action, news := p.facts.Reconcile(*entry); news && action.Kind == community.See {
		joined, err := p.apply(ctx, entry, action)
		if joined {
			p.report.count(action.Kind, entry.State)
		}
		return err
	}
	if !answered {
		return nil
	}
	reason := "was added, but is not seen among the members yet"
	if problem != nil {
		reason = problem.Error()
		p.report.Failed++
		p.Logger.WarnContext(ctx, "a maker could not be added to the community", "person", entry.PersonID, "error", problem)
	}
	_, err := p.apply(ctx, entry, community.Action{Kind: community.Fail, Reason: reason})
	return err
}
