// Package config is the settings of Deskhand: what they are called, what they mean, what they are when nobody says
// anything, and whether they fit together. It reads the file and the environment that it is handed. It opens no
// connection, and shows no secret.
//
//nolint:lll // a struct tag can't be broken into lines
package config

import (
	"log/slog"
	"time"
)

// Config is every setting. Its tags name and explain them: the yaml names on the way to a field, joined by dots, are
// its key ("bot.app_id"); in capitals, with underscores and a prefix, its environment variable (DESKHAND_BOT_APP_ID).
// oneof lists the values that are allowed, where there are few. docs/settings.md is made from all this.
type Config struct {
	Listen   string  `yaml:"listen" help:"Address on which the bot is reached (POST /api/messages), and which answers /healthz and /readyz."`
	DataDir  string  `yaml:"data_dir" help:"Folder for what Deskhand writes: the search index and, on SQLite, the database."`
	Database Secret  `yaml:"database" help:"Where tickets and conversations are kept: sqlite:PATH for a single process, postgres://user:password@host/name for several. When not set: sqlite:deskhand.db in data_dir."`
	Language string  `yaml:"language" oneof:"en,nb" help:"Language for people whose own is not known."`
	Log      Log     `yaml:"log"`
	Metrics  Metrics `yaml:"metrics"`
	KB       KB      `yaml:"kb"`
	Bot      Bot     `yaml:"bot"`
	Desk     Desk    `yaml:"desk"`
}

// Log is how Deskhand tells what it does.
type Log struct {
	Level  slog.Level `yaml:"level" help:"Least severe level that is written: debug, info, warn or error. What people wrote is never shown above debug."`
	Format string     `yaml:"format" oneof:"text,json" help:"Form of a log line."`
}

// Metrics is where Prometheus reads.
type Metrics struct {
	Listen string `yaml:"listen" help:"Address of the Prometheus metrics (GET /metrics). Empty: none."`
}

// KB is where the articles are, and what helps to understand questions.
type KB struct {
	Dir        string     `yaml:"dir" help:"Folder of the articles, with a folder for each language in it."`
	Encoder    string     `yaml:"encoder" oneof:"auto,off" help:"Whether questions are also compared with articles by meaning: auto does it by the service of kb.embeddings when there is one, else by the sentence encoder when make model has installed it; off never does."`
	Models     string     `yaml:"models" help:"Folder in which make model installs the sentence encoder. When not set: models in data_dir."`
	Embeddings Embeddings `yaml:"embeddings"`
	Precision  int        `yaml:"precision" help:"How often the bot is to be right when it answers, in a hundred answers: 50 to 99. With a higher number it answers less often and offers a choice instead."`
}

// Embeddings is a service that takes the place of our own sentence encoder.
type Embeddings struct {
	URL       string `yaml:"url" help:"Service with OpenAI's embeddings interface that takes the place of the sentence encoder, such as https://api.openai.com/v1 or http://127.0.0.1:11434/v1 (Ollama); of Azure OpenAI, https://NAME.openai.azure.com/openai/deployments/DEPLOYMENT?api-version=2024-10-21. Every question and article is sent to it. Empty: none."`
	Model     string `yaml:"model" help:"Model that the service is to use, such as text-embedding-3-small."`
	Key       Secret `yaml:"key" help:"Key of the service, if it needs one."`
	KeyHeader string `yaml:"key_header" help:"Header that carries the key: Authorization, as a bearer token, or api-key for Azure OpenAI."`
}

// Bot is who Deskhand is in Teams, whom it believes and whom it talks to.
type Bot struct {
	AppID               string        `yaml:"app_id" help:"Application (client) id of the bot's app registration."`
	TenantID            string        `yaml:"tenant_id" help:"Id of the tenant in which the bot is registered."`
	ClientSecret        Secret        `yaml:"client_secret" help:"Credential: a client secret of the app registration."`
	CertificateFile     string        `yaml:"certificate_file" help:"Credential: a file with a certificate and its private key, in PEM or PKCS#12 form."`
	CertificatePassword Secret        `yaml:"certificate_password" help:"Password of bot.certificate_file, if it has one."`
	ManagedIdentity     bool          `yaml:"managed_identity" help:"Credential: the managed identity of the machine in Azure whose client id is bot.app_id."`
	FederatedTokenFile  string        `yaml:"federated_token_file" help:"Credential: workload identity, by the file that holds the Kubernetes service account's token; AZURE_FEDERATED_TOKEN_FILE names it on AKS."`
	OpenIDMetadata      string        `yaml:"openid_metadata" help:"Where the keys are announced that sign the tokens of messages to the bot."`
	Issuer              string        `yaml:"issuer" help:"Issuer that these tokens must name."`
	Authority           string        `yaml:"authority" help:"Login service that gives the bot its own tokens."`
	Scope               string        `yaml:"scope" help:"Scope of the bot's own tokens."`
	ServiceHosts        []string      `yaml:"service_hosts" help:"Hosts that the bot sends messages, and with them its token, to; it calls no other. A host, host:port or *.suffix."`
	AllowedTenants      []string      `yaml:"allowed_tenants" help:"Ids of the tenants whose people may talk to the bot. When not set: bot.tenant_id."`
	NoAuth              bool          `yaml:"no_auth" help:"Believe every caller: for Microsoft's local client on the same machine. Only without bot.app_id, and with listen on loopback."`
	TypingAfter         time.Duration `yaml:"typing_after" help:"How long an answer may take before the bot shows that it is typing."`
	MaxPerSecond        int           `yaml:"max_per_second" help:"Most requests to Teams in a second, for each tenant; Teams allows 50, and says so when it is more. 0: no limit of our own."`
	Workers             int           `yaml:"workers" help:"Most messages that are worked at the same time."`
}

// Desk is how the help desk works. Policy makes it into what the domain wants.
type Desk struct {
	TimeZone     string        `yaml:"time_zone" help:"Time zone of the desk's hours and holidays, by its IANA name."`
	Hours        Hours         `yaml:"hours"`
	Holidays     []string      `yaml:"holidays" help:"Days on which nobody works, such as 2026-12-25."`
	SLA          SLA           `yaml:"sla"`
	ReopenWithin time.Duration `yaml:"reopen_within" help:"How long after it was resolved a ticket can be reopened."`
	Recent       time.Duration `yaml:"recent" help:"How long a ticket stays in \"my tickets\" after its last change."`
}

// Hours is when the desk works on each day of the week: shifts such as "08:00-12:00, 13:00-16:00", or "closed".
type Hours struct {
	Mon string `yaml:"mon" help:"Hours on Mondays: 08:00-16:00; 08:00-12:00, 13:00-16:00; or closed."`
	Tue string `yaml:"tue" help:"Hours on Tuesdays."`
	Wed string `yaml:"wed" help:"Hours on Wednesdays."`
	Thu string `yaml:"thu" help:"Hours on Thursdays."`
	Fri string `yaml:"fri" help:"Hours on Fridays."`
	Sat string `yaml:"sat" help:"Hours on Saturdays."`
	Sun string `yaml:"sun" help:"Hours on Sundays."`
}

// SLA is the service level for each priority.
type SLA struct {
	Critical Target `yaml:"critical"`
	High     Target `yaml:"high"`
	Normal   Target `yaml:"normal"`
	Low      Target `yaml:"low"`
}

// Target is one service level.
type Target struct {
	Response   time.Duration `yaml:"response" help:"Time until a person answers, in business hours."`
	Resolution time.Duration `yaml:"resolution" help:"Time until it should be solved, in business hours."`
}

// defaults are the settings before anybody has said anything.
func defaults() Config {
	const workday, free = "08:00-16:00", "closed"
	return Config{
		Listen:   "127.0.0.1:3978",
		DataDir:  "./data",
		Language: "en",
		Log:      Log{Level: slog.LevelInfo, Format: "text"},
		Metrics:  Metrics{Listen: "127.0.0.1:9464"},
		KB:       KB{Dir: "./kb", Encoder: "auto", Embeddings: Embeddings{KeyHeader: "Authorization"}, Precision: 90},
		Bot: Bot{
			OpenIDMetadata: "https://login.botframework.com/v1/.well-known/openidconfiguration",
			Issuer:         "https://api.botframework.com",
			Authority:      "https://login.microsoftonline.com",
			Scope:          "https://api.botframework.com/.default",
			ServiceHosts:   []string{"smba.trafficmanager.net", "*.botframework.com"},
			TypingAfter:    200 * time.Millisecond,
			Workers:        256,
		},
		Desk: Desk{
			TimeZone: "Europe/Oslo",
			Hours:    Hours{Mon: workday, Tue: workday, Wed: workday, Thu: workday, Fri: workday, Sat: free, Sun: free},
			SLA: SLA{
				Critical: Target{1 * time.Hour, 4 * time.Hour},
				High:     Target{2 * time.Hour, 8 * time.Hour},
				Normal:   Target{4 * time.Hour, 24 * time.Hour},
				Low:      Target{8 * time.Hour, 40 * time.Hour},
			},
			ReopenWithin: 14 * 24 * time.Hour,
			Recent:       30 * 24 * time.Hour,
		},
	}
}
