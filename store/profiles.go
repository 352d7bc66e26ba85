package store

import (
	"sync"

	"deskhand/internal/chat"
)

// mostProfiles bounds the memory that the profiles at hand take; one takes some 300 bytes.
const mostProfiles = 20_000

// profiles keeps at hand what is known about people who spoke lately: every turn begins with asking for it. It is right
// where one process alone saves turns. A nil one keeps nothing.
type profiles struct {
	mu    sync.Mutex
	known map[string]chat.Profile // by person
	saved int                     // how many profiles were saved, so that nobody keeps what they read before
}

func newProfiles() *profiles { return &profiles{known: map[string]chat.Profile{}} }

// get gives a person's profile when it is at hand. What is read in its stead may be kept with the number.
func (p *profiles) get(personID string) (profile chat.Profile, known bool, saved int) {
	if p == nil {
		return chat.Profile{}, false, 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	profile, known = p.known[personID]
	return profile, known, p.saved
}

// keep takes up what was read, unless profiles were saved since.
func (p *profiles) keep(profile chat.Profile, saved int) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if saved == p.saved {
		p.put(profile)
	}
}

// renew takes up what was saved, in that order.
func (p *profiles) renew(saved []*pendingTurn) {
	p.change(saved, p.put)
}

// forget makes sure that what the turns would have changed is read again: saving them failed, and what is stored now is
// not known.
func (p *profiles) forget(turns []*pendingTurn) {
	p.change(turns, func(profile chat.Profile) { delete(p.known, profile.PersonID) })
}

func (p *profiles) change(turns []*pendingTurn, one func(chat.Profile)) {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range turns {
		if t.turn.Profile != nil {
			p.saved++
			one(*t.turn.Profile)
		}
	}
}

func (p *profiles) put(profile chat.Profile) {
	if _, known := p.known[profile.PersonID]; !known && len(p.known) >= mostProfiles {
		for old := range p.known { // whichever: those who go on speaking come back
			delete(p.known, old)
			break
		}
	}
	p.known[profile.PersonID] = profile
}
