package manifest

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"unicode/utf8"
)

// What Teams' schema allows. It lets the version be any text, but the store and the admin centre do not.
var (
	guid    = regexp.MustCompile(`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)
	host    = regexp.MustCompile(`^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z][a-zA-Z0-9-]*[a-zA-Z0-9]$`)
	version = regexp.MustCompile(`^(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})$`)
)

const (
	maxName      = 30
	maxDeveloper = 32
	maxURL       = 2048
	maxHost      = 253
)

// check returns everything that is wrong with an app. What is empty and has a default is not.
func (a App) check() error {
	var faults []error
	fault := func(bad bool, format string, args ...any) {
		if bad {
			faults = append(faults, fmt.Errorf(format, args...))
		}
	}
	fault(!guid.MatchString(a.AppID),
		"app id: %q is not a GUID; copy the application (client) id of the app registration", a.AppID)
	fault(!host.MatchString(a.Domain) || len(a.Domain) > maxHost,
		"domain: %q is not a host name; write it as deskhand.example.com, without https://, port or path", a.Domain)
	fault(utf8.RuneCountInString(a.Name) > maxName,
		"name: %q is longer than %d characters; shorten it", a.Name, maxName)
	fault(a.Version != "" && !version.MatchString(a.Version),
		"version: %q is not a version of three numbers; write it as 1.2.0", a.Version)
	fault(utf8.RuneCountInString(a.Developer.Name) > maxDeveloper,
		"developer name: %q is longer than %d characters; shorten it", a.Developer.Name, maxDeveloper)
	for _, page := range []struct{ name, address string }{
		{"website", a.Developer.Website},
		{"privacy statement", a.Developer.Privacy},
		{"terms of use", a.Developer.Terms},
	} {
		fault(page.address != "" && !isWeb(page.address),
			"%s: %q is not an https address; write it as https://example.com/page", page.name, page.address)
	}
	return errors.Join(faults...)
}

func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != "" && len(address) <= maxURL
}
