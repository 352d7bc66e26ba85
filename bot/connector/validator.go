package connector

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"github.com/infracloudio/msbotbuilder-go/schema"

	"deskhand/bot/activity"
)

// Validator lets in what Teams signed, for this bot, and of the tenants whose people may talk to it. It takes the
// place of the library's own in auth.TokenValidator.
type Validator struct {
	tokens  *verifier
	service guard
	tenants []string
	appID   string
	issuer  string
}

var _ auth.TokenValidator = (*Validator)(nil)

// NewValidator returns a validator for the bot that the configuration names. The keys of Teams are fetched when the
// first request comes. The error lists everything that is wrong with the configuration.
func NewValidator(cfg Config, options Options) (*Validator, error) {
	cfg, options = cfg.withDefaults(), options.withDefaults()
	service, err := allowHosts(cfg.ServiceHosts)
	errs := []error{err}
	if cfg.AppID == "" {
		errs = append(errs, errors.New("the app id of the bot's registration is missing"))
	}
	if len(cfg.AllowedTenants) == 0 {
		errs = append(errs, errors.New("no tenant is allowed: name the bot's tenant, or the allowed ones"))
	}
	if err := checkKeysURL(cfg.OpenIDMetadata); err != nil {
		errs = append(errs, fmt.Errorf("address of the OpenID metadata: %w", err))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return &Validator{
		tokens:  newVerifier(cfg, options),
		service: service,
		tenants: cfg.AllowedTenants,
		appID:   cfg.AppID,
		issuer:  cfg.Issuer,
	}, nil
}

// Authenticate returns nil when the activity is from Teams, for this bot, and from a tenant whose people may talk to
// it. The error otherwise wraps ErrUnauthorized or ErrForbidden, or neither when the keys of Teams can't be had, so
// that nobody can be let in. Its text is for the log, and never for the caller.
func (v *Validator) Authenticate(r *http.Request, a *activity.Activity) error {
	headers := r.Header.Values("Authorization")
	if len(headers) != 1 {
		return fmt.Errorf("%w: the request has %d Authorization headers, not one", ErrUnauthorized, len(headers))
	}
	return v.check(r.Context(), headers[0], subject{a.ServiceURL, a.ChannelID, a.Tenants()})
}

// AuthenticateRequest does what Authenticate does, in the way in which the library asks for it. The app id and the
// issuer are those of the configuration, so the last two arguments are not looked at.
func (v *Validator) AuthenticateRequest(
	ctx context.Context, a schema.Activity, header string, _ auth.CredentialProvider, _ string,
) (auth.ClaimsIdentity, error) {
	asked := subject{a.ServiceURL, a.ChannelID, nil}
	teams, _ := a.ChannelData["tenant"].(map[string]any)
	tenant, _ := teams["id"].(string)
	for _, id := range []string{a.Conversation.TenantID, tenant} {
		if id != "" {
			asked.tenants = append(asked.tenants, id)
		}
	}
	if err := v.check(ctx, header, asked); err != nil {
		return nil, err
	}
	return caller{auth.IssuerClaim: v.issuer, auth.AudienceClaim: v.appID, auth.ServiceURLClaim: a.ServiceURL}, nil
}

// subject is what an activity says about itself that its token must allow.
type subject struct {
	serviceURL string
	channel    string
	tenants    []string
}

// check asks first who calls, and then whether they may do this.
func (v *Validator) check(ctx context.Context, header string, asked subject) error {
	scheme, raw, found := strings.Cut(header, " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return fmt.Errorf("%w: the Authorization header is not a bearer token", ErrUnauthorized)
	}
	token, err := v.tokens.verify(ctx, raw)
	if err != nil {
		return err
	}
	return v.allow(token, asked)
}

func (v *Validator) allow(token verified, asked subject) error {
	if token.serviceURL == "" || strings.TrimSuffix(token.serviceURL, "/") != strings.TrimSuffix(asked.serviceURL, "/") {
		return fmt.Errorf("%w: the token is for service URL %q, the activity names %q",
			ErrForbidden, token.serviceURL, asked.serviceURL)
	}
	if asked.channel != activity.ChannelTeams {
		return fmt.Errorf("%w: channel %q is not Teams", ErrForbidden, asked.channel)
	}
	if !token.key.endorses(asked.channel) {
		return fmt.Errorf("%w: key %q is not endorsed for channel %q", ErrForbidden, token.key.id, asked.channel)
	}
	if err := v.service(asked.serviceURL); err != nil {
		return fmt.Errorf("%w: %w", ErrForbidden, err)
	}
	if len(asked.tenants) == 0 {
		return fmt.Errorf("%w: the activity names no tenant", ErrForbidden)
	}
	for _, tenant := range asked.tenants {
		if !slices.ContainsFunc(v.tenants, func(allowed string) bool { return strings.EqualFold(allowed, tenant) }) {
			return fmt.Errorf("%w: tenant %q is not on the list of allowed tenants", ErrForbidden, tenant)
		}
	}
	return nil
}

// caller is what the library is told about a caller that was let in.
type caller map[string]string

// GetClaimValue is the claim's value, or "".
func (c caller) GetClaimValue(claim string) string { return c[claim] }

// IsAuthenticated is true: of callers that are not let in there is no identity.
func (c caller) IsAuthenticated() bool { return true }

// verified is a token of which it is known that Teams signed it for this bot.
type verified struct {
	serviceURL string
	expires    time.Time
	key        *signingKey
}
