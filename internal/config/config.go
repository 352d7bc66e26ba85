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

	Graph     Graph     `yaml:"graph"`
	Community Community `yaml:"community"`
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
	ClientSecretExpires string        `yaml:"client_secret_expires" help:"Day on which the client secret expires, such as 2027-11-26: Deskhand warns 30 days ahead."`
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
	ReopenWithin time.Duration `yaml:"reopen_within" help:"How long after it was resolved or withdrawn a ticket can be reopened."`
	Recent       time.Duration `yaml:"recent" help:"How long a ticket stays in \"my tickets\" after its last change."`
	OnCall       []string      `yaml:"on_call" help:"Object ids of those who are on call: whoever opens a critical or high ticket is told which of them can be reached. Needs graph.enabled."`

	WebhookSecret Secret `yaml:"webhook_secret" help:"Secret with which another help desk tool signs what it tells of a ticket (POST /api/tickets/{key}/events); at least 32 characters. Empty: nobody may."`
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

// Graph is how Deskhand signs in to Microsoft Graph, and what it does there.
type Graph struct {
	Enabled             bool   `yaml:"enabled" help:"Use Microsoft Graph. Without it the help desk is the database alone, and nobody is invited."`
	BaseURL             string `yaml:"base_url" help:"Address of Graph, with its version: https://graph.microsoft.us/v1.0 and the like for other clouds. Its tokens go to no other host; SharePoint has tokens of its own."`
	Authority           string `yaml:"authority" help:"Login service that gives the tokens for Graph."`
	TenantID            string `yaml:"tenant_id" help:"Id of the tenant. When not set: bot.tenant_id."`
	ClientID            string `yaml:"client_id" help:"Application (client) id of the app registration for Graph. When not set: bot.app_id, with the bot's own credential."`
	ClientSecret        Secret `yaml:"client_secret" help:"Credential: a client secret of that app registration."`
	ClientSecretExpires string `yaml:"client_secret_expires" help:"Day on which that client secret expires, such as 2027-11-26: Deskhand warns 30 days ahead. It can't be read without a permission too many."`
	CertificateFile     string `yaml:"certificate_file" help:"Credential: a file with a certificate and its private key, in PEM or PKCS#12 form."`
	CertificatePassword Secret `yaml:"certificate_password" help:"Password of graph.certificate_file, if it has one."`
	ManagedIdentity     bool   `yaml:"managed_identity" help:"Credential: the managed identity of the machine in Azure whose client id is graph.client_id."`
	FederatedTokenFile  string `yaml:"federated_token_file" help:"Credential: workload identity, by the file that holds the Kubernetes service account's token."`
	Tickets             string `yaml:"tickets" oneof:"local,list,mail" help:"Where the help desk works tickets: local in Deskhand alone; list in a SharePoint list too; mail sends them to a mailbox that a help desk tool reads."`
	SiteID              string `yaml:"site_id" help:"SharePoint site of the list: hostname,site-collection-id,site-id, or hostname:/sites/name."`
	ListID              string `yaml:"list_id" help:"Id of the list. deskhand provision makes one and says its id."`

	PollInterval    time.Duration `yaml:"poll_interval" help:"How often the list is asked for changes."`
	NotificationURL string        `yaml:"notification_url" help:"Public address at which Graph tells that the list has changed, so that Deskhand looks at once: https://HOST/api/graph/notifications. Empty: it looks every graph.poll_interval only."`
	Mailbox         string        `yaml:"mailbox" help:"Mailbox that ticket mails are sent from: an address or object id."`
	MailTo          string        `yaml:"mail_to" help:"Address that the help desk tool reads. When not set: graph.mailbox."`
	HealthInterval  time.Duration `yaml:"health_interval" help:"How often Microsoft's service health is looked at. 0: never."`
	PeopleTTL       time.Duration `yaml:"people_ttl" help:"How long what the directory says about a person is believed. 0: the directory is not asked."`
}

// Where the help desk works tickets, as graph.tickets says it.
const (
	TicketsLocal = "local"
	TicketsList  = "list"
	TicketsMail  = "mail"
)

// Community is whether and how makers are invited into the community.
type Community struct {
	Mode             string        `yaml:"mode" oneof:"off,preview,consent,auto" help:"off: nobody is looked for; preview: deskhand community plan tells who would be invited, and nobody is; consent: makers are asked in chat first; auto: they are added and told."`
	Source           string        `yaml:"source" oneof:"group,audit" help:"How makers are found: group by community.maker_group_id; audit by who created an app or flow, as the audit log has it."`
	TeamID           string        `yaml:"team_id" help:"Team of the community."`
	ChannelID        string        `yaml:"channel_id" help:"Channel of the community; when it is private or shared, makers are added to it as well. Empty: the team alone."`
	MakerGroupID     string        `yaml:"maker_group_id" help:"Security group in which all makers are."`
	ExclusionGroupID string        `yaml:"exclusion_group_id" help:"Security group of those who are never invited."`
	DailyCap         int           `yaml:"daily_cap" help:"Most people who are invited in a day."`
	Interval         time.Duration `yaml:"interval" help:"How often new makers are looked for."`
	QuietHours       string        `yaml:"quiet_hours" help:"When nobody is invited, by the clock of desk.time_zone: 18:00-08:00. Empty: at any time."`
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
		Graph: Graph{
			BaseURL:        "https://graph.microsoft.com/v1.0",
			Authority:      "https://login.microsoftonline.com",
			Tickets:        TicketsLocal,
			PollInterval:   30 * time.Second,
			HealthInterval: 5 * time.Minute,
			PeopleTTL:      24 * time.Hour,
		},
		Community: Community{
			Mode: "preview", Source: "group", DailyCap: 25, Interval: 15 * time.Minute,
		},
	}
}
