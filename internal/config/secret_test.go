package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/config"
)

func TestASecretIsNeverWritten(t *testing.T) {
	t.Parallel()
	const hidden = "hunter2"
	c, err := config.LoadOffline("", []string{
		"DESKHAND_BOT_CLIENT_SECRET=" + hidden, "DESKHAND_DATABASE=postgres://me:" + hidden + "@host/db",
	})
	require.NoError(t, err)
	secret := c.Bot.ClientSecret
	require.Equal(t, hidden, secret.Reveal())
	assert.Equal(t, "***", secret.String())

	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb, secret, c)
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("starting", "secret", secret, "settings", c)
	}
	require.NoError(t, json.NewEncoder(&out).Encode(c))
	assert.NotContains(t, out.String(), hidden)
	assert.NotContains(t, out.String(), fmt.Sprintf("%x", hidden))
	assert.Contains(t, out.String(), `"ClientSecret":"***"`)
}
