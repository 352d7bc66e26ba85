package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"deskhand/graph/doctor"
	"deskhand/graph/graphtest"
	"deskhand/graph/ticketlist"
	"deskhand/internal/config"
)

// organisation is who and what there is.
type organisation struct {
	graph      *graphtest.Server
	site, list string // list: "" when there was none at the start
	team       string
	channel    string
	makers     string   // group
	agents     []string // who work at the help desk
	mailbox    string
}

// granted are the application permissions that Deskhand needs with its settings, and one too many, for deskhand doctor to
// find.
func granted(settings config.Config) []string {
	names := []string{"Mail.Send"}
	for _, permission := range doctor.Needed(settings) {
		names = append(names, permission.Name)
	}
	return names
}

// populate puts the data of a small organisation into Graph. Its people have the ids that they have in the local Teams
// client too, so that whoever talks to the bot there is known here.
func populate(g *graphtest.Server, withList bool) (*organisation, error) {
	o := &organisation{graph: g}
	zones := map[string]string{ // as Exchange names them
		"en-GB": "GMT Standard Time", "en-US": "Pacific Standard Time", "nb-NO": "W. Europe Standard Time",
	}
	person := func(number int, name, department, language string) string {
		given, _, _ := strings.Cut(strings.ToLower(name), " ")
		return g.AddUser(graphtest.User{
			ID: fmt.Sprintf("00000000-0000-0000-0000-%013d", number), Name: name, UPN: given + "@example.com",
			Department: department, Language: language, TimeZone: zones[language], Availability: "Available",
		})
	}
	boss := person(26, "Patti Fernandez", "IT", "en-GB")
	alex := person(20, "Alex Wilber", "Marketing", "en-US")
	megan := person(21, "Megan Bowen", "Marketing", "en-US")
	adele := person(22, "Adele Vance", "Retail", "en-GB")
	ingrid := person(23, "Ingrid Solberg", "Økonomi", "nb-NO")
	jonas := person(24, "Jonas Dahl", "Salg", "nb-NO")
	lynne := person(25, "Lynne Robbins", "Retail", "en-US")
	makers := []string{alex, megan, adele, ingrid, jonas, lynne}
	for i, name := range []string{"Kåre Hansen", "Åse Nilsen", "Sigrid Moen", "Henrik Lund", "Grace Park", "Daniel Okoro"} {
		makers = append(makers, person(40+i, name, "Operations", []string{"nb-NO", "en-GB"}[i/4]))
	}
	o.agents = []string{person(30, "Tuva Bakken", "Help desk", "nb-NO"), person(31, "Oliver Smith", "Help desk", "en-GB")}
	o.mailbox = g.AddUser(graphtest.User{Name: "Help desk", UPN: "helpdesk@example.com"})
	g.SetRoleMembers(graphtest.GlobalAdministrator, boss)
	g.AddApp(graphtest.App{ExternalID: graphtest.DefaultClient, Name: "Deskhand"})

	o.makers = g.AddGroup("Power Platform makers", makers...)
	o.team = g.AddTeam(graphtest.Team{Name: "Maker community", Owners: []string{boss}, Members: []string{megan}})
	o.channel = g.Team(o.team).Channels[0].ID
	if err := o.furnish(withList); err != nil {
		return nil, err
	}
	return o, nil
}

// furnish makes the help desk's site, and its list when that is wanted.
func (o *organisation) furnish(withList bool) error {
	o.site = o.graph.AddSite(graphtest.Site{
		ID:   "example.sharepoint.com,5f0c7d36-1a64-4d60-b1b5-2f4f0a4b7a01,8b9e0d1c-6f75-4b35-9a53-6f1f2f3c4d02",
		Name: "Help desk", Path: "example.sharepoint.com:/sites/helpdesk", Grant: "owner",
		Local: true, // so that its views can be made
	})
	for _, agent := range o.agents {
		if _, err := o.graph.AddSiteUser(o.site, agent); err != nil {
			return fmt.Errorf("making the site: %w", err)
		}
	}
	if !withList {
		return nil
	}
	var err error
	if o.list, err = o.graph.AddList(o.site, "Tickets", graphtest.ColumnsOf(ticketlist.Columns())...); err != nil {
		return fmt.Errorf("making the list: %w", err)
	}
	return nil
}

// outage is the one issue that can be turned on and off.
func outage(now time.Time) graphtest.Issue {
	return graphtest.Issue{
		ID: "MF1012345", Service: "Microsoft Power Automate", Title: "Cloud flows start late or not at all",
		Impact: "Flows that are started by an event may run up to an hour late.", Feature: "Cloud flows", Started: now,
	}
}

// toggleOutage turns the issue on, or ends it.
func (o *organisation) toggleOutage(now time.Time) {
	issue := outage(now)
	if o.outage() {
		issue = o.graph.Issues()[0]
		issue.Ended, issue.Modified = now, now
	}
	o.graph.SetIssue(issue)
}

// outage reports whether the issue goes on.
func (o *organisation) outage() bool {
	issues := o.graph.Issues()
	return len(issues) > 0 && issues[0].Ended.IsZero()
}

// tickets is the list that the page shows: the one from the start, or the first that somebody made; "" when there is none.
func (o *organisation) tickets() string {
	if o.list != "" {
		return o.list
	}
	first := ""
	for title, id := range o.graph.Lists(o.site) {
		if first == "" || title < first {
			first, o.list = title, id
		}
	}
	return o.list
}

// open grants Deskhand what it needs, and returns its settings for this organisation as lines of its environment. They go
// with what it is told elsewhere, such as community.mode, in the environment or in deskhand.yaml.
func (o *organisation) open(pem, key string, environ []string) (string, error) {
	for _, file := range []*string{&pem, &key} {
		whole, err := filepath.Abs(*file)
		if err != nil {
			return "", fmt.Errorf("finding the certificate: %w", err)
		}
		*file = whole
	}
	lines := o.settings(pem, key)
	all, err := config.LoadOffline("", slices.Concat(environ, lines))
	if err != nil {
		return "", fmt.Errorf("finding out what Deskhand needs: %w", err)
	}

	o.graph.SetRoles(granted(all)...)
	lines = append(lines, "DESKHAND_COMMUNITY_MODE="+all.Community.Mode)
	return strings.Join(lines, "\n") + "\n", nil
}

// settings are what Deskhand has to know of this organisation.
func (o *organisation) settings(pem, key string) []string {
	lines := []string{
		"SSL_CERT_FILE=" + pem,
		"DESKHAND_BOT_NO_AUTH=true", // without which deskhand asks for an app registration
		"DESKHAND_GRAPH_ENABLED=true",
		"DESKHAND_GRAPH_BASE_URL=" + o.graph.GraphURL(),
		"DESKHAND_GRAPH_AUTHORITY=" + o.graph.URL(),
		"DESKHAND_GRAPH_TENANT_ID=" + graphtest.DefaultTenant,
		"DESKHAND_GRAPH_CLIENT_ID=" + graphtest.DefaultClient,
		"DESKHAND_GRAPH_CERTIFICATE_FILE=" + key,
		"DESKHAND_GRAPH_SITE_ID=" + o.site,
		"DESKHAND_GRAPH_MAILBOX=" + o.mailbox,
		"DESKHAND_COMMUNITY_TEAM_ID=" + o.team,
		"DESKHAND_COMMUNITY_CHANNEL_ID=" + o.channel,
		"DESKHAND_COMMUNITY_MAKER_GROUP_ID=" + o.makers,
	}
	if o.list != "" {
		lines = append(lines, "DESKHAND_GRAPH_TICKETS=list", "DESKHAND_GRAPH_LIST_ID="+o.list)
	}
	return lines
}
