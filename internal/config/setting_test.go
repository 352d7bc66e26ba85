package config

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// samples is a value for each setting, none of them the default.
var samples = map[string]string{
	"listen": "127.0.0.1:1", "data_dir": "/data", "database": "postgres://host/db", "language": "nb",
	"log.level": "debug", "log.format": "json", "metrics.listen": "127.0.0.1:2", "kb.dir": "/kb",
	"kb.encoder": "off", "kb.precision": "95", "kb.models": "/models", "kb.embeddings.url": "https://three.example.com/v1?a=b",
	"kb.embeddings.model": "model", "kb.embeddings.key": "key", "kb.embeddings.key_header": "api-key",
	"bot.app_id": "0123", "bot.tenant_id": "tenant", "bot.client_secret": "secret", "bot.certificate_file": "file",
	"bot.certificate_password": "password", "bot.managed_identity": "true",
	"bot.federated_token_file": "token", "bot.openid_metadata": "https://one.example.com", "bot.issuer": "issuer",
	"bot.authority": "https://two.example.com", "bot.scope": "scope", "bot.service_hosts": "a.example.com, *.b.example.com",
	"bot.allowed_tenants": "one, two", "bot.no_auth": "true", "bot.typing_after": "1.5s", "bot.max_per_second": "7",
	"bot.workers": "8", "desk.time_zone": "UTC", "desk.hours.mon": "closed", "desk.hours.tue": "01:00-02:00",
	"desk.hours.wed": "01:00-02:00, 03:00-04:00", "desk.hours.thu": "00:00-24:00", "desk.hours.fri": "",
	"desk.hours.sat": "05:00-06:00", "desk.hours.sun": "07:00-08:00", "desk.holidays": "2026-12-25, 2027-01-01",
	"desk.sla.critical.response": "1m", "desk.sla.critical.resolution": "2m", "desk.sla.high.response": "3m",
	"desk.sla.high.resolution": "4m", "desk.sla.normal.response": "5m", "desk.sla.normal.resolution": "6m",
	"desk.sla.low.response": "7m", "desk.sla.low.resolution": "8m", "desk.reopen_within": "24h", "desk.recent": "48h",
	"desk.on_call": "8f3b, 9c1d", "desk.webhook_secret": "a secret of more than thirty-two characters",
	"graph.enabled": "true", "graph.base_url": "https://graph.example/v1.0", "graph.authority": "https://login.example",
	"graph.tenant_id": "t", "graph.client_id": "c", "graph.client_secret": "graph secret",
	"bot.client_secret_expires":   "2027-11-25",
	"graph.client_secret_expires": "2027-11-26", "graph.certificate_file": "graph.pem", "graph.certificate_password": "pw",
	"graph.managed_identity": "true", "graph.federated_token_file": "graph.token", "graph.tickets": "list",
	"graph.site_id": "contoso.sharepoint.com,1,2", "graph.list_id": "l", "graph.poll_interval": "45s",
	"graph.notification_url": "https://bot.example/api/graph/notifications", "graph.mailbox": "desk@contoso.com",
	"graph.mail_to": "tool@contoso.com", "graph.health_interval": "10m", "graph.people_ttl": "1h",
	"community.mode": "consent", "community.source": "audit", "community.team_id": "t1", "community.channel_id": "c1",
	"community.maker_group_id": "g1", "community.exclusion_group_id": "g2", "community.daily_cap": "7",
	"community.interval": "20m", "community.quiet_hours": "18:00-08:00",
}

func TestEverySettingCanComeFromTheFileAndFromTheEnvironment(t *testing.T) {
	t.Parallel()
	var keys, environ []string
	tree := map[string]any{}
	for _, row := range Reference() {
		keys = append(keys, row.Key)
		environ = append(environ, row.Env+"="+samples[row.Key])
		plant(tree, strings.Split(row.Key, "."), samples[row.Key])
	}
	require.ElementsMatch(t, slices.Collect(maps.Keys(samples)), keys, "every setting has a sample")

	document, err := yaml.Marshal(tree)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "deskhand.yaml")
	require.NoError(t, os.WriteFile(path, document, 0o600))
	fromFile, err := LoadOffline(path, nil)
	require.NoError(t, err)
	fromEnvironment, err := LoadOffline("", environ)
	require.NoError(t, err)
	assert.Equal(t, fromFile, fromEnvironment)

	for _, s := range settings(&fromFile) {
		if secret, ok := reflect.TypeAssert[Secret](s.value); ok {
			assert.Equal(t, samples[s.key], secret.Reveal(), s.key)
			continue
		}
		assert.Equal(t, samples[s.key], s.text(), s.key)
	}
}

// plant puts a value into nested maps.
func plant(tree map[string]any, path []string, value string) {
	if len(path) == 1 {
		tree[path[0]] = value
		return
	}
	branch, ok := tree[path[0]].(map[string]any)
	if !ok {
		branch = map[string]any{}
		tree[path[0]] = branch
	}
	plant(branch, path[1:], value)
}

func TestNamesInTheEnvironmentAreUnambiguous(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, row := range Reference() {
		names := []string{row.Env}
		if row.Secret {
			names = append(names, row.Env+envFile)
		}
		for _, name := range names {
			assert.Empty(t, seen[name], "%s is the name of %s as well", name, row.Key)
			assert.False(t, notSetting(name), "%s is kept for others", name)
			seen[name] = row.Key
		}
		assert.NotEmpty(t, row.Help, row.Key)
	}
}

var update = flag.Bool("update", false, "write docs/settings.md anew")

func TestTheDocumentationIsInStep(t *testing.T) {
	t.Parallel()
	const (
		page = "../../docs/settings.md"
		mark = "<!-- Below: made from internal/config by go test ./internal/config -update -->\n"
	)
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	head, table, found := strings.Cut(string(text), mark)
	require.True(t, found, "the mark above the table is gone")
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(head+mark+reference()), 0o600))
		return
	}
	assert.Equal(t, reference(), table, "run go test ./internal/config -update")
}

// reference is the table of settings in Markdown, section by section.
func reference() string {
	var b strings.Builder
	section := "-"
	for _, row := range Reference() {
		name, _, nested := strings.Cut(row.Key, ".")
		if !nested {
			name = ""
		}
		if name != section {
			section = name
			b.WriteString("\n")
			if nested {
				b.WriteString("## " + name + "\n\n")
			}
			b.WriteString("| Setting and variable | Default | Meaning |\n|---|---|---|\n")
		}
		help, value := row.Help, row.Default
		if row.Secret {
			help += " Secret: " + "`" + row.Env + "_FILE` can name a file that holds it."
		}
		if value != "" {
			value = "`" + value + "`"
		}
		b.WriteString("| `" + row.Key + "`<br>`" + row.Env + "` | " + value + " | " + help + " |\n")
	}
	return b.String()
}
