package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"deskhand/graph"
	"deskhand/graph/provision"
	"deskhand/graph/sharepoint"
	"deskhand/graph/ticketlist"
)

// provisionCmd makes or completes the help desk's list.
type provisionCmd struct {
	Name   string `help:"Name of the list, when graph.list_id is not set." default:"Deskhand tickets"`
	Yes    bool   `help:"Ask nothing."`
	DryRun bool   `help:"Say what would be done, and do nothing."`
}

const (
	listDescription = "Tickets of the help desk, kept in step with Deskhand."
	statusColumn    = "Status" // by which the list is looked at
)

// Run implements the command.
func (c *provisionCmd) Run(e *env) error {
	if !e.config.Graph.Enabled {
		return errors.New("graph.enabled: it is false, and the list is made through Microsoft Graph; set it to true")
	}
	if err := e.config.CheckGraph(); err != nil {
		return err
	}
	if e.config.Graph.SiteID == "" {
		return errors.New("graph.site_id: it is empty; write the site as hostname:/sites/name, such as contoso.sharepoint.com:/sites/helpdesk")
	}
	logger := newLogger(e)
	client, err := newGraph(e, logger)
	if err != nil {
		return err
	}
	views, err := newSharePoint(e, logger)
	if err != nil {
		return err
	}
	return c.provision(e, client, views)
}

func (c *provisionCmd) provision(e *env, client provision.Client, views provision.ViewClient) error {
	columns := ticketlist.Columns()
	wish := provision.Wish{
		Site: e.config.Graph.SiteID, List: e.config.Graph.ListID,
		Name: c.Name, Description: listDescription, Columns: columns,
	}
	if e.config.GraphIdentity().ClientSecret == "" {
		wish.Views = ticketlist.Views()
	}
	plan, err := provision.New(e.ctx, client, views, wish)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, "Site: %s (%s)\n", oneLine(plan.Site.Name), oneLine(plan.Site.WebURL))
	if !plan.IsNew() {
		fmt.Fprintf(e.stdout, "List: %s (%s)\n", oneLine(plan.List.Name), oneLine(plan.List.WebURL))
	}
	if len(plan.Faults) > 0 {
		for _, fault := range plan.Faults {
			fmt.Fprintf(e.stdout, "%s; %s\n", oneLine(fault.Problem), fault.Advice)
		}
		return errReported
	}
	if plan.Done() {
		fmt.Fprintln(e.stdout, "Nothing to do.")
		epilogue(e, plan, columns)
		return nil
	}
	if goOn, err := c.goOn(e, plan); err != nil || !goOn {
		return err
	}
	if err := plan.Carry(e.ctx, func(line string) { fmt.Fprintln(e.stdout, printable(line)) }); err != nil {
		return err
	}
	epilogue(e, plan, columns)
	return nil
}

// goOn says what will be done, and asks.
func (c *provisionCmd) goOn(e *env, plan *provision.Plan) (bool, error) {
	fmt.Fprintln(e.stdout, "\nThis will:")
	for _, line := range plan.Words() {
		fmt.Fprintln(e.stdout, "  "+printable(line))
	}
	fmt.Fprintln(e.stdout)
	switch {
	case c.DryRun:
		fmt.Fprintln(e.stdout, "Nothing was done.")
		return false, nil
	case c.Yes:
		return true, nil
	}
	answer, err := ask(e.ctx, e, "Go on? [y/N] ")
	if errors.Is(err, io.EOF) {
		fmt.Fprintln(e.stdout, "Nothing was done. Use --yes where nobody can answer.")
		return false, errReported
	}
	if err != nil {
		return false, err
	}
	if !slices.Contains([]string{"y", "yes"}, strings.ToLower(answer)) {
		fmt.Fprintln(e.stdout, "Nothing was done.")
		return false, errReported
	}
	return true, nil
}

// ask reads a line that somebody writes. Without any it returns io.EOF.
func ask(ctx context.Context, e *env, question string) (string, error) {
	fmt.Fprint(e.stdout, question)
	lines := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(e.stdin).ReadString('\n')
		lines <- line
	}()
	select {
	case line := <-lines:
		if line == "" {
			return "", io.EOF
		}
		return strings.TrimSpace(line), nil
	case <-ctx.Done():
		fmt.Fprintln(e.stdout)
		return "", ctx.Err()
	}
}

// epilogue says how to go on: the settings, and how to see the list by status.
func epilogue(e *env, plan *provision.Plan, columns []graph.Column) {
	fmt.Fprintf(e.stdout, "\nThe settings for this list:\n\ngraph:\n  tickets: list\n  site_id: %q\n  list_id: %q\n",
		plan.Site.ID, plan.List.ID)
	show := func(name, address string) { fmt.Fprintf(e.stdout, "  %-20s %s\n", oneLine(name), oneLine(address)) }
	why := noViews(e, plan)
	if why == "" {
		fmt.Fprint(e.stdout, "\nThese views show it by status:\n\n")
		for _, view := range plan.Views {
			show(view.Title, view.WebURL)
		}
		return
	}
	fmt.Fprintf(e.stdout, "\nViews were not made: %s\n", oneLine(why))
	at := slices.IndexFunc(columns, func(column graph.Column) bool { return column.Name == statusColumn })
	if at < 0 {
		return
	}
	fmt.Fprint(e.stdout, "These addresses show the list by status; docs/install.md tells how a person makes views:\n\n")
	for _, link := range provision.Links(plan.List, columns[at]) {
		show(link.Name, link.Address)
	}
}

// noViews says why views are missing, and what to do; "" when none are.
func noViews(e *env, plan *provision.Plan) string {
	switch {
	case e.config.GraphIdentity().ClientSecret != "":
		return sharepoint.NoSecrets
	case plan.NoViews != nil:
		return plan.NoViews.Error()
	}
	return ""
}
