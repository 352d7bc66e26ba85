package config

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"deskhand/internal/identity"
)

// GraphIdentity is who Deskhand is to Graph: the registration under graph, or the bot's when there is none.
func (c Config) GraphIdentity() identity.Identity {
	g, b := c.Graph, c.Bot
	id := identity.Identity{
		Authority: g.Authority, TenantID: g.TenantID, ClientID: g.ClientID, ClientSecret: g.ClientSecret.Reveal(),
		CertificateFile: g.CertificateFile, CertificatePassword: g.CertificatePassword.Reveal(),
		ManagedIdentity: g.ManagedIdentity, FederatedTokenFile: g.FederatedTokenFile,
	}
	if id.TenantID == "" {
		id.TenantID = b.TenantID
	}
	if id.ClientID == "" {
		id.ClientID = b.AppID
	}
	if len(g.credentials()) == 0 && id.ClientID == b.AppID {
		id.ClientSecret, id.ManagedIdentity, id.FederatedTokenFile = b.ClientSecret.Reveal(), b.ManagedIdentity, b.FederatedTokenFile
		id.CertificateFile, id.CertificatePassword = b.CertificateFile, b.CertificatePassword.Reveal()
	}
	return id
}

// BotIdentity is who the bot is to the Bot Framework.
func (c Config) BotIdentity() identity.Identity {
	b := c.Bot
	return identity.Identity{
		Authority: b.Authority, TenantID: b.TenantID, ClientID: b.AppID, ClientSecret: b.ClientSecret.Reveal(),
		CertificateFile: b.CertificateFile, CertificatePassword: b.CertificatePassword.Reveal(),
		ManagedIdentity: b.ManagedIdentity, FederatedTokenFile: b.FederatedTokenFile,
	}
}

// checkGraph notes what under graph and community can't work. What is not enabled is looked at only for its form.
func (c Config) checkGraph(found *faults) {
	g := c.Graph
	found.url("graph.authority", g.Authority)
	found.secureURL("graph.base_url", g.BaseURL)
	if g.NotificationURL != "" {
		found.secureURL("graph.notification_url", g.NotificationURL)
	}
	found.site("graph.site_id", g.SiteID)
	found.mailbox("graph.mailbox", g.Mailbox)
	found.mail("graph.mail_to", g.MailTo)
	found.day("graph.client_secret_expires", g.ClientSecretExpires)
	for _, interval := range []struct {
		key   string
		value time.Duration
		least time.Duration
	}{
		{"graph.poll_interval", g.PollInterval, 100 * time.Millisecond},
		{"community.interval", c.Community.Interval, 100 * time.Millisecond},
		{"graph.health_interval", g.HealthInterval, 0},
		{"graph.people_ttl", g.PeopleTTL, 0},
	} {
		if interval.value < interval.least {
			found.rule(interval.key, fmt.Sprintf("%s is too short", interval.value), "write a time such as 5m")
		}
	}
	if n := utf8.RuneCountInString(c.Desk.WebhookSecret.Reveal()); n > 0 && n < 32 {
		found.rule("desk.webhook_secret", "it is too short to be safe", "write at least 32 characters that nobody can guess")
	}
	c.Community.check(found)
}

// CheckGraph returns everything that is missing for what Graph is to do, for commands that need it; Load checks it too.
func (c Config) CheckGraph() error {
	var found faults
	c.checkGraphUse(&found)
	return found.err()
}

func (c Config) checkGraphUse(found *faults) {
	if !c.Graph.Enabled {
		if c.Graph.Tickets != TicketsLocal {
			found.rule("graph.tickets", fmt.Sprintf("%q needs Microsoft Graph", c.Graph.Tickets),
				"set graph.enabled to true, or graph.tickets to local")
		}
		return
	}
	g, id := c.Graph, c.GraphIdentity()
	if id.ClientID == "" {
		found.rule("graph.client_id", "there is no app registration to sign in with", "set it, or bot.app_id")
	}
	if id.TenantID == "" && !id.ManagedIdentity {
		found.rule("graph.tenant_id", "it is empty", "set it, or bot.tenant_id")
	}
	switch kinds := g.credentials(); {
	case len(kinds) > 1:
		found.rule(kinds[0], "there is more than one credential: "+strings.Join(kinds, ", "), "keep one of them")
	case id.ClientSecret == "" && id.CertificateFile == "" && !id.ManagedIdentity && id.FederatedTokenFile == "":
		found.rule("graph.client_id", "there is no credential for it",
			"set graph.client_secret, graph.certificate_file, graph.managed_identity or graph.federated_token_file")
	}
	switch g.Tickets {
	case TicketsList:
		if g.SiteID == "" {
			found.rule("graph.site_id", "it is empty", "write "+siteForm)
		}
		// Without a list, deskhand provision makes one; serve says so when it starts.
	case TicketsMail:
		found.required("graph.mailbox", g.Mailbox)
	}
}

func (m Community) check(found *faults) {
	if m.DailyCap < 0 {
		found.rule("community.daily_cap", "it is less than nothing", "write a number such as 25; 0 invites nobody")
	}
	if _, err := m.Quiet(); err != nil {
		found.rule("community.quiet_hours", err.Error(), "write it as 18:00-08:00, or leave it empty")
	}
	if m.Mode != "consent" && m.Mode != "auto" {
		return
	}
	found.required("community.team_id", m.TeamID)
	if m.Source == "group" {
		found.required("community.maker_group_id", m.MakerGroupID)
	}
}

// Quiet is when nobody is invited, in minutes after midnight; it may go past midnight. Both are 0 when it never is quiet.
func (m Community) Quiet() (quiet [2]int, err error) {
	if strings.TrimSpace(m.QuietHours) == "" {
		return quiet, nil
	}
	from, to, _ := strings.Cut(m.QuietHours, "-")
	quiet = [2]int{minutes(from), minutes(to)}
	if quiet[0] < 0 || quiet[1] < 0 {
		return [2]int{}, fmt.Errorf("%q is not a time from and to", m.QuietHours)
	}
	return quiet, nil
}

// credentials are the keys of the credentials that are set.
func (g Graph) credentials() []string {
	var keys []string
	for _, kind := range []struct {
		key string
		set bool
	}{
		{"graph.client_secret", g.ClientSecret != ""},
		{"graph.certificate_file", g.CertificateFile != ""},
		{"graph.managed_identity", g.ManagedIdentity},
		{"graph.federated_token_file", g.FederatedTokenFile != ""},
	} {
		if kind.set {
			keys = append(keys, kind.key)
		}
	}
	return keys
}

func (fs *faults) day(setting, value string) {
	if _, err := time.Parse(time.DateOnly, value); err != nil && value != "" {
		fs.rule(setting, fmt.Sprintf("%q is not a day", value), "write it as 2027-11-26")
	}
}

// secureURL allows plain http on this machine alone.
func (fs *faults) secureURL(setting, value string) {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil ||
		u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(net.JoinHostPort(u.Hostname(), "0"))) {
		fs.rule(setting, fmt.Sprintf("%q is not an https address", value), "write it as https://host/path; http is for this machine")
	}
}
