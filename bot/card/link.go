package card

import (
	"fmt"
	"net/url"
	"strings"
)

// maxURL is the longest address that cards link to, in bytes.
const maxURL = 1000

// webURL is an address as a card may open it, or "": only https, and no user name that looks like another host.
func webURL(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return ""
	}
	return quoted(u)
}

// linkURL is webURL for links, which may also write to a mail address.
func linkURL(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err == nil && u.Scheme == "mailto" && strings.Contains(u.Opaque, "@") {
		return quoted(u)
	}
	return webURL(address)
}

// quoted is an address that ends nowhere too soon in Markdown, or "" when it is too long.
func quoted(u *url.URL) string {
	var b strings.Builder
	for _, c := range []byte(u.String()) {
		if c <= ' ' || c > '~' || strings.IndexByte("()<>[]\\\"'*_|`~{}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	if b.Len() > maxURL {
		return ""
	}
	return b.String()
}

// markdownLink is a link in Markdown, or its title alone when the address may not be opened.
func markdownLink(title, address string) string {
	target := linkURL(address)
	if target == "" {
		return escapeSpan(title)
	}
	return "[" + escapeSpan(title) + "](" + target + ")"
}
