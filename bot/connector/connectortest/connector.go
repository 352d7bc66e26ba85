package connectortest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"deskhand/bot/activity"
	"deskhand/internal/loopback"
)

// Connector is Teams as the bot sees it when it sends: it gives ids, remembers what it was sent, and fails when it is
// told to. It is safe for concurrent use.
type Connector struct {
	server loopback.Server
	cfg    ConnectorConfig

	mu      sync.Mutex
	records []Record
	count   int
	ids     int
	known   map[string]bool                    // activities that can be updated
	chats   map[string]string                  // personal chats by person
	members map[string][]schema.ChannelAccount // by conversation
	gone    map[string]bool                    // conversations
	faults  []Fault
	changed chan struct{} // closed at the next record; nil while nobody waits
}

// ConnectorConfig says how the connector is to be. The zero value speaks http, and takes requests with and without a
// token.
type ConnectorConfig struct {
	Certificate *loopback.Certificate   // for https; nil: http
	Accepts     func(token string) bool // whether a bearer token is good; nil: nobody looks
	OnRecord    func(Record)            // called with each record; must be quick
	Forget      bool                    // for measuring: nothing is remembered but the number
}

// Record is something that the bot did.
type Record struct {
	Method       string // POST: sent or created, PUT: updated, DELETE: deleted
	Conversation string
	ReplyTo      string            // of what was sent: the activity that it answers; may be empty
	ID           string            // of the activity; empty for a conversation that was created
	Activity     activity.Activity // empty for what was deleted or created
	Body         json.RawMessage
	Token        string
}

// StartConnector starts a connector.
func StartConnector(cfg ConnectorConfig) (*Connector, error) {
	c := &Connector{
		cfg: cfg, known: map[string]bool{}, chats: map[string]string{},
		members: map[string][]schema.ChannelAccount{}, gone: map[string]bool{},
	}
	mux := http.NewServeMux()
	const conversations = "/teams/v3/conversations"
	mux.HandleFunc("POST "+conversations, c.create)
	mux.HandleFunc("POST "+conversations+"/{conversation}/activities", c.send)
	mux.HandleFunc("POST "+conversations+"/{conversation}/activities/{activity}", c.send)
	mux.HandleFunc("PUT "+conversations+"/{conversation}/activities/{activity}", c.change)
	mux.HandleFunc("DELETE "+conversations+"/{conversation}/activities/{activity}", c.change)
	mux.HandleFunc("GET "+conversations+"/{conversation}/members", c.list)
	if err := c.server.Start("", cfg.Certificate, c.guard(mux)); err != nil {
		return nil, err
	}
	return c, nil
}

// Close ends the connector and its connections.
func (c *Connector) Close() error { return c.server.Close() }

// ServiceURL is where the bot is to send to.
func (c *Connector) ServiceURL() string { return c.server.URL + "/teams/" }

// Host is the service URL's host with its port.
func (c *Connector) Host() string { return c.server.URL[strings.Index(c.server.URL, "//")+2:] }

// Count is how many records there were.
func (c *Connector) Count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.count
}

// Records are what the bot did, in order.
func (c *Connector) Records() []Record {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.records)
}

// In are the records of one conversation.
func (c *Connector) In(conversation string) []Record {
	return slices.DeleteFunc(c.Records(), func(r Record) bool { return r.Conversation != conversation })
}

// Wait returns the records as soon as there are at least n.
func (c *Connector) Wait(ctx context.Context, n int) ([]Record, error) {
	for {
		c.mu.Lock()
		if c.count >= n {
			c.mu.Unlock()
			return c.Records(), nil
		}
		if c.changed == nil {
			c.changed = make(chan struct{})
		}
		changed, count := c.changed, c.count
		c.mu.Unlock()
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for %d records, there are %d: %w", n, count, ctx.Err())
		}
	}
}

// SetMembers says who is in a conversation.
func (c *Connector) SetMembers(conversation string, members ...schema.ChannelAccount) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.members[conversation] = members
}

// Remove throws the bot out of a conversation.
func (c *Connector) Remove(conversation string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gone[conversation] = true
}

func (c *Connector) create(w http.ResponseWriter, r *http.Request) {
	body := bodyOf(r)
	var wanted struct{ Members []schema.ChannelAccount }
	if err := json.Unmarshal(body, &wanted); err != nil || len(wanted.Members) != 1 {
		fail(w, http.StatusBadRequest, "BadSyntax")
		return
	}
	person := wanted.Members[0].ID
	c.mu.Lock()
	id, found := c.chats[person]
	if !found {
		id = fmt.Sprintf("a:personal-%d", len(c.chats)+1)
		c.chats[person] = id
	}
	c.mu.Unlock()
	c.record(Record{Method: r.Method, Conversation: id, Body: body, Token: bearer(r)})
	writeJSON(w, http.StatusCreated, map[string]string{"id": id})
}

func (c *Connector) send(w http.ResponseWriter, r *http.Request) {
	record := Record{
		Method: r.Method, Conversation: r.PathValue("conversation"), ReplyTo: r.PathValue("activity"),
		Body: bodyOf(r), Token: bearer(r),
	}
	if !c.decode(w, &record) {
		return
	}
	c.mu.Lock()
	c.ids++
	record.ID = fmt.Sprintf("activity-%d", c.ids)
	if !c.cfg.Forget {
		c.known[record.ID] = true
	}
	c.mu.Unlock()
	c.record(record)
	writeJSON(w, http.StatusCreated, map[string]string{"id": record.ID})
}

// change updates or deletes.
func (c *Connector) change(w http.ResponseWriter, r *http.Request) {
	record := Record{
		Method: r.Method, Conversation: r.PathValue("conversation"), ID: r.PathValue("activity"),
		Body: bodyOf(r), Token: bearer(r),
	}
	if r.Method == http.MethodPut && !c.decode(w, &record) {
		return
	}
	c.mu.Lock()
	known := c.known[record.ID] || c.cfg.Forget
	if r.Method == http.MethodDelete {
		delete(c.known, record.ID)
	}
	c.mu.Unlock()
	if !known {
		fail(w, http.StatusNotFound, "ActivityNotFoundInConversation")
		return
	}
	c.record(record)
	writeJSON(w, http.StatusOK, map[string]string{"id": record.ID})
}

func (c *Connector) list(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	members := append([]schema.ChannelAccount{}, c.members[r.PathValue("conversation")]...)
	c.mu.Unlock()
	writeJSON(w, http.StatusOK, members)
}

// decode reads the activity, and answers when it isn't one.
func (c *Connector) decode(w http.ResponseWriter, record *Record) bool {
	if c.cfg.Forget {
		return true
	}
	var err error
	if record.Activity, err = activity.Decode(record.Body); err != nil {
		fail(w, http.StatusBadRequest, "BadSyntax")
		return false
	}
	return true
}

func (c *Connector) record(r Record) {
	c.mu.Lock()
	c.count++
	if !c.cfg.Forget {
		c.records = append(c.records, r)
	}
	if c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
	c.mu.Unlock()
	if c.cfg.OnRecord != nil {
		c.cfg.OnRecord(r)
	}
}

func bearer(r *http.Request) string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return token
}

func fail(w http.ResponseWriter, status int, code string) {
	writeJSON(w, status, map[string]any{"error": map[string]string{"code": code, "message": "as a test would have it"}})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // fails when the caller is gone, which is the caller's business
}
