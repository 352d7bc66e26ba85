package main

import (
	"context"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"deskhand/graph/msgraph"
	"deskhand/graph/sharepoint"
	"deskhand/internal/config"
	"deskhand/internal/identity"
)

// openMicrosoft365 puts in place what stands on Microsoft Graph, if it is to be used.
func (a *app) openMicrosoft365(e *env, registry prometheus.Registerer) error {
	if !e.config.Graph.Enabled {
		return nil
	}
	client, err := newGraph(e, a.logger)
	if err != nil {
		return err
	}
	if err := a.openTool(e, client, registry); err != nil {
		return err
	}
	a.watchServices(e, client, registry)
	a.knowPeople(e, client)
	return a.openInviter(e, client)
}

// keepMicrosoft365 watches what stands on Microsoft Graph until the context ends.
func (a *app) keepMicrosoft365(ctx context.Context, group *errgroup.Group, cfg config.Config) {
	if a.services != nil {
		group.Go(func() error { return every(ctx, a.lookAtServices(cfg.Graph.HealthInterval)) })
	}
	if a.people != nil {
		a.followPeople(ctx, group, cfg)
	}
	a.keepTool(ctx, group)
	a.keepCommunity(ctx, group)
}

// newGraph is the client of Microsoft Graph that the settings ask for.
func newGraph(e *env, logger *slog.Logger) (*msgraph.Client, error) {
	credential, err := identity.NewCredential(e.config.GraphIdentity(), nil)
	if err != nil {
		return nil, err
	}
	return msgraph.New(msgraph.Config{BaseURL: e.config.Graph.BaseURL}, credential, msgraph.Options{Logger: logger, Now: e.now})
}

// newSharePoint is the client of SharePoint's own interface, which goes by the settings of Graph.
func newSharePoint(e *env, logger *slog.Logger) (*sharepoint.Client, error) {
	credential, err := identity.NewCredential(e.config.GraphIdentity(), nil)
	if err != nil {
		return nil, err
	}
	return sharepoint.New(e.config.Graph.BaseURL, credential, sharepoint.Options{Logger: logger})
}
