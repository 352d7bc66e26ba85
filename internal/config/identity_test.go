package config_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/config"
)

// variables makes an environment of settings, written as key=value with spaces between them.
func variables(settings string) []string {
	environ := strings.Fields(settings)
	for i, setting := range environ {
		key, value, _ := strings.Cut(setting, "=")
		environ[i] = "DESKHAND_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_")) + "=" + value
	}
	return environ
}

const (
	registered = "bot.app_id=app bot.tenant_id=tenant bot.client_secret=secret "

	noIdentity = "bot.app_id: the bot has no app registration, and would not know whom to believe; " +
		"for Teams set bot.app_id, bot.tenant_id and a credential; to try it on this machine set bot.no_auth to true"
	noCredential = "bot.app_id: the bot has no credential to prove who it is; " +
		"set one of bot.client_secret, bot.certificate_file, bot.managed_identity or bot.federated_token_file"
)

func TestABotThatKnowsWhomToBelieve(t *testing.T) {
	t.Parallel()
	for _, settings := range []string{
		registered,
		registered + "listen=:3978",
		"bot.app_id=a bot.tenant_id=t bot.certificate_file=f bot.certificate_password=p",
		"bot.app_id=a bot.tenant_id=t bot.managed_identity=true",
		"bot.app_id=a bot.tenant_id=t bot.managed_identity=true",
		"bot.app_id=a bot.tenant_id=t bot.federated_token_file=f",
		"bot.no_auth=true",
		"bot.no_auth=true bot.service_hosts=",
		"bot.no_auth=true listen=localhost:0",
		"bot.no_auth=true listen=[::1]:3978",
	} {
		_, err := config.Load("", variables(settings))
		assert.NoError(t, err, settings)
	}
}

func TestABotThatDoesNot(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ settings, want string }{
		"neither": {"", noIdentity},
		"both": {
			registered + "bot.no_auth=true",
			"bot.no_auth: it would let everybody in although bot.app_id is set; remove one of the two",
		},
		"open to all": {
			"bot.no_auth=true listen=:3978",
			`bot.no_auth: it would let everybody in who reaches ":3978"; set listen to 127.0.0.1:3978, or remove bot.no_auth`,
		},
		"open to many": {
			"bot.no_auth=true listen=10.0.0.1:3978",
			`bot.no_auth: it would let everybody in who reaches "10.0.0.1:3978"; set listen to 127.0.0.1:3978, or remove bot.no_auth`,
		},
		"a name that only looks local": {
			"bot.no_auth=true listen=localhost.example.com:1",
			`bot.no_auth: it would let everybody in who reaches "localhost.example.com:1"; ` +
				"set listen to 127.0.0.1:3978, or remove bot.no_auth",
		},
		"no tenant":     {"bot.app_id=a bot.client_secret=s", "bot.tenant_id: it is empty; set it"},
		"no credential": {"bot.app_id=a bot.tenant_id=t", noCredential},
		"empty secret":  {"bot.app_id=a bot.tenant_id=t bot.client_secret=", noCredential},
		"two credentials": {
			registered + "bot.federated_token_file=f",
			"bot.client_secret: there is more than one credential: bot.client_secret, bot.federated_token_file; keep one of them",
		},
		"no hosts": {
			registered + "bot.service_hosts=",
			"bot.service_hosts: the bot could answer nobody; name the hosts of your cloud, or remove the setting",
		},
		"no certificate": {
			registered + "bot.certificate_password=p",
			"bot.certificate_password: there is no certificate for it; set bot.certificate_file, or remove the password",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load("", variables(test.settings))
			require.EqualError(t, err, test.want)
			_, err = config.LoadOffline("", variables(test.settings))
			assert.NoError(t, err, "who doesn't serve has no need of it")
		})
	}
}
