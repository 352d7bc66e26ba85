package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"deskhand/graph"
	"deskhand/graph/inviter"
	"deskhand/helpdesk/community"
)

// mostNames is how many of those who would be invited are looked up in the directory.
const mostNames = 100

// Run implements the command.
func (c *communityPlanCmd) Run(e *env) error {
	return withLedger(e, func(ctx context.Context, l *ledger) error {
		if !inviting(e.config) {
			return errors.New("nobody is looked for: set community.mode to preview, and community.maker_group_id to the group of all makers, " +
				"or community.source to audit; docs/community.md tells the rest")
		}
		client, err := l.graph()
		if err != nil {
			return err
		}
		runner, err := newInviter(e, inviter.Options{Graph: client, Ledger: l.Store, Holder: newID(), Logger: newLogger(e)})
		if err != nil {
			return err
		}
		plan, err := runner.Plan(ctx)
		if err != nil {
			return err
		}
		guests, err := lookUp(ctx, client, plan.Invite)
		if err != nil {
			return err
		}
		if c.JSON {
			return writeJSON(e, c.object(l, plan, guests))
		}
		return c.print(l, plan, guests)
	})
}

// guest is somebody who would be invited.
type guest struct {
	ID        string    `json:"id"`
	Name      string    `json:"name,omitempty"`
	Principal string    `json:"principal,omitempty"`
	FoundAt   time.Time `json:"found_at"`
	Disabled  bool      `json:"disabled,omitempty"` // the account is disabled or deleted, so they will not be invited
}

// lookUp learns who those are who would be invited.
func lookUp(ctx context.Context, client inviter.Graph, entries []community.Entry) ([]guest, error) {
	guests := make([]guest, 0, len(entries))
	for i, entry := range entries {
		g := guest{ID: entry.PersonID, Name: entry.Name, FoundAt: entry.FoundAt}
		if i < mostNames {
			user, err := client.User(ctx, entry.PersonID)
			if err != nil && !errors.Is(err, graph.ErrNotFound) {
				return nil, err
			}
			g.Name, g.Principal, g.Disabled = user.Name, user.Principal, !user.Enabled
		}
		guests = append(guests, g)
	}
	return guests, nil
}

// object is the plan as JSON has it.
func (c *communityPlanCmd) object(l *ledger, plan community.Plan, guests []guest) any {
	type other struct {
		ID     string          `json:"id"`
		Name   string          `json:"name,omitempty"`
		State  community.State `json:"state"`
		Why    community.Why   `json:"why"`
		Detail string          `json:"detail,omitempty"`
	}
	object := struct {
		Mode   community.Mode        `json:"mode"`
		Invite []guest               `json:"invite"`
		Counts map[community.Why]int `json:"others"`
		Others []other               `json:"others_all,omitempty"`
	}{Mode: l.rules.Mode, Invite: guests, Counts: countWhy(plan)}
	if c.All {
		for _, v := range plan.Others {
			object.Others = append(object.Others, other{v.Entry.PersonID, v.Entry.Name, v.Entry.State, v.Why, v.Detail})
		}
	}
	return object
}

func countWhy(plan community.Plan) map[community.Why]int {
	counts := map[community.Why]int{}
	for _, verdict := range plan.Others {
		counts[verdict.Why]++
	}
	return counts
}

func (c *communityPlanCmd) print(l *ledger, plan community.Plan, guests []guest) error {
	if l.config.Community.TeamID == "" {
		fmt.Fprintln(l.stdout, "community.team_id is empty: nobody can be invited, and who is a member already is not known.")
	}
	switch {
	case len(guests) == 0:
		fmt.Fprintf(l.stdout, "Nobody would be invited now. Mode: %s.\n", l.rules.Mode)
	case l.rules.Mode == community.Preview:
		fmt.Fprintf(l.stdout, "Would be invited now, %d, if community.mode were consent or auto. In preview nobody is:\n\n", len(guests))
	default:
		fmt.Fprintf(l.stdout, "Will be invited next, %d. Mode: %s.\n\n", len(guests), l.rules.Mode)
	}
	table := tabwriter.NewWriter(l.stdout, 0, 8, 2, ' ', 0)
	if len(guests) > 0 {
		fmt.Fprintln(table, "PERSON\tNAME\tPRINCIPAL NAME\tFOUND\t")
	}
	for _, g := range guests {
		note := ""
		if g.Disabled {
			note = string(community.WhyDisabled)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", g.ID, oneLine(g.Name), oneLine(g.Principal), l.clock(g.FoundAt), note)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if c.All {
		return printOthers(l, plan)
	}
	counts := countWhy(plan)
	if len(counts) > 0 {
		fmt.Fprintln(l.stdout, "\nNot invited now (--all lists them):")
	}
	for _, why := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(table, "%d\t%s\n", counts[why], why)
	}
	return table.Flush()
}

func printOthers(l *ledger, plan community.Plan) error {
	if len(plan.Others) == 0 {
		return nil
	}
	fmt.Fprintln(l.stdout, "\nNot invited now:")
	table := tabwriter.NewWriter(l.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "PERSON\tNAME\tWHY\t")
	for _, v := range plan.Others {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", v.Entry.PersonID, oneLine(v.Entry.Name), v.Why, oneLine(v.Detail))
	}
	return table.Flush()
}
