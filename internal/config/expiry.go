package config

import (
	"fmt"
	"time"

	"deskhand/internal/identity"
)

// Credential is something with which Deskhand proves who it is, and that ends some day.
type Credential struct {
	Name    string    // bot client secret, graph certificate and the like
	Setting string    // that says when it ends, or where it is
	Ends    time.Time // zero when nobody has said so
}

// Credentials are those that end: client secrets, by the day that the settings say, and certificates, by what is in their
// files. A managed identity and a federated token don't. The error names each certificate that can't be read.
func (c Config) Credentials() ([]Credential, error) {
	var found faults
	var all []Credential
	add := func(name string, id identity.Identity, day string) {
		switch {
		case id.ClientSecret != "":
			ends, err := time.Parse(time.DateOnly, day)
			if err != nil {
				ends = time.Time{}
			}
			all = append(all, Credential{name + " client secret", name + ".client_secret_expires", ends})
		case id.CertificateFile != "":
			ends, err := identity.CertificateExpiry(id.CertificateFile, id.CertificatePassword)
			if err != nil {
				found = append(found, fmt.Errorf("%s.certificate_file: %w", name, err))
				return
			}
			all = append(all, Credential{name + " certificate", name + ".certificate_file", ends})
		}
	}
	own := len(c.Graph.credentials()) > 0
	if c.Bot.AppID != "" {
		day := c.Bot.ClientSecretExpires
		if day == "" && c.Graph.Enabled && !own { // one registration, and one secret for both
			day = c.Graph.ClientSecretExpires
		}
		add("bot", c.BotIdentity(), day)
	}
	if c.Graph.Enabled && own {
		add("graph", c.GraphIdentity(), c.Graph.ClientSecretExpires)
	}
	return all, found.err()
}
