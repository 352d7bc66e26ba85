package connector

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const (
	clockSkew      = 5 * time.Minute
	maxTokenBytes  = 16 << 10
	rememberTokens = 1024
)

// verifier checks the tokens that callers show. Teams shows the same one for an hour, and a signature takes long to
// check, so it remembers the ones that were good: by their hash, until they expire, and only as long as the issuer
// has the key that signed them.
type verifier struct {
	appID  string
	keys   *keyring
	parser *jwt.Parser
	now    func() time.Time

	mu   sync.Mutex
	good *recent[[sha256.Size]byte, verified]
}

func newVerifier(cfg Config, options Options) *verifier {
	return &verifier{
		appID: cfg.AppID,
		keys: &keyring{
			metadataURL: cfg.OpenIDMetadata, issuer: cfg.Issuer, http: options.HTTP, logger: options.Logger, now: options.Now,
		},
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}),
			jwt.WithIssuer(cfg.Issuer),
			jwt.WithExpirationRequired(),
			jwt.WithLeeway(clockSkew),
			jwt.WithTimeFunc(options.Now),
			jwt.WithStrictDecoding(),
		),
		now:  options.Now,
		good: newRecent[[sha256.Size]byte, verified](rememberTokens),
	}
}

func (v *verifier) verify(ctx context.Context, raw string) (verified, error) {
	if len(raw) > maxTokenBytes {
		return verified{}, fmt.Errorf("%w: the token has %d bytes", ErrUnauthorized, len(raw))
	}
	hash := sha256.Sum256([]byte(raw))
	v.mu.Lock()
	token, known := v.good.get(hash)
	v.mu.Unlock()
	if known {
		key, err := v.keys.find(ctx, token.key.id)
		if err == nil && key == token.key && v.now().Before(token.expires) {
			return token, nil
		}
	}
	token, err := v.check(ctx, raw)
	v.mu.Lock()
	defer v.mu.Unlock()
	if err != nil {
		v.good.remove(hash)
		return verified{}, err
	}
	v.good.put(hash, token)
	return token, nil
}

// claims are those that Teams puts in a token.
type claims struct {
	jwt.RegisteredClaims
	ServiceURL string `json:"serviceurl"`
}

func (v *verifier) check(ctx context.Context, raw string) (verified, error) {
	var (
		said    claims
		key     *signingKey
		trouble error // with the keys, and none of the caller's
	)
	_, err := v.parser.ParseWithClaims(raw, &said, func(token *jwt.Token) (any, error) {
		id, _ := token.Header["kid"].(string)
		var err error
		if key, err = v.keys.find(ctx, id); err != nil {
			if !errors.Is(err, errUnknownKey) {
				trouble = err
			}
			return nil, err
		}
		return key.public, nil
	})
	switch {
	case trouble != nil:
		return verified{}, trouble
	case err != nil:
		return verified{}, fmt.Errorf("%w: %w", ErrUnauthorized, err)
	}
	// A token that is also for somebody else could be shown to us by them, so a list is good with one entry only.
	if len(said.Audience) != 1 || !strings.EqualFold(said.Audience[0], v.appID) {
		return verified{}, fmt.Errorf("%w: the token is for %q, not for this bot", ErrUnauthorized, said.Audience)
	}
	return verified{said.ServiceURL, said.ExpiresAt.Time, key}, nil
}
