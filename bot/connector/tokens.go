package connector

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// tokens are the bot's own; nil in no-auth mode. The credential keeps them and renews them before they expire. Asking
// it takes a lock and a while, so its answer is good for a minute.
type tokens struct {
	credential azcore.TokenCredential
	scope      string
	now        func() time.Time
	current    atomic.Pointer[currentToken]
	renewing   sync.Mutex
}

type currentToken struct {
	token string
	until time.Time
}

const (
	askCredentialEvery = time.Minute
	expiryMargin       = 5 * time.Minute
)

// get returns a token to show to Teams; "" in no-auth mode.
func (t *tokens) get(ctx context.Context) (string, error) {
	if t == nil {
		return "", nil
	}
	if current := t.current.Load(); current != nil && t.now().Before(current.until) {
		return current.token, nil
	}
	return t.request(ctx, policy.TokenRequestOptions{Scopes: []string{t.scope}})
}

// renew returns another token than the one that Teams has rejected. Many requests are rejected at the same time, and
// only the first of them asks for a new one.
func (t *tokens) renew(ctx context.Context, rejected string) (string, error) {
	t.renewing.Lock()
	defer t.renewing.Unlock()
	token, err := t.get(ctx)
	if err != nil || token != rejected {
		return token, err
	}
	// A demand that only a new token can meet makes the credential pass over the one that it keeps.
	notBefore := fmt.Sprintf(`{"access_token":{"nbf":{"essential":true,"value":"%d"}}}`, t.now().Unix())
	return t.request(ctx, policy.TokenRequestOptions{Scopes: []string{t.scope}, Claims: notBefore})
}

func (t *tokens) request(ctx context.Context, options policy.TokenRequestOptions) (string, error) {
	token, err := t.credential.GetToken(ctx, options)
	if err != nil {
		return "", fmt.Errorf("getting a token for Teams; check the bot's app id, tenant and credential: %w", err)
	}
	until := t.now().Add(askCredentialEvery)
	if last := token.ExpiresOn.Add(-expiryMargin); last.Before(until) {
		until = last
	}
	t.current.Store(&currentToken{token.Token, until})
	return token.Token, nil
}
