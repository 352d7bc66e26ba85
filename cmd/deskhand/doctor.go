package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"deskhand/graph/doctor"
	"deskhand/graph/sharepoint"
	"deskhand/graph/ticketlist"
)

// doctorCmd looks at the whole installation.
type doctorCmd struct {
	Manifest string `help:"App package to look at: what deskhand manifest wrote and you uploaded. Without it, deskhand.zip in this folder, if there is one." placeholder:"FILE"`
	JSON     bool   `help:"Print JSON."`
}

// handshake is how long graph.notification_url may take to answer; Graph gives it as long.
const handshake = 10 * time.Second

// Run implements the command.
func (c *doctorCmd) Run(e *env) error {
	d := diagnosis{env: e, manifest: c.Manifest}
	if e.unsettled == nil && e.config.Graph.Enabled {
		quiet := slog.New(slog.DiscardHandler) // what it would log, the findings say
		d.graph, d.graphFault = newGraph(e, quiet)
		if d.graphFault == nil {
			d.sharePoint, d.graphFault = newSharePoint(e, quiet)
		}
	}
	return c.examine(e, d)
}

func (c *doctorCmd) examine(e *env, d diagnosis) error {
	r := report{env: e, json: c.JSON, counts: map[doctor.Level]int{}}
	healthy := doctor.Run(e.ctx, d.checks(), r.tell)
	if err := r.end(healthy); err != nil {
		return err
	}
	if !healthy {
		return errReported
	}
	return nil
}

// diagnosis is what the checks look at.
type diagnosis struct {
	*env

	manifest   string       // the app package that was named; empty: none was
	http       *http.Client // nil: Azure's own, for the login service
	graph      doctor.Client
	sharePoint *sharepoint.Client
	graphFault error // why there is none of the two
}

// checks are all of them, in the order in which it makes sense to mend things.
func (d diagnosis) checks() []doctor.Check {
	all := []doctor.Check{{Name: "settings", Run: d.settings}}
	if d.unsettled != nil { // with no settings at all there is nothing to look at
		return all
	}
	all = append(all, d.local()...)
	if d.graphFault != nil {
		return append(all, doctor.Check{Name: doctor.SignIn, Run: func(context.Context) []doctor.Finding {
			return doctor.One(doctor.Fail, d.graphFault.Error(), "mend the settings under graph")
		}})
	}
	return append(all, doctor.Graph(d.config, doctor.Options{
		Client: d.graph, Columns: ticketlist.Columns(), Views: ticketlist.Views(), Viewer: d.sharePoint,
		HTTP: &http.Client{Timeout: handshake}, NewID: newID,
	})...)
}

// report prints findings as they are made; as JSON, all of them in the end.
type report struct {
	env      *env
	json     bool
	counts   map[doctor.Level]int
	findings []doctor.Finding
}

func (r *report) tell(f doctor.Finding) {
	r.counts[f.Level]++
	r.findings = append(r.findings, f)
	if r.json {
		return
	}
	text := oneLine(f.Detail) // whatever an error or a name holds
	if f.Advice != "" {
		text += "; " + f.Advice
	}
	fmt.Fprintf(r.env.stdout, "%-5s %-23s%s\n", f.Level, f.Check, text)
}

func (r *report) end(healthy bool) error {
	if r.json {
		encoder := json.NewEncoder(r.env.stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(struct {
			Healthy  bool             `json:"healthy"`
			Findings []doctor.Finding `json:"findings"`
		}{healthy, r.findings})
	}
	fmt.Fprintf(r.env.stdout, "\n%d ok, %d warnings, %d failed, %d off, %d not looked at\n",
		r.counts[doctor.OK], r.counts[doctor.Warn], r.counts[doctor.Fail], r.counts[doctor.Off], r.counts[doctor.Skip])
	return nil
}
