package bot

import (
	"strings"
	"sync"
	"time"

	"deskhand/bot/card"
	"deskhand/internal/locale"
)

// pages keeps the articles that were drawn lately: drawing one takes longer than everything else in a turn.
type pages struct {
	mu    sync.Mutex
	drawn map[pageKey]card.Page
}

// pageKey is everything that a page shows.
type pageKey struct {
	language                     locale.Language
	title, note, markdown, owner string
	links                        string
	reviewed                     time.Time
}

// mostPages bounds the memory that drawn articles take; one takes some ten kilobytes.
const mostPages = 512

func (g *pages) of(p *locale.Printer, a card.Article) card.Page {
	key := pageKey{p.Language(), a.Title, a.Note, a.Markdown, a.Owner, joined(a.Links), a.ReviewedOn}
	g.mu.Lock()
	page, ok := g.drawn[key]
	g.mu.Unlock()
	if ok {
		return page
	}
	page = card.DrawPage(p, a)
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.drawn) >= mostPages {
		for old := range g.drawn { // whichever: the ones that are asked for come back
			delete(g.drawn, old)
			break
		}
	}
	if g.drawn == nil {
		g.drawn = map[pageKey]card.Page{}
	}
	g.drawn[key] = page
	return page
}

// joined makes one text of links, different for different ones.
func joined(links []card.Link) string {
	var b strings.Builder
	for _, l := range links {
		b.WriteString(l.Title + "\x00" + l.URL + "\x00")
	}
	return b.String()
}

// zones keeps the time zones that people live in: reading one takes a while.
type zones struct{ known sync.Map }

// named is the zone with the IANA name, or nil when there is none.
func (z *zones) named(name string) *time.Location {
	if name == "" { // which Go takes for UTC
		return nil
	}
	if zone, ok := z.known.Load(name); ok {
		return zone.(*time.Location) //nolint:forcetypeassert // nothing else is stored
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	z.known.Store(name, zone) // few: only names that exist are kept
	return zone
}

// languages keeps which language suits the clients that were heard of lately: to match a locale takes longer than to
// read all else that a turn begins with.
type languages struct {
	mu     sync.Mutex
	suited map[string]locale.Language // by the client's locale
}

// There are fewer locales than that, and none of them is longer.
const (
	mostLocales   = 500
	longestLocale = 35
)

// suiting is the language for a client's locale, else the other one, which is always the same.
func (l *languages) suiting(client string, otherwise locale.Language) locale.Language {
	if len(client) > longestLocale {
		return locale.Match(client, string(otherwise))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	language, known := l.suited[client]
	if known {
		return language
	}
	if l.suited == nil || len(l.suited) == mostLocales {
		l.suited = map[string]locale.Language{}
	}
	language = locale.Match(client, string(otherwise))
	l.suited[client] = language
	return language
}
