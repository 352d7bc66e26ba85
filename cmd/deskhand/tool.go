package main

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"deskhand/graph"
	"deskhand/graph/msgraph"
	"deskhand/graph/ticketlist"
	"deskhand/graph/ticketmail"
	"deskhand/helpdesk"
	"deskhand/internal/config"
	"deskhand/web"
)

// tool is where the help desk works tickets beside the database: a SharePoint list, or whatever reads a mailbox.
type tool struct {
	send func(ctx context.Context, ticketID string) error // brings a ticket's copy there up to date
	list *ticketlist.Sync                                 // nil: it is no list
}

// openTool makes the way to the tool that the settings ask for, if they do.
func (a *app) openTool(e *env, client *msgraph.Client, registry prometheus.Registerer) error {
	settings := e.config.Graph
	switch settings.Tickets {
	case config.TicketsList:
		if settings.ListID == "" {
			return errors.New("graph.list_id is not set; run deskhand provision, which makes the list and says its id")
		}
		options := ticketlist.Options{
			Lists: client, Desk: a.desk, Memory: a.store, App: e.config.GraphIdentity().ClientID,
			List:     graph.ListRef{Site: settings.SiteID, List: settings.ListID},
			Holder:   holder(e.config.Listen),
			Interval: settings.PollInterval, NotificationURL: settings.NotificationURL,
			Zone: a.desk.Policy().Calendar.Location, Metrics: ticketlist.NewMetrics(registry), Logger: a.logger, Now: e.now,
		}
		if settings.PeopleTTL > 0 {
			options.Directory = client
		}
		list := ticketlist.New(options)
		a.tool = tool{send: list.Send, list: list}
	case config.TicketsMail:
		options := ticketmail.Options{
			Mailer: client, Desk: a.desk, Memory: a.store, Mailbox: settings.Mailbox,
			To: cmp.Or(settings.MailTo, settings.Mailbox), Zone: a.desk.Policy().Calendar.Location, Logger: a.logger,
		}
		if settings.PeopleTTL > 0 {
			options.Directory = client
		}
		a.tool = tool{send: ticketmail.New(options).Send}
	}
	return nil
}

// mirrored reports whether tickets have a copy in a tool.
func mirrored(cfg config.Config) bool {
	return cfg.Graph.Enabled && cfg.Graph.Tickets != config.TicketsLocal
}

// mirror brings a ticket's copy in the help desk's tool up to date.
func (a *app) mirror(ctx context.Context, job helpdesk.Job) error {
	return a.tool.send(ctx, job.Ticket)
}

// serveTool serves what the help desk's tool, and Graph on its behalf, tell.
func (a *app) serveTool(mux *http.ServeMux, e *env) {
	if a.tool.list != nil && e.config.Graph.NotificationURL != "" {
		mux.Handle("POST /api/graph/notifications", a.tool.list)
	}
	if secret := e.config.Desk.WebhookSecret.Reveal(); secret != "" {
		mux.Handle("POST /api/tickets/{key}/events", &web.Events{Desk: a.desk, Secret: secret, Logger: a.logger, Now: e.now})
	}
}

// keepTool keeps the help desk's list and the desk in step until the context ends.
func (a *app) keepTool(ctx context.Context, group *errgroup.Group) {
	if a.tool.list != nil {
		group.Go(func() error { return a.tool.list.Run(ctx) })
	}
}
