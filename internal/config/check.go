package config

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
)

// check notes values that could be read and yet can't work.
func (c Config) check(found *faults) {
	found.address("listen", c.Listen)
	if c.Metrics.Listen != "" {
		found.address("metrics.listen", c.Metrics.Listen)
	}
	found.required("data_dir", c.DataDir)
	found.required("kb.dir", c.KB.Dir)
	c.KB.Embeddings.check(found)
	if c.KB.Precision < 50 || c.KB.Precision > 99 {
		found.rule("kb.precision", fmt.Sprintf("%d is not between 50 and 99", c.KB.Precision),
			"write how many of a hundred answers must be right")
	}
	found.database(c.DatabaseURL())
	c.Bot.check(found)
	c.checkGraph(found)
	if _, err := c.Desk.Policy(); err != nil {
		*found = append(*found, err)
	}
}

// check looks at the address only for what it must not be: questions go there, and the key.
func (e Embeddings) check(found *faults) {
	if e.URL == "" {
		if e.Model != "" || e.Key != "" {
			found.rule("kb.embeddings.url", "it is empty although other settings under kb.embeddings are set", "set it, or remove them")
		}
		return
	}
	u, err := url.Parse(e.URL)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Fragment != "":
		found.rule("kb.embeddings.url", "it is not an address", "write it as https://host/path, and the key in kb.embeddings.key")
	case u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(net.JoinHostPort(u.Hostname(), "0"))):
		found.rule("kb.embeddings.url", "questions would cross the network for everybody to read", "write https://; http is for this machine")
	}
	if e.Model == "" {
		found.rule("kb.embeddings.model", "the service must be told a model", "write its name, such as text-embedding-3-small")
	}
	if !headerPattern.MatchString(e.KeyHeader) {
		found.rule("kb.embeddings.key_header", fmt.Sprintf("%q is not the name of a header", e.KeyHeader), "write Authorization or api-key")
	}
	if strings.ContainsFunc(e.Key.Reveal(), func(r rune) bool { return r < '!' || r > '~' }) {
		found.rule("kb.embeddings.key", "it holds spaces or characters that no key has", "write it as the service shows it")
	}
}

// headerPattern is the name of an HTTP header.
var headerPattern = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

func (b Bot) check(found *faults) {
	found.url("bot.openid_metadata", b.OpenIDMetadata)
	found.url("bot.authority", b.Authority)
	found.day("bot.client_secret_expires", b.ClientSecretExpires)
	found.required("bot.issuer", b.Issuer)
	found.required("bot.scope", b.Scope)
	for _, host := range b.ServiceHosts {
		if !isServiceHost(host) {
			found.rule("bot.service_hosts", fmt.Sprintf("%q is not a host", host), "write host, host:port or *.suffix alone")
		}
	}
	if b.TypingAfter < 0 {
		found.rule("bot.typing_after", "it is less than nothing", "write a time such as 200ms")
	}
	if b.MaxPerSecond < 0 {
		found.rule("bot.max_per_second", "it is less than nothing", "write a number such as 50, or 0 for no limit")
	}
	if b.Workers < 1 {
		found.rule("bot.workers", "nobody would work", "write a number such as 256")
	}
}

// CheckServe returns everything that keeps the bot from being reached by Teams and from using Graph: what Load checks
// and LoadOffline doesn't.
func (c Config) CheckServe() error {
	var found faults
	c.checkServe(&found)
	return found.err()
}

func (c Config) checkServe(found *faults) {
	c.checkIdentity(found)
	c.checkGraphUse(found)
}

// checkIdentity notes why the bot could not know whom to believe, or not prove who it is.
func (c Config) checkIdentity(found *faults) {
	b := c.Bot
	switch {
	case b.AppID == "" && !b.NoAuth:
		found.rule("bot.app_id", "the bot has no app registration, and would not know whom to believe",
			"for Teams set bot.app_id, bot.tenant_id and a credential; to try it on this machine set bot.no_auth to true")
	case b.AppID != "" && b.NoAuth:
		found.rule("bot.no_auth", "it would let everybody in although bot.app_id is set", "remove one of the two")
	case b.NoAuth && !isLoopback(c.Listen):
		found.rule("bot.no_auth", fmt.Sprintf("it would let everybody in who reaches %q", c.Listen),
			"set listen to 127.0.0.1:3978, or remove bot.no_auth")
	}
	if b.AppID != "" {
		b.checkRegistration(found)
	}
}

func (b Bot) checkRegistration(found *faults) {
	found.required("bot.tenant_id", b.TenantID)
	if len(b.ServiceHosts) == 0 {
		found.rule("bot.service_hosts", "the bot could answer nobody", "name the hosts of your cloud, or remove the setting")
	}
	kinds := b.credentials()
	const all = "bot.client_secret, bot.certificate_file, bot.managed_identity or bot.federated_token_file"
	switch len(kinds) {
	case 0:
		found.rule("bot.app_id", "the bot has no credential to prove who it is", "set one of "+all)
	case 1:
	default:
		found.rule(kinds[0], "there is more than one credential: "+strings.Join(kinds, ", "), "keep one of them")
	}
	if b.CertificatePassword != "" && b.CertificateFile == "" {
		found.rule("bot.certificate_password", "there is no certificate for it", "set bot.certificate_file, or remove the password")
	}
}

// credentials are the keys of the credentials that are set.
func (b Bot) credentials() []string {
	var keys []string
	for _, kind := range []struct {
		key string
		set bool
	}{
		{"bot.client_secret", b.ClientSecret != ""},
		{"bot.certificate_file", b.CertificateFile != ""},
		{"bot.managed_identity", b.ManagedIdentity},
		{"bot.federated_token_file", b.FederatedTokenFile != ""},
	} {
		if kind.set {
			keys = append(keys, kind.key)
		}
	}
	return keys
}

func (fs *faults) required(setting, value string) {
	if value == "" {
		fs.rule(setting, "it is empty", "set it")
	}
}

func (fs *faults) address(setting, value string) {
	if _, port, err := net.SplitHostPort(value); err != nil || !isPort(port) {
		fs.rule(setting, fmt.Sprintf("%q is not an address", value), "write host:port, such as 127.0.0.1:3978")
	}
}

func (fs *faults) url(setting, value string) {
	if u, err := url.Parse(value); err != nil || u.Scheme != "https" || u.Host == "" {
		fs.rule(setting, fmt.Sprintf("%q is not an https address", value), "write it as https://host/path")
	}
}

// database looks at the form only, and repeats nothing of it: there may be a password in it.
func (fs *faults) database(value string) {
	path, isSQLite := strings.CutPrefix(value, "sqlite:")
	u, err := url.Parse(value)
	if isSQLite && path != "" || err == nil && u.Scheme == "postgres" && u.Opaque == "" {
		return
	}
	fs.rule("database", "it names no database",
		"write sqlite:PATH or postgres://user:password@host/name, with %XX for special characters")
}

// hostPattern is a host name, or *. and the end of one.
var hostPattern = regexp.MustCompile(`(?i)^(\*\.)?` + label + `(\.` + label + `)*$`)

const label = `[a-z0-9]([a-z0-9-]*[a-z0-9])?`

// isServiceHost allows a port behind a host or an IP address.
func isServiceHost(text string) bool {
	if host, port, err := net.SplitHostPort(text); err == nil {
		if !isPort(port) {
			return false
		}
		text = host
	}
	_, err := netip.ParseAddr(text)
	return err == nil || hostPattern.MatchString(text)
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

// isLoopback says whether only this machine can reach an address.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
