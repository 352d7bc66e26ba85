package config_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/config"
)

func TestFaultsInTheFile(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"unknown": {"bot:\n  appid: x", "FILE:2: bot.appid: there is no such setting; did you mean bot.app_id?"},
		"unknown section": {
			"log:\n  level: info\nbots:\n  app_id: x",
			"FILE:3: bots: there is no such setting; did you mean bot?",
		},
		"in wrong section": {
			"client_secret: x",
			"FILE:1: client_secret: there is no such setting; did you mean bot.client_secret?",
		},
		"like nothing": {
			"espresso: double",
			"FILE:1: espresso: there is no such setting; remove it, or find its name in docs/settings.md",
		},
		"twice":     {"language: nb\nlanguage: en", "FILE:2: language: it is set a second time; keep one of the two"},
		"no bool":   {"bot: {no_auth: maybe}", `FILE:1: bot.no_auth: "maybe" is not a value for it; write true or false`},
		"no number": {"bot: {workers: many}", `FILE:1: bot.workers: "many" is not a value for it; write a whole number`},
		"no time": {
			"bot: {typing_after: 200}",
			`FILE:1: bot.typing_after: "200" is not a value for it; write a time such as 200ms, 30s or 8h`,
		},
		"no level": {
			"log: {level: loud}",
			`FILE:1: log.level: "loud" is not a value for it; write debug, info, warn or error`,
		},
		"no language":       {"language: de", `FILE:1: language: "de" is not a value for it; write one of en, nb`},
		"no format":         {"log: {format: xml}", `FILE:1: log.format: "xml" is not a value for it; write one of text, json`},
		"list for value":    {"kb:\n  dir: [a, b]", "FILE:2: kb.dir: it takes one plain value; write it as name: value"},
		"section for value": {"listen: {host: x}", "FILE:1: listen: it takes one plain value; write it as name: value"},
		"section for list": {
			"bot: {service_hosts: {a: b}}",
			"FILE:1: bot.service_hosts: it is not a list of plain values; write it as [one, two]",
		},
		"list of lists": {
			"bot: {service_hosts: [[a]]}",
			"FILE:1: bot.service_hosts: it is not a list of plain values; write it as [one, two]",
		},
		"value for section": {"bot: yes", "FILE:1: bot: it holds settings of its own; write them below it, each as name: value"},
		"value for all":     {"hello", "FILE:1: it holds settings of its own; write them below it, each as name: value"},
		"two documents": {
			"language: nb\n---\nlanguage: en",
			"FILE: a second document begins at line 2; write one YAML document, as docs/settings.md shows",
		},
		"no YAML": {
			"listen: [",
			"FILE: yaml: line 1: did not find expected node content; write one YAML document, as docs/settings.md shows",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, "deskhand.yaml", test.text)
			_, err := config.LoadOffline(path, nil)
			assert.EqualError(t, err, strings.ReplaceAll(test.want, "FILE", path))
		})
	}
}

func TestFaultsInTheEnvironment(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ variable, want string }{
		"unknown": {
			"DESKHAND_BOT_APPID=x",
			"environment: DESKHAND_BOT_APPID: there is no such setting; did you mean DESKHAND_BOT_APP_ID?",
		},
		"unknown file": {
			"DESKHAND_CLIENT_SECRET_FILE=x",
			"environment: DESKHAND_CLIENT_SECRET_FILE: there is no such setting; did you mean DESKHAND_BOT_CLIENT_SECRET_FILE?",
		},
		"too little precision": {
			"DESKHAND_KB_PRECISION=49",
			"kb.precision: 49 is not between 50 and 99; write how many of a hundred answers must be right",
		},
		"too much precision": {
			"DESKHAND_KB_PRECISION=100",
			"kb.precision: 100 is not between 50 and 99; write how many of a hundred answers must be right",
		},
		"no bool": {
			"DESKHAND_BOT_NO_AUTH=",
			`DESKHAND_BOT_NO_AUTH: bot.no_auth: "" is not a value for it; write true or false`,
		},
		"no time": {
			"DESKHAND_DESK_RECENT=30d",
			`DESKHAND_DESK_RECENT: desk.recent: "30d" is not a value for it; write a time such as 200ms, 30s or 8h`,
		},

		"listen": {
			"DESKHAND_LISTEN=3978",
			`listen: "3978" is not an address; write host:port, such as 127.0.0.1:3978`,
		},
		"listen port": {
			"DESKHAND_LISTEN=:70000",
			`listen: ":70000" is not an address; write host:port, such as 127.0.0.1:3978`,
		},
		"metrics": {
			"DESKHAND_METRICS_LISTEN=localhost",
			`metrics.listen: "localhost" is not an address; write host:port, such as 127.0.0.1:3978`,
		},
		"data folder": {"DESKHAND_DATA_DIR=", "data_dir: it is empty; set it"},
		"articles":    {"DESKHAND_KB_DIR=", "kb.dir: it is empty; set it"},
		"database": {
			"DESKHAND_DATABASE=mysql://host/db",
			"database: it names no database; write sqlite:PATH or postgres://user:password@host/name, with %XX for special characters",
		},
		"database path": {
			"DESKHAND_DATABASE=sqlite:",
			"database: it names no database; write sqlite:PATH or postgres://user:password@host/name, with %XX for special characters",
		},
		"database password": {
			"DESKHAND_DATABASE=postgres://me:%secret@host/db",
			"database: it names no database; write sqlite:PATH or postgres://user:password@host/name, with %XX for special characters",
		},
		"metadata": {
			"DESKHAND_BOT_OPENID_METADATA=http://example.com/",
			`bot.openid_metadata: "http://example.com/" is not an https address; write it as https://host/path`,
		},
		"authority": {
			"DESKHAND_BOT_AUTHORITY=login.example.com",
			`bot.authority: "login.example.com" is not an https address; write it as https://host/path`,
		},
		"issuer": {"DESKHAND_BOT_ISSUER=", "bot.issuer: it is empty; set it"},
		"scope":  {"DESKHAND_BOT_SCOPE=", "bot.scope: it is empty; set it"},
		"host with scheme": {
			"DESKHAND_BOT_SERVICE_HOSTS=https://example.com",
			`bot.service_hosts: "https://example.com" is not a host; write host, host:port or *.suffix alone`,
		},
		"host with path": {
			"DESKHAND_BOT_SERVICE_HOSTS=a.example.com,b.example.com/teams",
			`bot.service_hosts: "b.example.com/teams" is not a host; write host, host:port or *.suffix alone`,
		},
		"any host": {
			"DESKHAND_BOT_SERVICE_HOSTS=*",
			`bot.service_hosts: "*" is not a host; write host, host:port or *.suffix alone`,
		},
		"half a label": {
			"DESKHAND_BOT_SERVICE_HOSTS=*example.com",
			`bot.service_hosts: "*example.com" is not a host; write host, host:port or *.suffix alone`,
		},
		"host port": {
			"DESKHAND_BOT_SERVICE_HOSTS=example.com:https",
			`bot.service_hosts: "example.com:https" is not a host; write host, host:port or *.suffix alone`,
		},
		"typing": {
			"DESKHAND_BOT_TYPING_AFTER=-1s",
			"bot.typing_after: it is less than nothing; write a time such as 200ms",
		},
		"requests": {
			"DESKHAND_BOT_MAX_PER_SECOND=-1",
			"bot.max_per_second: it is less than nothing; write a number such as 50, or 0 for no limit",
		},
		"workers": {"DESKHAND_BOT_WORKERS=0", "bot.workers: nobody would work; write a number such as 256"},
		"no way to encode": {
			"DESKHAND_KB_ENCODER=on",
			`DESKHAND_KB_ENCODER: kb.encoder: "on" is not a value for it; write one of auto, off`,
		},
		"embeddings model alone": {
			"DESKHAND_KB_EMBEDDINGS_MODEL=m",
			"kb.embeddings.url: it is empty although other settings under kb.embeddings are set; set it, or remove them",
		},
		"embeddings key alone": {
			"DESKHAND_KB_EMBEDDINGS_KEY=k",
			"kb.embeddings.url: it is empty although other settings under kb.embeddings are set; set it, or remove them",
		},
		"password alone": {"DESKHAND_BOT_CERTIFICATE_PASSWORD=x", ""}, // matters only to a bot that signs in
		"hosts of all kinds": {
			"DESKHAND_BOT_SERVICE_HOSTS=localhost,127.0.0.1:8443,[::1]:8443,::1,*.example.com,*.example.com:8443,a-b.example.com",
			"",
		},
		"database of kind": {"DESKHAND_DATABASE=postgres://me:p%40ss@host:5432/db?sslmode=disable", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.LoadOffline("", []string{test.variable})
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			assert.EqualError(t, err, test.want)
		})
	}
}

func TestFaultsOfTheEmbeddingsService(t *testing.T) {
	t.Parallel()
	const open = "kb.embeddings.url: questions would cross the network for everybody to read; write https://; http is for this machine"
	const address = "kb.embeddings.url: it is not an address; write it as https://host/path, and the key in kb.embeddings.key"
	tests := map[string]struct{ variable, value, want string }{
		"https":       {"URL", "https://example.com/v1", ""},
		"with query":  {"URL", "https://x.example.com/openai/deployments/d?api-version=2024-10-21", ""},
		"this one":    {"URL", "http://localhost:11434/v1", ""},
		"this one v6": {"URL", "http://[::1]:11434/v1", ""},
		"no https":    {"URL", "http://example.com/v1", open},
		"no scheme":   {"URL", "example.com/v1", address},
		"password":    {"URL", "https://me:secret@example.com/v1", address},
		"no model":    {"MODEL", "", "kb.embeddings.model: the service must be told a model; write its name, such as text-embedding-3-small"},
		"header":      {"KEY_HEADER", "api key", `kb.embeddings.key_header: "api key" is not the name of a header; write Authorization or api-key`},
		"key": {
			"KEY", "se\ncret", "kb.embeddings.key: it holds spaces or characters that no key has; write it as the service shows it",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const prefix = "DESKHAND_KB_EMBEDDINGS_"
			_, err := config.LoadOffline("", []string{
				prefix + "URL=https://example.com", prefix + "MODEL=m", prefix + test.variable + "=" + test.value,
			})
			if test.want == "" {
				require.NoError(t, err)
				return
			}
			assert.EqualError(t, err, test.want)
		})
	}
}

func TestAllFaultsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	path := write(t, "deskhand.yaml", "bott: {}\nlanguage: de\ndesk:\n  time_zone: Mars\n  sla: {low: {response: 0s}}\n")
	_, err := config.Load(path, []string{"DESKHAND_BOT_WORKERS=x", "DESKHAND_LISTN=y", "DESKHAND_LISTEN=z"})
	require.Error(t, err)
	assert.Equal(t, []string{
		path + ":1: bott: there is no such setting; did you mean bot?",
		path + `:2: language: "de" is not a value for it; write one of en, nb`,
		`DESKHAND_BOT_WORKERS: bot.workers: "x" is not a value for it; write a whole number`,
		"environment: DESKHAND_LISTN: there is no such setting; did you mean DESKHAND_LISTEN?",
		`listen: "z" is not an address; write host:port, such as 127.0.0.1:3978`,
		`desk.time_zone: "Mars" is not a time zone; write an IANA name such as Europe/Oslo or UTC`,
		"desk.sla.low.response: it must be longer than nothing; write a time such as 8h",
		noIdentity,
	}, strings.Split(err.Error(), "\n"))
}
