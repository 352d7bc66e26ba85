package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// answersWithin is how long the login service may take, with all the tries of the Azure SDK. It takes a fraction of a second.
const answersWithin = 10 * time.Second

// impatient is a credential that doesn't wait for ever for a login service that takes connections and says nothing, as the
// Azure SDK would.
type impatient struct {
	azcore.TokenCredential

	authority string
	within    time.Duration
}

var errSilent = errors.New("no answer in time")

// GetToken implements azcore.TokenCredential.
func (c impatient) GetToken(ctx context.Context, options policy.TokenRequestOptions) (azcore.AccessToken, error) {
	waiting, cancel := context.WithTimeoutCause(ctx, c.within, errSilent)
	defer cancel()
	token, err := c.TokenCredential.GetToken(waiting, options)
	if err != nil && errors.Is(context.Cause(waiting), errSilent) {
		// That a context has ended would mean to callers that nobody waits any more.
		return token, fmt.Errorf("%s has not answered within %s", c.authority, c.within)
	}
	return token, err
}
