package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"

	"deskhand/graph/inviter"
	"deskhand/helpdesk/community"
)

// Run implements the command.
func (c *communityStatusCmd) Run(e *env) error {
	return withLedger(e, func(ctx context.Context, l *ledger) error {
		status, err := l.status(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return writeJSON(e, status)
		}
		return l.printStatus(status)
	})
}

// communityStatus is how the community stands.
type communityStatus struct {
	Mode   community.Mode        `json:"mode"`
	Counts map[community.Why]int `json:"makers"` // by where they stand
	Today  community.Today       `json:"today"`
	Cap    int                   `json:"daily_cap"`
	Last   *inviter.Report       `json:"last_run,omitempty"`
	Failed []failing             `json:"not_reached"`
}

// failing is a maker with whom something fails.
type failing struct {
	ID    string        `json:"id"`
	Name  string        `json:"name,omitempty"`
	Why   community.Why `json:"why"`
	Tries int           `json:"tries"`
	Cause string        `json:"cause"`
}

func (l *ledger) status(ctx context.Context) (communityStatus, error) {
	status := communityStatus{Mode: l.rules.Mode, Cap: l.rules.Cap}
	var err error
	if status.Counts, err = l.MakerCounts(ctx); err != nil {
		return status, err
	}
	if status.Today, err = l.Invited(ctx, l.rules.Today(l.now())); err != nil {
		return status, err
	}
	if last, looked, err := inviter.LastReport(ctx, l.Store); err != nil {
		return status, err
	} else if looked {
		status.Last = &last
	}
	status.Failed, err = l.failing(ctx)
	return status, err
}

// failing lists those who could not be asked, added or welcomed.
func (l *ledger) failing(ctx context.Context) ([]failing, error) {
	const page = 1000
	list, after := []failing{}, ""
	for {
		states := []community.State{community.Asked, community.Inviting, community.Joined, community.Failed}
		makers, err := l.Makers(ctx, states, after, page)
		if err != nil {
			return nil, err
		}
		for _, m := range makers {
			if m.Unreached() || m.Standing() == community.WhyUntold {
				list = append(list, failing{m.PersonID, m.Name, m.Standing(), m.Tries, m.Reason})
			}
		}
		if len(makers) < page {
			return list, nil
		}
		after = makers[page-1].PersonID
	}
}

func (l *ledger) printStatus(status communityStatus) error {
	table := tabwriter.NewWriter(l.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintf(table, "Mode\t%s\n", status.Mode)
	fmt.Fprintf(table, "Invited today\t%d of at most %d\n", status.Today.Invited, status.Cap)
	if n := status.Today.Unreached; n > 0 {
		fmt.Fprintf(table, "Not reached today\t%d, who don't count\n", n)
	}
	if until, quiet := l.rules.QuietUntil(l.now()); quiet {
		fmt.Fprintf(table, "Quiet hours\tuntil %s\n", until.Format("15:04"))
	}
	fmt.Fprintf(table, "Last look\t%s\n", l.lastLook(status.Last))
	if status.Last != nil && status.Last.Problem != "" {
		fmt.Fprintf(table, "Problem\t%s\n", oneLine(status.Last.Problem))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(l.stdout)
	for _, why := range slices.Sorted(maps.Keys(status.Counts)) {
		fmt.Fprintf(table, "%s\t%d\n", why, status.Counts[why])
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return l.printFailing(status.Failed)
}

// mostFailing is how many of those with whom something fails are listed.
const mostFailing = 10

func (l *ledger) printFailing(list []failing) error {
	if len(list) == 0 {
		return nil
	}
	fmt.Fprintln(l.stdout)
	table := tabwriter.NewWriter(l.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "PERSON\tNAME\tTRIES\tWHY")
	for _, f := range list[:min(len(list), mostFailing)] {
		fmt.Fprintf(table, "%s\t%s\t%d of %d\t%s: %s\n", f.ID, oneLine(f.Name), f.Tries, community.MaxTries, f.Why, oneLine(f.Cause))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if more := len(list) - mostFailing; more > 0 {
		fmt.Fprintf(l.stdout, "And %d more: deskhand community plan --all lists them.\n", more)
	}
	fmt.Fprintf(l.stdout, "They are tried again by themselves, each time after twice as long; after %d tries, "+
		"deskhand community invite PERSON lets it be tried anew.\n", community.MaxTries)
	return nil
}

// hint is what happens next to somebody with whom something fails, and what an administrator can do; empty for others.
func hint(e community.Entry) string {
	switch {
	case e.State == community.Failed:
		return "Nobody tries again, unless you do: deskhand community invite " + e.PersonID
	case e.Standing() == community.WhyUntold && !e.Undelivered():
		return "They are a member, and were not told: tell them yourself."
	case e.Unreached() || e.Standing() == community.WhyUntold:
		return fmt.Sprintf("It has been tried %d of %d times, and is tried again by itself.", e.Tries, community.MaxTries)
	}
	return ""
}

func (l *ledger) lastLook(last *inviter.Report) string {
	if last == nil {
		return "none yet; deskhand serve looks every " + l.config.Community.Interval.String()
	}
	return fmt.Sprintf("%s: %d found, %d members, %d left, %d asked, %d added, %d welcomed, %d failed",
		l.clock(last.At), last.Found, last.Members, last.Left, last.Asked, last.Added, last.Welcomed, last.Failed)
}
