package msgraph

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	abstractions "github.com/microsoft/kiota-abstractions-go"

	"deskhand/graph"
	"deskhand/graph/internal/wire"
)

// tokens authenticates requests. The SDK's own way lets a request to a host that it doesn't know go out without a token
// and without an error; this one refuses it. The credential keeps tokens, and renews them before they expire.
type tokens struct {
	credential azcore.TokenCredential
	base       *url.URL
	now        func() time.Time

	renewing sync.Mutex
	mu       sync.Mutex
	rejected string // the last token that Graph refused
}

// AuthenticateRequest adds the token, to a request to Graph alone. A link that leads anywhere else is of no use any more,
// as when it was kept from before the address of Graph was changed.
func (t *tokens) AuthenticateRequest(ctx context.Context, r *abstractions.RequestInformation, _ map[string]any) error {
	target, err := r.GetUri()
	if err != nil {
		return fmt.Errorf("the link can't be read (%w): %w", err, graph.ErrResync)
	}
	if !sameOrigin(t.base, target) {
		return fmt.Errorf("the link leads to %s://%s instead of %s: %w", target.Scheme, target.Host, t.base.Host, graph.ErrResync)
	}
	token, err := t.get(ctx)
	if err != nil {
		return err
	}
	if got, ok := ctx.Value(answerKey{}).(*answer); ok {
		got.token = token
	}
	r.Headers.Remove("Authorization")
	r.Headers.Add("Authorization", "Bearer "+token)
	return nil
}

func sameOrigin(a, b *url.URL) bool {
	return strings.EqualFold(a.Scheme, b.Scheme) && strings.EqualFold(a.Host, b.Host)
}

// get returns a token that Graph hasn't refused, as far as there is one.
func (t *tokens) get(ctx context.Context) (string, error) {
	token, err := t.ask(ctx, "")
	if err != nil || !t.isRejected(token) {
		return token, err
	}
	// Many requests are refused at the same time, and only the first of them asks for a new token.
	t.renewing.Lock()
	defer t.renewing.Unlock()
	token, err = t.ask(ctx, "")
	if err != nil || !t.isRejected(token) {
		return token, err
	}
	// A demand that only a new token can meet makes the credential pass over the one that it keeps.
	return t.ask(ctx, fmt.Sprintf(`{"access_token":{"nbf":{"essential":true,"value":"%d"}}}`, t.now().Unix()))
}

func (t *tokens) ask(ctx context.Context, claims string) (string, error) {
	scope := t.base.Scheme + "://" + t.base.Host + "/.default"
	token, err := t.credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scope}, Claims: claims})
	if err != nil {
		return "", wire.SignInFault(err)
	}
	return token.Token, nil
}

func (t *tokens) reject(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rejected = token
}

func (t *tokens) isRejected(token string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return token == t.rejected
}

// Roles are the application permissions that the token carries, such as User.Read.All: those that an administrator has
// consented to. A grant by Sites.Selected to one site is not among them.
func (c *Client) Roles(ctx context.Context) ([]string, error) {
	op := operation{name: "read the permissions in the token", service: c.directory, safe: true}
	var roles []string
	err := c.call(ctx, op, func(ctx context.Context) (err error) {
		roles, err = c.tokens.roles(ctx)
		return err
	})
	return roles, err
}

// lacks reports whether the token carries none of these permissions. One that can't be had or read is not said to.
func (c *Client) lacks(ctx context.Context, permissions []string) bool {
	held, err := c.tokens.roles(ctx)
	return err == nil && !slices.ContainsFunc(held, func(role string) bool { return slices.Contains(permissions, role) })
}

// roles are what the token carries now.
func (t *tokens) roles(ctx context.Context) ([]string, error) {
	token, err := t.get(ctx)
	if err != nil {
		return nil, err
	}
	return rolesIn(token)
}

// rolesIn reads a token that came from the login service itself, and needs no verification: Graph does that.
func rolesIn(token string) ([]string, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, errors.New("the token is no JWT; its permissions can't be read")
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil, fmt.Errorf("the token can't be read: %w", err)
	}
	var claims struct {
		Roles []string `json:"roles"`
	}
	if err := json.Unmarshal(payload, &claims); err != nil {
		return nil, fmt.Errorf("the token can't be read: %w", err)
	}
	return claims.Roles, nil
}
