package msgraph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	core "github.com/microsoftgraph/msgraph-sdk-go-core"

	"deskhand/graph/internal/wire"
	"deskhand/internal/wait"
)

// DefaultBaseURL is Graph in Microsoft's public cloud.
const DefaultBaseURL = "https://graph.microsoft.com/v1.0"

// Config says where Graph is.
type Config struct {
	// BaseURL is used as it is, with its version; empty: DefaultBaseURL. Tokens are for its origin, and go there alone.
	BaseURL string
	// SharePointUnits is how many of SharePoint's resource units are used in a minute: a read is 1, a write 2. Microsoft
	// gives an application 1,200 to 6,000, by the size of the tenant. 0: 1,200.
	SharePointUnits int
}

// Options are the surroundings. The zero value is right for production.
type Options struct {
	HTTP   *http.Client // nil: one of its own. Redirects are never followed
	Logger *slog.Logger
	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error // returns early, with the context's error, when that ends

	// Observe is told of each request: what was attempted, how it went ("ok", the status, or "failed" when there was no
	// answer), and how long that took.
	Observe func(operation, outcome string, took time.Duration)
}

// Client calls Graph. It may be used by many at once.
type Client struct {
	base    *url.URL
	adapter *core.GraphRequestAdapterBase
	tokens  *tokens
	options Options

	sharePoint, directory, mail, mailboxes, reports *service

	mu        sync.Mutex
	teams     map[string]*service // by the id of the team; there are few
	userLists map[string]string   // id of the list of a site's users, by the site's id
}

// New returns a client that proves who it is by the credential. The error says what is wrong with the address.
func New(cfg Config, credential azcore.TokenCredential, options Options) (*Client, error) {
	if credential == nil {
		return nil, errors.New("there is no credential for Microsoft Graph")
	}
	base, err := parseBase(cmp.Or(cfg.BaseURL, DefaultBaseURL))
	if err != nil {
		return nil, err
	}
	options = options.withDefaults()
	c := &Client{
		base: base, options: options, teams: map[string]*service{}, userLists: map[string]string{},
		tokens: &tokens{credential: credential, base: base, now: options.Now},
	}
	c.limits(cmp.Or(cfg.SharePointUnits, 1200))
	c.adapter, err = newAdapter(c.tokens, options.HTTP)
	if err != nil {
		return nil, err
	}
	c.adapter.SetBaseUrl(base.String())
	return c, nil
}

func parseBase(address string) (*url.URL, error) {
	base, err := url.Parse(strings.TrimRight(address, "/"))
	if err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" ||
		base.Scheme != "https" && (base.Scheme != "http" || !loopback(base.Hostname())) {
		return nil, fmt.Errorf("the address of Microsoft Graph, %q, is not https://host/version; http is for this machine", address)
	}
	return base, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (o Options) withDefaults() Options {
	if o.HTTP == nil {
		o.HTTP = wire.NewHTTPClient()
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = wait.For
	}
	if o.Observe == nil {
		o.Observe = func(string, string, time.Duration) {}
	}
	return o
}
