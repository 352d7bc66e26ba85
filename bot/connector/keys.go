package connector

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwk"
)

const (
	keysLifetime   = 24 * time.Hour   // after which they are fetched again
	unknownKeyWait = time.Hour        // between two fetches on account of a key that is not known
	failedKeysWait = 10 * time.Second // between two fetches when the last one failed
	fetchTimeout   = 10 * time.Second
)

var errUnknownKey = errors.New("it is signed with a key that the issuer doesn't have")

// signingKey is one of the keys with which Teams signs what it sends.
type signingKey struct {
	id           string
	public       *rsa.PublicKey
	endorsements []string // the channels it may speak for; none: all
}

func (k *signingKey) endorses(channel string) bool {
	return len(k.endorsements) == 0 || slices.Contains(k.endorsements, channel)
}

// keyring holds the issuer's keys and fetches them: when they are old, and, rarely, when somebody shows one that it
// does not have. There is one fetch at a time. When one fails, the old keys stay.
type keyring struct {
	metadataURL string
	issuer      string
	http        *http.Client
	logger      *slog.Logger
	now         func() time.Time

	mu        sync.Mutex
	keys      map[string]*signingKey
	fetchedAt time.Time     // the last time it went well
	triedAt   time.Time     // the last time it was tried
	unknownAt time.Time     // the last time it was tried on account of an unknown key
	failure   error         // why the last try failed; nil when it went well
	flight    chan struct{} // closed when the fetch under way is done; nil when none is
}

// find returns the key with the id. It returns errUnknownKey when the issuer has no such key, and another error when
// it could not be asked for its keys.
func (r *keyring) find(ctx context.Context, id string) (*signingKey, error) {
	r.mu.Lock()
	key, flight := r.keys[id], r.refresh(ctx, id)
	r.mu.Unlock()
	if flight != nil {
		select {
		case <-flight:
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for the keys of Teams: %w", ctx.Err())
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if flight != nil {
		key = r.keys[id]
	}
	switch {
	case key != nil:
		return key, nil
	case r.keys == nil:
		return nil, fmt.Errorf("no keys of Teams to check with: %w", r.failure)
	}
	return nil, errUnknownKey
}

// refresh starts a fetch when one is due on account of this key, and returns what to wait for; nil when nothing is.
// The lock is held.
func (r *keyring) refresh(ctx context.Context, id string) <-chan struct{} {
	now := r.now()
	known, stale := r.keys[id] != nil, now.Sub(r.fetchedAt) >= keysLifetime
	switch {
	case known && !stale:
		return nil
	case r.flight != nil:
		return r.flight
	case stale && r.failure != nil && now.Sub(r.triedAt) < failedKeysWait:
		return nil
	case !stale && now.Sub(r.unknownAt) < unknownKeyWait:
		return nil
	case !stale:
		r.unknownAt = now
	}
	r.triedAt = now
	r.flight = make(chan struct{})
	go r.fetch(context.WithoutCancel(ctx), r.flight)
	return r.flight
}

// fetch replaces the keys. It outlives the request on whose account it is made: others may be waiting, too.
func (r *keyring) fetch(ctx context.Context, done chan<- struct{}) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	keys, err := r.download(ctx)
	if err != nil {
		r.logger.ErrorContext(ctx, "the keys of Teams could not be fetched; check that this machine can reach the address",
			"url", r.metadataURL, "error", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	defer close(done)
	r.failure, r.flight = err, nil
	if err == nil {
		r.keys, r.fetchedAt = keys, r.now()
	}
}

func (r *keyring) download(ctx context.Context) (map[string]*signingKey, error) {
	var metadata struct {
		Issuer  string `json:"issuer"`
		JWKSURI string `json:"jwks_uri"`
	}
	if err := r.get(ctx, r.metadataURL, &metadata); err != nil {
		return nil, err
	}
	if metadata.Issuer != "" && metadata.Issuer != r.issuer {
		return nil, fmt.Errorf("%s is of issuer %q, not %q; set the issuer to match", r.metadataURL, metadata.Issuer, r.issuer)
	}
	if err := checkKeysURL(metadata.JWKSURI); err != nil {
		return nil, fmt.Errorf("jwks_uri in %s: %w", r.metadataURL, err)
	}
	var set struct{ Keys []json.RawMessage }
	if err := r.get(ctx, metadata.JWKSURI, &set); err != nil {
		return nil, err
	}
	keys := make(map[string]*signingKey)
	var errs []error
	for _, raw := range set.Keys {
		key, err := parseKey(raw)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		keys[key.id] = key
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s has no key that can be used: %w", metadata.JWKSURI, errors.Join(errs...))
	}
	return keys, nil
}

func (r *keyring) get(ctx context.Context, address string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	response, err := r.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: status %s", address, response.Status)
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(into); err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	return nil
}

// parseKey reads a key for RS256 signatures, and refuses every other sort. Keys of less than 2048 bits are refused by
// the package that reads them.
func parseKey(raw []byte) (*signingKey, error) {
	key, err := jwk.ParseKey(raw)
	if err != nil {
		return nil, err
	}
	parsed := &signingKey{}
	var named bool
	if parsed.id, named = key.KeyID(); !named || parsed.id == "" {
		return nil, errors.New("a key has no id")
	}
	if usage, ok := key.KeyUsage(); ok && usage != "sig" {
		return nil, fmt.Errorf("key %q is not for signatures", parsed.id)
	}
	if algorithm, ok := key.Algorithm(); ok && algorithm.String() != "RS256" {
		return nil, fmt.Errorf("key %q is for %s", parsed.id, algorithm)
	}
	parsed.public = &rsa.PublicKey{}
	if err := jwk.Export(key, parsed.public); err != nil {
		return nil, fmt.Errorf("key %q is not a public RSA key: %w", parsed.id, err)
	}
	if key.Has("endorsements") {
		var endorsements []any
		if err := key.Get("endorsements", &endorsements); err != nil {
			return nil, fmt.Errorf("key %q: endorsements: %w", parsed.id, err)
		}
		for _, channel := range endorsements {
			parsed.endorsements = append(parsed.endorsements, fmt.Sprint(channel))
		}
	}
	return parsed, nil
}

// checkKeysURL refuses to learn whom to trust over a connection that anybody could tamper with.
func checkKeysURL(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	if u.Scheme == "https" && u.Host != "" || u.Scheme == "http" && isLoopback(u.Hostname()) {
		return nil
	}
	return fmt.Errorf("%q is not https", address)
}
