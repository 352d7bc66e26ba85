package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"deskhand/bot/connector/connectortest"
	"deskhand/internal/loopback"
)

// clientSecret is what the login service wants to hear before it gives the bot a token.
const clientSecret = "measured"

// teams plays the parts of Microsoft: it signs what it sends to the bot, gives the bot tokens, and takes its replies.
type teams struct {
	issuer      *connectortest.Issuer
	connector   *connectortest.Connector
	certificate *loopback.Certificate
	replies     *replies
	token       string // shown with every message: Teams, too, uses one for an hour
}

func startTeams() (t *teams, err error) {
	t = &teams{replies: newReplies()}
	defer func() {
		if err != nil {
			err = errors.Join(err, t.close())
		}
	}()
	if t.certificate, err = loopback.NewCertificate(); err != nil {
		return t, err
	}
	t.issuer, err = connectortest.StartIssuer(connectortest.IssuerConfig{Certificate: t.certificate, ClientSecret: clientSecret})
	if err != nil {
		return t, err
	}
	t.connector, err = connectortest.StartConnector(connectortest.ConnectorConfig{
		Certificate: t.certificate, Accepts: t.issuer.Accepts, Forget: true,
		OnRecord: func(r connectortest.Record) { t.replies.arrived(r.ReplyTo, time.Now()) },
	})
	if err != nil {
		return t, err
	}
	t.token, err = t.issuer.Token(appID, t.connector.ServiceURL()).Sign()
	return t, err
}

func (t *teams) close() error {
	var errs []error
	if t.connector != nil {
		errs = append(errs, t.connector.Close())
	}
	if t.issuer != nil {
		errs = append(errs, t.issuer.Close())
	}
	return errors.Join(errs...)
}

// settings are those of production, with our addresses in place of Microsoft's: the environment of the bot.
func (t *teams) settings(dir string) ([]string, error) {
	trusted := filepath.Join(dir, "certificate.pem")
	if err := os.WriteFile(trusted, t.certificate.PEM, 0o600); err != nil {
		return nil, fmt.Errorf("writing the certificate for the bot to trust: %w", err)
	}
	return []string{
		"SSL_CERT_FILE=" + trusted,
		"DESKHAND_BOT_APP_ID=" + appID,
		"DESKHAND_BOT_TENANT_ID=" + tenantID,
		"DESKHAND_BOT_CLIENT_SECRET=" + clientSecret,
		"DESKHAND_BOT_OPENID_METADATA=" + t.issuer.MetadataURL(),
		"DESKHAND_BOT_ISSUER=" + connectortest.IssuerID,
		"DESKHAND_BOT_AUTHORITY=" + t.issuer.Authority(),
		"DESKHAND_BOT_SERVICE_HOSTS=" + t.connector.Host(),
		"DESKHAND_BOT_ALLOWED_TENANTS=" + tenantID,
	}, nil
}

// ask sends a message to the bot and returns the moment at which its reply arrived.
func (t *teams) ask(ctx context.Context, bot *lines, c *crowd) (time.Time, error) {
	id, body := c.message()
	arrival := t.replies.expect(id)
	if err := bot.post(ctx, body); err != nil {
		return time.Time{}, err
	}
	select {
	case at := <-arrival:
		return at, nil
	case <-ctx.Done():
		return time.Time{}, fmt.Errorf("%s was accepted and not answered: %w", id, ctx.Err())
	}
}
