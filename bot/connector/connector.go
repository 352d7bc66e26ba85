// Package connector is the door between the bot and Microsoft Teams: it decides who may call the bot, and it is the
// only way in which the bot calls Teams. It never looks at what is said.
package connector

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"deskhand/internal/identity"
	"deskhand/internal/wait"
)

var (
	// ErrUnauthorized says that the caller has not shown to be Teams; answer 401.
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden says that the caller is Teams, and may not do this; answer 403.
	ErrForbidden = errors.New("forbidden")
	// ErrGone says that the conversation can't be reached any more: it was deleted, or the bot was removed from it or
	// blocked. What is kept to reach it can be dropped.
	ErrGone = errors.New("the conversation is gone")
	// ErrBroken says that the connection broke behind a message: nobody knows whether it has arrived.
	ErrBroken = errors.New("the connection broke behind the message, which may have arrived")
	// ErrTooLarge says that an activity is larger than Teams takes. Trying again won't help.
	ErrTooLarge = errors.New("the activity is too large")
)

// The endpoints of Microsoft's public cloud.
const (
	DefaultOpenIDMetadata = "https://login.botframework.com/v1/.well-known/openidconfiguration"
	DefaultIssuer         = "https://api.botframework.com"
	DefaultAuthority      = identity.DefaultAuthority
	DefaultScope          = "https://api.botframework.com/.default"
)

// Config says who the bot is and whom it trusts. Every endpoint is a setting, since sovereign clouds have their own;
// an empty one is the public cloud's.
type Config struct {
	AppID    string // the bot's; empty in no-auth mode, and only there
	TenantID string // where the bot is registered

	// AllowedTenants are those whose people may talk to the bot. None: TenantID alone.
	AllowedTenants []string
	// ServiceHosts are where Teams may be called, and may say it is: "host" (at the scheme's own port), "host:port" or
	// "*.suffix". None: those of the public cloud.
	ServiceHosts []string

	OpenIDMetadata string // where the keys are announced with which Teams signs
	Issuer         string // of the tokens that Teams shows
	Authority      string // https base of the login service, where the bot gets its own tokens
	Scope          string // of the bot's own tokens

	// How the bot proves to the login service that it is AppID; exactly one.
	ClientSecret       string
	CertificateFile    string // PEM or PFX, with the private key
	FederatedTokenFile string // workload identity
	ManagedIdentity    bool   // the user-assigned managed identity whose client id is AppID

	CertificatePassword string // of an encrypted PFX

	// MaxPerSecond is how many requests a second are made for each tenant. Teams allows an app 50. 0: no limit but the
	// one that Teams has for each conversation.
	MaxPerSecond int
}

func (c Config) withDefaults() Config {
	if len(c.AllowedTenants) == 0 && c.TenantID != "" {
		c.AllowedTenants = []string{c.TenantID}
	}
	if len(c.ServiceHosts) == 0 {
		c.ServiceHosts = []string{"smba.trafficmanager.net", "*.botframework.com"}
	}
	c.OpenIDMetadata = cmp.Or(c.OpenIDMetadata, DefaultOpenIDMetadata)
	c.Issuer = cmp.Or(c.Issuer, DefaultIssuer)
	c.Authority = cmp.Or(c.Authority, DefaultAuthority)
	c.Scope = cmp.Or(c.Scope, DefaultScope)
	return c
}

// Options are the surroundings. The zero value is right for production.
type Options struct {
	HTTP   *http.Client
	Logger *slog.Logger
	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error // returns early, with the context's error, when that ends
}

func (o Options) withDefaults() Options {
	if o.HTTP == nil {
		o.HTTP = newHTTPClient()
	}
	// Redirects are refused: a token must not follow one, and neither must trust.
	client := *o.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	o.HTTP = &client
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = wait.For
	}
	return o
}

// newHTTPClient keeps many connections to the few hosts that are called, and waits for none of them for long.
func newHTTPClient() *http.Client {
	return &http.Client{
		Timeout: 15 * time.Second,
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
			ForceAttemptHTTP2:      true,
			MaxIdleConns:           256,
			MaxIdleConnsPerHost:    128,
			IdleConnTimeout:        90 * time.Second,
			TLSHandshakeTimeout:    5 * time.Second,
			ResponseHeaderTimeout:  10 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
			WriteBufferSize:        32 << 10, // a card is then one record, not several
		},
	}
}
