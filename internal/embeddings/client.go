// Package embeddings has texts encoded by a service that speaks OpenAI's embeddings interface, as Azure OpenAI and Ollama
// do. It shows its key to that service alone, follows it nowhere else, and never keeps a question waiting for a service
// that is down.
package embeddings

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"deskhand/internal/wait"
	"deskhand/knowledge"
)

// Config says which service encodes.
type Config struct {
	// URL is where the interface begins, such as https://api.openai.com/v1; of Azure OpenAI, the address of the deployment
	// with its api-version. It is https, or on this machine.
	URL   string
	Model string
	Key   string // empty: none is needed
	// KeyHeader is the header that carries the key. In "Authorization", where it goes when this is empty, it is a bearer
	// token; Azure OpenAI wants it in "api-key".
	KeyHeader string
}

// Options are what a client needs of its surroundings. All of them may be left out.
type Options struct {
	HTTP   http.RoundTripper
	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error
	Logger *slog.Logger
}

// ErrDown is returned at once, for a while after the service could not be used.
var ErrDown = errors.New("the embeddings service could not be used a short while ago, and is left alone")

const (
	batch    = 64               // texts in a request
	mostText = 8 << 10          // bytes of a text that are sent: models read no further
	patience = time.Minute      // for a request, unless the caller has less
	rest     = 30 * time.Second // for which a service that is down is left alone
	attempts = 4
	mostWait = 30 * time.Second // between attempts
)

// Client encodes texts by the service. It is safe for concurrent use.
type Client struct {
	config   Config
	endpoint string
	http     *http.Client
	options  Options

	mu        sync.Mutex
	downUntil time.Time
}

var _ knowledge.Encoder = (*Client)(nil)

// New returns a client for the service. It calls nobody yet.
func New(config Config, options Options) (*Client, error) {
	base, err := url.Parse(config.URL)
	if err != nil || !Safe(base) {
		return nil, fmt.Errorf("%q is not an address for embeddings: write it as https://host/path; http is for this machine", config.URL)
	}
	if config.Model == "" {
		return nil, errors.New("the embeddings service needs to be told a model")
	}
	if config.KeyHeader == "" {
		config.KeyHeader = "Authorization"
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Sleep == nil {
		options.Sleep = wait.For
	}
	if options.Logger == nil {
		options.Logger = slog.New(slog.DiscardHandler)
	}
	return &Client{
		config:   config,
		endpoint: base.JoinPath("embeddings").String(),
		http: &http.Client{
			Transport:     options.HTTP,
			Timeout:       patience,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		options: options,
	}, nil
}

// Safe says whether a key and what people ask may be sent to an address: over https, or to this machine.
func Safe(u *url.URL) bool {
	if u.Host == "" || u.User != nil || u.Fragment != "" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	local := u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && local
}

// Name implements knowledge.Encoder. The address is part of it: one name of a model may mean different ones.
func (c *Client) Name() string { return c.config.Model + " at " + c.endpoint }

// Knows implements knowledge.Encoder. A service doesn't say which languages its model was made for; most were made for many.
func (*Client) Knows(string) bool { return true }

// Encode implements knowledge.Encoder. One text alone is a question: it is tried once, for as long as the context lets it.
// Several are articles, which can wait: what the service is too busy for is tried again.
func (c *Client) Encode(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, 0, len(texts))
	for len(texts) > len(vectors) {
		some := texts[len(vectors):]
		some = some[:min(batch, len(some))]
		made, err := c.try(ctx, some, len(texts) > 1)
		if err != nil {
			return nil, fmt.Errorf("embeddings: %w", err)
		}
		vectors = append(vectors, made...)
		if len(made[0]) != len(vectors[0]) {
			return nil, fmt.Errorf("embeddings: vectors of %d and of %d numbers", len(vectors[0]), len(made[0]))
		}
	}
	return vectors, nil
}

// try calls the service, again if that is worth it, and remembers that it is down.
func (c *Client) try(ctx context.Context, texts []string, again bool) ([][]float32, error) {
	for attempt := 1; ; attempt++ {
		if c.down() {
			return nil, ErrDown
		}
		vectors, err := c.call(ctx, texts)
		var refused *refusal
		isRefusal := errors.As(err, &refused)
		switch {
		case err == nil:
			return vectors, nil
		case errors.Is(ctx.Err(), context.Canceled): // whoever asked has gone, which says nothing about the service
			return nil, err
		case isRefusal && refused.ofTexts():
			return nil, err
		case !again || attempt == attempts || isRefusal && !refused.passes():
			c.rest(err)
			return nil, err
		}
		wait := time.Second << (attempt - 1)
		if isRefusal && refused.after > 0 {
			wait = refused.after
		}
		if err := c.options.Sleep(ctx, min(wait, mostWait)); err != nil {
			return nil, err
		}
	}
}

func (c *Client) down() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.options.Now().Before(c.downUntil)
}

// rest leaves the service alone for a while.
func (c *Client) rest(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.downUntil = c.options.Now().Add(rest)
	c.options.Logger.Warn("the embeddings service can't be used; questions are answered without it", "error", err, "for", rest)
}

// fit is a text as a service takes it: not empty, and not longer than any model reads.
func fit(text string) string {
	if strings.TrimSpace(text) == "" {
		return "."
	}
	if len(text) > mostText {
		text = text[:mostText]
	}
	return strings.ToValidUTF8(text, "")
}
