package connector

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
)

// guard decides whether a service URL may be believed and called. The error says why not.
type guard func(serviceURL string) error

// allowHosts is the guard that lets https to the listed hosts through.
func allowHosts(entries []string) (guard, error) {
	var (
		rules []hostRule
		errs  []error
	)
	for _, entry := range entries {
		rule, err := parseHostRule(entry)
		rules, errs = append(rules, rule), append(errs, err)
	}
	check := func(serviceURL string) error {
		u, err := parseServiceURL(serviceURL)
		if err != nil {
			return err
		}
		if u.Scheme != "https" {
			return fmt.Errorf("service URL %q is not https", serviceURL)
		}
		for _, rule := range rules {
			if rule.matches(u) {
				return nil
			}
		}
		return fmt.Errorf("the host of service URL %q is not on the list of service hosts", serviceURL)
	}
	return check, errors.Join(errs...)
}

// allowLoopback is the guard of no-auth mode: it lets this machine through, with or without https.
func allowLoopback(serviceURL string) error {
	u, err := parseServiceURL(serviceURL)
	if err != nil {
		return err
	}
	if (u.Scheme != "http" && u.Scheme != "https") || !isLoopback(u.Hostname()) {
		return fmt.Errorf("service URL %q is not on this machine, and no-auth mode knows no other", serviceURL)
	}
	return nil
}

// parseServiceURL refuses what a service URL never has, and different readers could read differently.
func parseServiceURL(serviceURL string) (*url.URL, error) {
	u, err := url.Parse(serviceURL)
	if err != nil {
		return nil, fmt.Errorf("service URL: %w", err)
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.Contains(serviceURL, "#") {
		return nil, fmt.Errorf("service URL %q is not just a scheme, a host and a path", serviceURL)
	}
	return u, nil
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

// hostRule is one entry of the list of service hosts.
type hostRule struct {
	name   string // in small letters; of a suffix: with the dot in front
	suffix bool
	port   string
}

func parseHostRule(entry string) (hostRule, error) {
	name, suffix := strings.CutPrefix(strings.ToLower(entry), "*")
	u, err := url.Parse("https://" + name)
	if err == nil && u.Host == name && !strings.Contains(name, "*") {
		rule := hostRule{name: u.Hostname(), suffix: suffix, port: cmp.Or(u.Port(), "443")}
		parent, dotted := strings.CutPrefix(rule.name, ".")
		if parent != "" && dotted == suffix && (!suffix || strings.Contains(parent, ".")) {
			return rule, nil
		}
	}
	return hostRule{}, fmt.Errorf("service host %q: write host, host:port or *.suffix, without https://", entry)
}

func (r hostRule) matches(u *url.URL) bool {
	if cmp.Or(u.Port(), "443") != r.port {
		return false
	}
	name := strings.ToLower(u.Hostname())
	if r.suffix {
		return strings.HasSuffix(name, r.name) && len(name) > len(r.name)
	}
	return name == r.name
}
