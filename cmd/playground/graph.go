package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"deskhand/e2e/playground"
)

// Where the fake Graph listens, and the page on which one is the help desk.
const (
	fakeGraph   = "./bin/fakegraph"
	graphListen = "127.0.0.1:56160"
	graphPage   = "127.0.0.1:56161"
)

// startGraph starts a Microsoft Graph on this machine, and returns the environment by which Deskhand uses it. What that
// Graph knows is gone when it stops, so Deskhand gets a database of its own, and a new one each time.
func startGraph(ctx context.Context, s settings, out io.Writer) (*playground.Process, []string, error) {
	dir := s.graphDir()
	if err := os.RemoveAll(dir); err != nil {
		return nil, nil, fmt.Errorf("clearing away what was left of the last time: %w", err)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, nil, fmt.Errorf("making a folder for the fake Graph: %w", err)
	}
	fmt.Fprintln(out, "Starting a Microsoft Graph on this machine …")
	log, err := os.Create(filepath.Join(s.dir, "graph.log"))
	if err != nil {
		return nil, nil, fmt.Errorf("keeping a log: %w", err)
	}
	defer log.Close() // the program has its own handle
	process, env, err := playground.StartGraph(ctx, playground.GraphOptions{
		Binary: fakeGraph, Dir: dir, Listen: graphListen, Page: graphPage, Output: log,
	})
	if err != nil {
		return nil, nil, fmt.Errorf("%w; its words are in %s", err, log.Name())
	}
	return process, append(env, "DESKHAND_DATABASE=sqlite:"+s.graphDatabase(),
		"DESKHAND_GRAPH_POLL_INTERVAL=2s", "DESKHAND_GRAPH_HEALTH_INTERVAL=5s", "DESKHAND_COMMUNITY_INTERVAL=10s"), nil
}

// graphDir is where the settings for the fake Graph are, and the database that goes with it.
func (s settings) graphDir() string { return filepath.Join(s.dir, "graph") }

func (s settings) graphDatabase() string { return filepath.Join(s.graphDir(), "deskhand.db") }

// listWords say what there is to do with the list, and how an administrator comes to the same Graph and the same tickets.
func (s settings) listWords() string {
	return fmt.Sprintf(listInvitation, "http://"+graphPage, filepath.Join(s.graphDir(), playground.GraphSettings), s.graphDatabase(), binary)
}

const listInvitation = `
Tickets stand in a SharePoint list too. Be the help desk at %s: open a ticket in the chat, watch it
arrive, change its status or write a comment, and see what the requester is told. "Start an outage" there disturbs
Power Automate: ask the bot whether it is down, open a ticket about a flow, and end the outage.

You are Alex in the chat, and build apps. With DESKHAND_COMMUNITY_MODE=consent before make run-graph, Deskhand asks you some
ten seconds after you have opened the chat to join the makers' community; with auto it adds you and says so.

As an administrator, in another terminal in this folder, check the settings and see the same tickets:

  set -a; . %s; set +a
  export DESKHAND_DATABASE=sqlite:%s
  %[4]s doctor       # finds one permission too many, put there to be found, and views that are missing
  %[4]s provision    # makes the views
  %[4]s ticket list
  %[4]s people show alex@example.com
  %[4]s community status
`
