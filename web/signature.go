package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of a signed request. The timestamp is in seconds since 1970; the signature is sha256= and the HMAC-SHA256, in
// hexadecimal, of the timestamp, the ticket's key as the address has it, and the body, with a full stop between them: what
// was signed for one ticket is of no use with another.
const (
	headerTimestamp = "X-Deskhand-Timestamp"
	headerSignature = "X-Deskhand-Signature"

	skew = 5 * time.Minute
)

// verify makes sure that whoever sent the body about the ticket knows the secret, and did so just now.
func verify(secret, key string, header http.Header, body []byte, now time.Time) error {
	stamp := header.Get(headerTimestamp)
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return errors.New(headerTimestamp + " must be the time in seconds since 1970")
	}
	if at := time.Unix(seconds, 0); at.Before(now.Add(-skew)) || at.After(now.Add(skew)) {
		return errors.New(headerTimestamp + " is more than five minutes from now; check the clocks")
	}
	claimed, ok := strings.CutPrefix(header.Get(headerSignature), "sha256=")
	signature, err := hex.DecodeString(claimed)
	if !ok || err != nil {
		return errors.New(headerSignature + " must be sha256= and 64 hexadecimal digits")
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + "." + key + "."))
	mac.Write(body)
	if !hmac.Equal(mac.Sum(nil), signature) {
		return errors.New(headerSignature + " is not that of this timestamp, ticket and body with our secret")
	}
	return nil
}
