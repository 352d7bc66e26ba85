package ticketlist

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"deskhand/graph"
	"deskhand/helpdesk"
)

// How long is believed who somebody is, and that a site has never seen them; and how long is waited for an answer: a ticket
// can do without.
const (
	knowFor   = time.Hour
	missFor   = 10 * time.Minute
	peopleFor = 5 * time.Second
	mostKnown = 10_000
)

// siteUser begins the id of a person of whom nothing is known but the id in a site.
const siteUser = "site:"

// account is a person as the directory and the site have them.
type account struct {
	lookup    string // the id in the site; empty when the site has never seen them
	principal string
	until     time.Time
}

// people finds the persons of the desk in a site, and the other way round.
type people struct {
	lists     Lists
	directory Directory // may be nil
	now       func() time.Time

	mu       sync.Mutex
	accounts map[string]account         // by the person's id
	persons  map[string]helpdesk.Person // by the id in the site
}

func newPeople(lists Lists, directory Directory, now func() time.Time) *people {
	return &people{
		lists: lists, directory: directory, now: now,
		accounts: map[string]account{}, persons: map[string]helpdesk.Person{},
	}
}

// account is what the directory and the site know of a person. What can't be found out is empty: a ticket is listed without.
func (p *people) account(ctx context.Context, site string, person helpdesk.Person) account {
	if id, ok := strings.CutPrefix(person.ID, siteUser); ok {
		return account{lookup: id}
	}
	if person.ID == "" || p.directory == nil || strings.Contains(person.ID, ":") { // no id of the directory
		return account{}
	}
	if known, ok := p.recall(person.ID); ok {
		return known
	}
	ctx, cancel := context.WithTimeout(ctx, peopleFor)
	defer cancel()
	found := account{until: p.now().Add(missFor)}
	user, err := p.directory.User(ctx, person.ID)
	if err == nil {
		found.principal = cmp.Or(user.Principal, user.Mail)
		found.lookup, err = p.lists.SiteUser(ctx, site, user)
	}
	if err == nil {
		found.until = p.now().Add(knowFor)
	}
	if err == nil || errors.Is(err, graph.ErrNotFound) || errors.Is(err, graph.ErrForbidden) {
		p.remember(person.ID, found)
	}
	return found
}

func (p *people) recall(id string) (account, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	known, ok := p.accounts[id]
	return known, ok && p.now().Before(known.until)
}

func (p *people) remember(id string, found account) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.accounts) >= mostKnown {
		clear(p.accounts)
	}
	p.accounts[id] = found
}

// person is who a person column means: by the object id where the directory tells it, else by the id in the site.
func (p *people) person(ctx context.Context, site, lookupID string) (helpdesk.Person, error) {
	p.mu.Lock()
	known, ok := p.persons[lookupID]
	p.mu.Unlock()
	if ok {
		return known, nil
	}
	user, err := p.lists.SiteUserByID(ctx, site, lookupID)
	if err != nil && !errors.Is(err, graph.ErrNotFound) && !errors.Is(err, graph.ErrForbidden) {
		return helpdesk.Person{}, err
	}
	person := helpdesk.Person{ID: siteUser + lookupID, Name: cmp.Or(user.Name, user.Mail, user.Principal, "user "+lookupID)}
	name := cmp.Or(user.Principal, user.Mail)
	if err != nil || name == "" || p.directory == nil {
		return person, nil // nothing to keep: it may be known next time
	}
	switch listed, err := p.directory.User(ctx, name); {
	case err == nil && listed.ID != "":
		person = helpdesk.Person{ID: listed.ID, Name: cmp.Or(listed.Name, person.Name)}
		p.remember(person.ID, account{lookup: lookupID, principal: name, until: p.now().Add(knowFor)})
	case errors.Is(err, graph.ErrUnavailable):
		return helpdesk.Person{}, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.persons) >= mostKnown {
		clear(p.persons)
	}
	p.persons[lookupID] = person
	return person, nil
}
