package transfer

import (
	"net/url"
	"regexp"
	"strings"
)

var (
	images  = regexp.MustCompile(`!\[([^\[\]]*)\]\(\s*<?([^)\s>]*)>?(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\s*\)`)
	inline  = regexp.MustCompile(`\[([^\[\]]*)\]\(\s*<?([^)\s>]*)>?(?:\s+(?:"[^"\n]*"|'[^'\n]*'))?\s*\)`)
	webPage = regexp.MustCompile(`(?i)(^|[\s(*_~<])www\.([a-z0-9])`)
	unsafe  = regexp.MustCompile(`(?i)\bhttp://`)
	ftp     = regexp.MustCompile(`(?i)\bftp://[^\s<>]+`)
)

// mendedLinks is what had to be done to the links of an answer.
type mendedLinks struct {
	secured int      // now begin with https://
	dropped []string // addresses that no card may link to: their text is left
	images  int      // are links now
}

// withSafeLinks sees to it that an answer links to whole addresses with https alone, and shows no pictures: they lie in
// another tool, which people may not be let into.
func withSafeLinks(answer string) (string, mendedLinks) {
	var out strings.Builder
	var m mendedLinks
	code := func(text string) { out.WriteString(text) }
	eachPart(answer, code, func(text string) { out.WriteString(m.mend(text)) })
	return out.String(), m
}

func (m *mendedLinks) mend(text string) string {
	text = images.ReplaceAllStringFunc(text, func(image string) string {
		found := images.FindStringSubmatch(image)
		m.images++
		return m.link(found[1], found[2])
	})
	text = inline.ReplaceAllStringFunc(text, func(link string) string {
		found := inline.FindStringSubmatch(link)
		return m.link(found[1], found[2])
	})
	text = webPage.ReplaceAllStringFunc(text, func(page string) string {
		m.secured++
		at := strings.Index(strings.ToLower(page), "www.")
		return page[:at] + "https://" + page[at:]
	})
	text = unsafe.ReplaceAllStringFunc(text, func(string) string {
		m.secured++
		return "https://"
	})
	return ftp.ReplaceAllStringFunc(text, func(address string) string {
		m.dropped = append(m.dropped, address)
		return "`" + strings.ReplaceAll(address, "`", "") + "`"
	})
}

// link is a link of Markdown, or its text alone when there is nowhere to link to.
func (m *mendedLinks) link(text, address string) string {
	whole := address
	if strings.HasPrefix(strings.ToLower(address), "www.") {
		whole = "http://" + address
	}
	if rest, ok := cutPrefixFold(whole, "http://"); ok {
		whole = "https://" + rest
	}
	switch {
	case strings.HasPrefix(whole, "mailto:"):
	case !secure(whole):
		if address != "" {
			m.dropped = append(m.dropped, address)
		}
		return text
	case whole != address:
		m.secured++
	}
	if strings.TrimSpace(text) == "" {
		text = "Link"
		if u, err := url.Parse(whole); err == nil && u.Hostname() != "" {
			text = u.Hostname()
		}
	}
	return "[" + text + "](" + whole + ")"
}

func cutPrefixFold(text, prefix string) (string, bool) {
	if len(text) < len(prefix) || !strings.EqualFold(text[:len(prefix)], prefix) {
		return text, false
	}
	return text[len(prefix):], true
}

// secure reports whether the rules let an article link to the address.
func secure(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil
}
