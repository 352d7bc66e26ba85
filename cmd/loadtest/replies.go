package main

import (
	"sync"
	"time"
)

// replies follows every message until it is answered. It is safe for concurrent use.
type replies struct {
	mu      sync.Mutex
	waiting map[string]chan<- time.Time // by the id of the message
	counts  counts
}

// counts says whether everybody was answered, and once.
type counts struct {
	Messages int `json:"messages"`
	Answered int `json:"answered"`
	Stray    int `json:"stray"` // replies to what was never asked, or had been answered
}

func newReplies() *replies { return &replies{waiting: map[string]chan<- time.Time{}} }

// expect returns where the moment will be told at which the reply to a message arrives.
func (r *replies) expect(id string) <-chan time.Time {
	arrival := make(chan time.Time, 1)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting[id] = arrival
	r.counts.Messages++
	return arrival
}

// arrived notes a reply. What replies to nothing, such as a sign that the bot is typing, is none.
func (r *replies) arrived(id string, at time.Time) {
	if id == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	arrival, expected := r.waiting[id]
	if !expected {
		r.counts.Stray++
		return
	}
	delete(r.waiting, id)
	r.counts.Answered++
	arrival <- at
}

func (r *replies) count() counts {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.counts
}
