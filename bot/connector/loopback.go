package connector

import (
	"errors"
	"fmt"
	"net"
	"net/http"

	"deskhand/bot/activity"
)

// Loopback is the door in no-auth mode, for Microsoft's local client: it asks for no token, and lets in only what
// comes from this machine and is to be answered on it.
type Loopback struct{}

// NewLoopback refuses a bot that has an app id: whoever registered it means it to be reached from elsewhere.
func NewLoopback(cfg Config) (Loopback, error) {
	if cfg.AppID != "" {
		return Loopback{}, errors.New("no-auth mode and an app id exclude each other: remove one of the two settings")
	}
	return Loopback{}, nil
}

// Authenticate returns nil, or an error that wraps ErrForbidden. Its text is for the log, and never for the caller.
func (Loopback) Authenticate(r *http.Request, a *activity.Activity) error {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || !isLoopback(host) {
		return fmt.Errorf("%w: no-auth mode is for this machine, and %s is another", ErrForbidden, r.RemoteAddr)
	}
	// A tunnel or a web page that is open here would reach the bot from this machine too.
	for _, header := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "Origin", "Sec-Fetch-Site"} {
		if r.Header.Get(header) != "" {
			return fmt.Errorf("%w: in no-auth mode, a request with %s comes from elsewhere", ErrForbidden, header)
		}
	}
	if a.ChannelID != activity.ChannelTeams {
		return fmt.Errorf("%w: channel %q is not Teams", ErrForbidden, a.ChannelID)
	}
	if err := allowLoopback(a.ServiceURL); err != nil {
		return fmt.Errorf("%w: %w", ErrForbidden, err)
	}
	return nil
}
