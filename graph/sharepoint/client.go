// Package sharepoint speaks SharePoint's own REST interface, for the one thing that it can do and Microsoft Graph can't: views
// of a list. Everything else about lists goes through package msgraph. Its token goes to the site's own host and nowhere
// else, and it never changes or removes what is there.
//
// SharePoint takes an application's token only when it was got by a certificate, a managed identity or a federated
// credential: https://learn.microsoft.com/sharepoint/dev/solution-guidance/security-apponly-azuread
package sharepoint

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"deskhand/graph/internal/wire"
	"deskhand/internal/wait"
)

// NoSecrets is what to do about a credential that SharePoint doesn't take.
const NoSecrets = "SharePoint's own interface takes no client secret: sign in with a certificate, a managed identity " +
	"or a federated credential"

// Options are the surroundings. The zero value is right for production.
type Options struct {
	HTTP   *http.Client // nil: one of its own. Redirects are never followed
	Logger *slog.Logger
	Sleep  func(context.Context, time.Duration) error // returns early, with the context's error, when that ends
}

// Client calls SharePoint. It may be used by many at once.
type Client struct {
	graphURL   string
	credential azcore.TokenCredential
	http       *http.Client
	logger     *slog.Logger
	sleep      func(context.Context, time.Duration) error
}

// New returns a client that proves who it is by the credential. graphURL is where Graph is, as graph.base_url says it: where
// Graph is played, SharePoint is at the same host.
func New(graphURL string, credential azcore.TokenCredential, options Options) (*Client, error) {
	if credential == nil {
		return nil, errors.New("there is no credential for SharePoint")
	}
	c := &Client{graphURL: graphURL, credential: credential, http: options.HTTP, logger: options.Logger, sleep: options.Sleep}
	if c.http == nil {
		c.http = wire.NewHTTPClient()
	}
	c.http = wire.Unfollowed(c.http)
	if c.logger == nil {
		c.logger = slog.New(slog.DiscardHandler)
	}
	if c.sleep == nil {
		c.sleep = wait.For
	}
	return c, nil
}
