package config

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCredentialsThatEnd(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2027, 11, d, 0, 0, 0, 0, time.UTC) }
	for name, tt := range map[string]struct {
		config Config
		want   []Credential
	}{
		"the bot's secret": {
			Config{Bot: Bot{AppID: "a", ClientSecret: "s", ClientSecretExpires: "2027-11-26"}},
			[]Credential{{"bot client secret", "bot.client_secret_expires", day(26)}},
		},
		"nobody said when": {
			Config{Bot: Bot{AppID: "a", ClientSecret: "s"}},
			[]Credential{{Name: "bot client secret", Setting: "bot.client_secret_expires"}},
		},
		"one secret for both": {
			Config{Bot: Bot{AppID: "a", ClientSecret: "s"}, Graph: Graph{Enabled: true, ClientSecretExpires: "2027-11-25"}},
			[]Credential{{"bot client secret", "bot.client_secret_expires", day(25)}},
		},
		"one each": {
			Config{
				Bot:   Bot{AppID: "a", ClientSecret: "s", ClientSecretExpires: "2027-11-26"},
				Graph: Graph{Enabled: true, ClientID: "g", ClientSecret: "t", ClientSecretExpires: "2027-11-25"},
			},
			[]Credential{
				{"bot client secret", "bot.client_secret_expires", day(26)},
				{"graph client secret", "graph.client_secret_expires", day(25)},
			},
		},
		"nothing that ends": {Config{Bot: Bot{AppID: "a", ManagedIdentity: true}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.config.Credentials()
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestACertificateThatCannotBeRead(t *testing.T) {
	t.Parallel()
	got, err := Config{Bot: Bot{AppID: "a", CertificateFile: "missing.pem"}}.Credentials()
	assert.Empty(t, got)
	require.ErrorContains(t, err, "bot.certificate_file")
}
