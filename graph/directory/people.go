package directory

import (
	"sync"
	"time"
)

// entry is what the directory last said about somebody.
type entry struct {
	person Person
	found  bool      // person holds what it once said; it may be old
	err    error     // why it could not be asked the last time, or that it knows nobody; nil: it could
	until  time.Time // when it is to be asked again
	wanted bool      // it is about to be asked
}

// mostPeople bounds the memory that people take; one takes some 500 bytes.
const mostPeople = 10_000

// people are those whom the directory was asked about lately, by object id or user principal name.
type people struct {
	mu      sync.Mutex
	entries map[string]entry
}

// fresh returns what was said about somebody, when that is still believed.
func (p *people) fresh(key string, now time.Time) (entry, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := p.entries[key]
	if !now.Before(e.until) {
		return entry{}, false
	}
	return e, true
}

// timeZone is the one that was once said to be somebody's.
func (p *people) timeZone(key string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.entries[key].person.TimeZone
}

// known returns what was once said about somebody, and whether the directory is to be asked again. It says so once, until
// that has been done.
func (p *people) known(key string, now time.Time) (e entry, due bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e = p.entries[key]
	if now.Before(e.until) || e.wanted {
		return e, false
	}
	asked := e
	asked.wanted = true
	p.store(key, asked)
	return e, true
}

// forgetWanted takes back that the directory is about to be asked.
func (p *people) forgetWanted(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e, ok := p.entries[key]; ok {
		e.wanted = false
		p.entries[key] = e
	}
}

// failed notes that the directory could not be asked, and keeps what it said before.
func (p *people) failed(key string, err error, until time.Time) entry {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := p.entries[key]
	e.err, e.until, e.wanted = err, until, false
	p.store(key, e)
	return e
}

func (p *people) put(key string, e entry) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.store(key, e)
}

func (p *people) store(key string, e entry) {
	if p.entries == nil {
		p.entries = map[string]entry{}
	}
	if _, ok := p.entries[key]; !ok && len(p.entries) >= mostPeople {
		for old := range p.entries { // whoever: those who talk come back
			delete(p.entries, old)
			break
		}
	}
	p.entries[key] = e
}
