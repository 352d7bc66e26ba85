package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/sync/errgroup"

	"deskhand/bot"
	"deskhand/graph"
	"deskhand/graph/directory"
	"deskhand/internal/config"
	"deskhand/internal/lease"
)

// peopleCmd tells what the directory says about people now.
type peopleCmd struct {
	Show           peopleShowCmd           `cmd:"" help:"What the directory says about a person."`
	Oncall         peopleOncallCmd         `cmd:"" help:"Who is on call (desk.on_call), and whether they can be reached."`
	Administrators peopleAdministratorsCmd `cmd:"" help:"The tenant's global administrators."`
}

type peopleShowCmd struct {
	Person string `arg:"" help:"Object id or user principal name."`
}

type (
	peopleOncallCmd         struct{}
	peopleAdministratorsCmd struct{}
)

// Run implements the command.
func (c *peopleShowCmd) Run(e *env) error {
	people, err := askDirectory(e)
	if err != nil {
		return err
	}
	person, err := people.ByPrincipal(e.ctx, c.Person)
	if errors.Is(err, graph.ErrNotFound) {
		return fmt.Errorf("the directory knows nobody by the object id or user principal name %q", c.Person)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", c.Person, err)
	}
	account := "enabled"
	if !person.Enabled {
		account = "disabled"
	}
	table := tabwriter.NewWriter(e.stdout, 0, 8, 2, ' ', 0)
	for _, row := range [][2]string{
		{"Name", person.Name},
		{"Principal", person.Principal},
		{"Mail", person.Mail},
		{"Department", person.Department},
		{"Title", person.JobTitle},
		{"Manager", person.Manager.Name},
		{"Language", person.Language},
		{"Time zone", person.TimeZone},
		{"Account", account},
		{"Object id", person.ID},
	} {
		if row[1] != "" {
			fmt.Fprintf(table, "%s\t%s\n", row[0], oneLine(row[1]))
		}
	}
	return table.Flush()
}

// Run implements the command.
func (*peopleOncallCmd) Run(e *env) error {
	if len(e.config.Desk.OnCall) == 0 {
		fmt.Fprintln(e.stdout, "Nobody is on call: desk.on_call is empty.")
		return nil
	}
	people, err := askDirectory(e)
	if err != nil {
		return err
	}
	presences, err := people.OnCall(e.ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(e.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tREACHABLE\tPRESENCE\tOBJECT ID")
	for _, p := range presences {
		reachable := "no"
		if p.Reachable() {
			reachable = "yes"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", cmp.Or(oneLine(p.Name), "not in the directory"), reachable, oneLine(p.Availability), oneLine(p.ID))
	}
	return table.Flush()
}

// Run implements the command.
func (*peopleAdministratorsCmd) Run(e *env) error {
	people, err := askDirectory(e)
	if err != nil {
		return err
	}
	administrators, err := people.Administrators(e.ctx)
	if err != nil {
		return err
	}
	return printUsers(e, administrators)
}

func printUsers(e *env, users []graph.User) error {
	table := tabwriter.NewWriter(e.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tPRINCIPAL\tMAIL\tOBJECT ID")
	for _, u := range users {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", oneLine(u.Name), oneLine(u.Principal), oneLine(u.Mail), oneLine(u.ID))
	}
	return table.Flush()
}

// askDirectory is the directory for one command.
func askDirectory(e *env) (*directory.Directory, error) {
	client, err := askGraph(e)
	if err != nil {
		return nil, err
	}
	return directory.New(client, directory.Options{
		TTL: time.Hour, OnCall: e.config.Desk.OnCall, Logger: newLogger(e), Now: e.now,
	}), nil
}

// How often the directory is asked of its own accord.
const (
	onCallEvery   = time.Minute      // who can be reached
	accountsEvery = 30 * time.Minute // whether accounts of open tickets are gone
)

// acquaintances are the directory as the bot knows it.
type acquaintances struct{ *directory.Directory }

// Known implements bot.People.
func (k acquaintances) Known(personID string) bot.Acquaintance {
	person, _ := k.Directory.Known(personID)
	return bot.Acquaintance{Name: person.Name, Language: person.Language, TimeZone: person.TimeZone}
}

// OnCall implements bot.People.
func (k acquaintances) OnCall() []string {
	names, _ := k.Reachable()
	return names
}

// knowPeople lets the bot know what the directory says about people, unless the settings say not to ask it.
func (a *app) knowPeople(e *env, g directory.Graph) {
	if e.config.Graph.PeopleTTL == 0 {
		return
	}
	a.people = directory.New(g, directory.Options{
		TTL: e.config.Graph.PeopleTTL, OnCall: e.config.Desk.OnCall, Whole: oneTenant(e.config), Logger: a.logger, Now: e.now,
	})
	a.bot.People = acquaintances{a.people}
}

// oneTenant reports whether everybody who may talk to the bot is in the directory that is asked.
func oneTenant(cfg config.Config) bool {
	directory := cfg.GraphIdentity().TenantID
	elsewhere := func(tenant string) bool { return !strings.EqualFold(tenant, directory) }
	return len(cfg.Bot.AllowedTenants) > 0 && !slices.ContainsFunc(cfg.Bot.AllowedTenants, elsewhere)
}

// followPeople asks the directory until the context ends.
func (a *app) followPeople(ctx context.Context, group *errgroup.Group, cfg config.Config) {
	group.Go(func() error { return a.people.Run(ctx) })
	group.Go(func() error { return every(ctx, a.checkAccounts(holder(cfg.Listen))) })
	if len(cfg.Desk.OnCall) > 0 {
		group.Go(func() error { return every(ctx, a.lookWhoIsOnCall) })
	}
}

// lookWhoIsOnCall asks who can be reached, so that it is known when somebody wants to know.
func (a *app) lookWhoIsOnCall(ctx context.Context) time.Duration {
	if _, err := a.people.OnCall(ctx); err != nil && ctx.Err() == nil {
		a.logger.DebugContext(ctx, "who is on call could not be asked", "error", err)
	}
	return onCallEvery
}

// checkAccounts looks whether somebody with an open ticket is gone. Of several replicas one does it, the same as long as it
// runs, for it knows already whom it has asked about.
func (a *app) checkAccounts(holder string) func(context.Context) time.Duration {
	checking := lease.Lease{Store: a.store, Name: "accounts", Holder: holder, For: accountsEvery + time.Minute, Logger: a.logger}
	return func(ctx context.Context) time.Duration {
		mine, err := checking.Hold(ctx)
		if err == nil && mine {
			err = a.people.CheckTickets(ctx, a.desk)
		}
		if err != nil && ctx.Err() == nil {
			a.logger.WarnContext(ctx, "whether accounts are gone could not be checked for all tickets; it is tried again", "error", err)
		}
		return accountsEvery
	}
}
