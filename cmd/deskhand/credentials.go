package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"deskhand/internal/config"
)

// How long before a credential ends people hear of it, and how often.
const (
	warnAhead       = 30 * 24 * time.Hour
	credentialsEach = 24 * time.Hour
)

// expiry watches the credentials that end some day.
type expiry struct {
	config config.Config
	now    func() time.Time
	logger *slog.Logger
	ends   *prometheus.GaugeVec
}

func newExpiry(e *env, logger *slog.Logger, registry prometheus.Registerer) *expiry {
	x := &expiry{config: e.config, now: e.now, logger: logger, ends: prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "deskhand_credential_expiry_seconds",
		Help: "When a client secret or certificate expires, in seconds since 1970. Missing where nobody has said it.",
	}, []string{"credential"})}
	registry.MustRegister(x.ends)
	return x
}

// watch looks at them all. A certificate's file may have been replaced since the last time.
func (x *expiry) watch(ctx context.Context) time.Duration {
	known, err := x.config.Credentials()
	if err != nil {
		x.logger.WarnContext(ctx, "it can't be told when a certificate expires", "error", err)
	}
	for _, c := range known {
		if c.Ends.IsZero() {
			continue
		}
		x.ends.WithLabelValues(c.Name).Set(float64(c.Ends.Unix()))
		switch left := c.Ends.Sub(x.now()); {
		case left <= 0:
			x.logger.ErrorContext(ctx, "a credential has expired; make a new one", "credential", c.Name, "expired", c.Ends)
		case left <= warnAhead:
			x.logger.WarnContext(ctx, "a credential expires soon; make a new one", "credential", c.Name, "expires", c.Ends,
				"days", int(left.Hours()/24))
		}
	}
	return credentialsEach
}
