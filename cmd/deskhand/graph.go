package main

import (
	"log/slog"

	"deskhand/graph/msgraph"
	"deskhand/internal/identity"
)

// newGraph is the client of Microsoft Graph that the settings ask for.
func newGraph(e *env, logger *slog.Logger) (*msgraph.Client, error) {
	credential, err := identity.NewCredential(e.config.GraphIdentity(), nil)
	if err != nil {
		return nil, err
	}
	return msgraph.New(msgraph.Config{BaseURL: e.config.Graph.BaseURL}, credential, msgraph.Options{Logger: logger, Now: e.now})
}
