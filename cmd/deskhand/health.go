package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"deskhand/graph/health"
	"deskhand/graph/msgraph"
	"deskhand/helpdesk"
)

// healthCmd tells what Microsoft says about its services now.
type healthCmd struct{}

// Run implements the command.
func (*healthCmd) Run(e *env) error {
	client, err := askGraph(e)
	if err != nil {
		return err
	}
	issues, err := client.ServiceIssues(e.ctx)
	if err != nil {
		return err
	}
	return printIncidents(e, health.Incidents(issues))
}

// askGraph is the client for a command that can do nothing without Graph.
func askGraph(e *env) (*msgraph.Client, error) {
	if !e.config.Graph.Enabled {
		return nil, errors.New("graph.enabled is false: set it to true, and say who Deskhand is to Microsoft Graph")
	}
	if err := e.config.CheckGraph(); err != nil {
		return nil, err
	}
	return newGraph(e, newLogger(e))
}

func printIncidents(e *env, incidents []helpdesk.Incident) error {
	place, err := time.LoadLocation(e.config.Desk.TimeZone)
	if err != nil {
		return fmt.Errorf("desk.time_zone: %w", err)
	}
	var rows []string
	for _, i := range incidents {
		if i.Over() {
			continue
		}
		kind := "incident"
		if i.Advisory {
			kind = "advisory"
		}
		at := func(t time.Time) string { return t.In(place).Format("2006-01-02 15:04") }
		rows = append(rows, strings.Join([]string{
			oneLine(i.ID), kind, at(i.StartedAt), at(i.UpdatedAt), oneLine(i.Service), oneLine(i.Title),
		}, "\t"))
	}
	if len(rows) == 0 {
		fmt.Fprintln(e.stdout, "Microsoft reports no disruption to Power Platform.")
		return nil
	}
	table := tabwriter.NewWriter(e.stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tKIND\tSINCE\tUPDATED\tSERVICE\tTITLE")
	fmt.Fprintln(table, strings.Join(rows, "\n"))
	return table.Flush()
}

// lookAgain is when Microsoft's services are looked at again after that failed, unless they are looked at more often.
const lookAgain = time.Minute

// watchServices lets the bot know how Microsoft's services are, as Graph tells it, unless the settings say never to look.
func (a *app) watchServices(e *env, g health.Graph, registry prometheus.Registerer) {
	if e.config.Graph.HealthInterval == 0 {
		return
	}
	a.services = health.New(g, a.desk, health.Options{
		Interval: e.config.Graph.HealthInterval, Logger: a.logger, Now: e.now, Registry: registry,
	})
	a.bot.Health = a.services
}

// lookAtServices looks once how they are. The watcher itself says in the log that Graph does not answer.
func (a *app) lookAtServices(interval time.Duration) func(context.Context) time.Duration {
	return func(ctx context.Context) time.Duration {
		if err := a.services.Look(ctx); err != nil && ctx.Err() == nil {
			a.logger.DebugContext(ctx, "Microsoft's services could not be looked at", "error", err)
			return min(interval, lookAgain)
		}
		return interval
	}
}
