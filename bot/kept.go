package bot

import (
	"sync"
	"time"

	"deskhand/bot/card"
	"deskhand/internal/locale"
)

// bodies keeps the articles that were drawn lately: drawing one takes longer than everything else in a turn.
type bodies struct {
	mu    sync.Mutex
	drawn map[bodyKey]card.Body
}

type bodyKey struct {
	language locale.Language
	markdown string
}

// mostBodies bounds the memory that drawn articles take; one takes some ten kilobytes.
const mostBodies = 512

func (b *bodies) of(p *locale.Printer, markdown string) card.Body {
	key := bodyKey{p.Language(), markdown}
	b.mu.Lock()
	body, ok := b.drawn[key]
	b.mu.Unlock()
	if ok {
		return body
	}
	body = card.DrawBody(p, markdown)
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.drawn) >= mostBodies {
		for old := range b.drawn { // whichever: the ones that are asked for come back
			delete(b.drawn, old)
			break
		}
	}
	if b.drawn == nil {
		b.drawn = map[bodyKey]card.Body{}
	}
	b.drawn[key] = body
	return body
}

// zones keeps the time zones that people live in: reading one takes a while.
type zones struct{ known sync.Map }

// named is the zone with the IANA name, or nil when there is none.
func (z *zones) named(name string) *time.Location {
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
