package bot

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/infracloudio/msbotbuilder-go/schema"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"deskhand/bot/activity"
	"deskhand/bot/card"
	"deskhand/helpdesk"
	"deskhand/internal/chat"
	"deskhand/internal/locale"
	"deskhand/knowledge"
)

// world is everything around the bot, in memory. Its fields may be set before the bot is used.
type world struct {
	*Bot
	memory  *memory
	sender  *sender
	engine  *engine
	tickets *tickets
	log     *bytes.Buffer
}

func newWorld(t testing.TB) *world {
	t.Helper()
	catalog, err := locale.Load()
	require.NoError(t, err)
	place, err := time.LoadLocation("Europe/Oslo")
	require.NoError(t, err)
	w := &world{
		memory: &memory{
			seen: map[string]bool{}, profiles: map[string]chat.Profile{}, conversations: map[string]chat.Conversation{},
			welcomed: map[string]bool{},
		},
		sender:  &sender{sent: make(chan Message, 100)},
		engine:  &engine{},
		tickets: &tickets{byKey: map[string]helpdesk.Ticket{}},
		log:     &bytes.Buffer{},
	}
	now := func() time.Time { return time.Date(2026, time.November, 23, 9, 0, 0, 0, place) }
	ids := counter()
	hours := map[time.Weekday][]helpdesk.Shift{time.Monday: {{From: 480, To: 960}}}
	targets := map[helpdesk.Priority]helpdesk.Target{}
	for _, p := range helpdesk.Priorities() {
		targets[p] = helpdesk.Target{Response: time.Hour, Resolution: 2 * time.Hour}
	}
	policy := helpdesk.Policy{
		Calendar: helpdesk.Calendar{Location: place, Hours: hours}, Targets: targets,
		ReopenWithin: time.Hour, Recent: time.Hour,
	}
	w.Bot = New(Options{
		Engine: w.engine, Desk: helpdesk.NewDesk(w.tickets, policy, now, ids), Memory: w.memory, Sender: w.sender,
		Catalog: catalog, Language: locale.English, Zone: place, TypingAfter: time.Hour,
		Metrics: NewMetrics(prometheus.NewRegistry()), Logger: slog.New(slog.NewJSONHandler(w.log, nil)), Now: now, NewID: ids,
	})
	return w
}

// counter makes ids that tests can tell apart.
func counter() func() string {
	var mu sync.Mutex
	n := 0
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		n++
		return fmt.Sprintf("id-%d", n)
	}
}

// message is a text from Kari, delivered under the id.
func message(id, text string) *activity.Activity {
	a := &activity.Activity{}
	a.Type, a.ID, a.ChannelID, a.ServiceURL, a.Text = activity.TypeMessage, id, "msteams", "https://teams.example/", text
	a.From = schema.ChannelAccount{ID: "29:kari", Name: "Kari Nordmann", AadObjectID: "kari"}
	a.Recipient = schema.ChannelAccount{ID: "28:bot", Name: "Deskhand"}
	a.Conversation = schema.ConversationAccount{ID: "a:1", ConversationType: "personal"}
	return a
}

// press is a press by Kari on a button of the card that was sent as "card-1".
func press(t testing.TB, id string, data card.Data) *activity.Activity {
	t.Helper()
	a := message(id, "")
	a.Type, a.Name, a.ReplyToID = activity.TypeInvoke, activity.InvokeCardAction, "card-1"
	value, err := json.Marshal(map[string]any{"action": map[string]any{"type": "Action.Execute", "verb": data.Verb, "data": data}})
	require.NoError(t, err)
	a.Value = value
	return a
}

// submitted is the same press from a client that knows no Action.Execute.
func submitted(t testing.TB, id string, data card.Data) *activity.Activity {
	t.Helper()
	a := message(id, "")
	a.ReplyToID = "card-1"
	value, err := json.Marshal(data)
	require.NoError(t, err)
	a.Value = value
	return a
}

// ticketForm is a filled-in form.
func filledIn() card.Data {
	return card.Data{
		Verb: card.VerbTicketOpen, Nonce: "nonce", Summary: "The app is down", Impact: string(helpdesk.ImpactTeam),
		Urgency: string(helpdesk.UrgencyHigh),
	}
}

// engine answers with what it was told to.
type engine struct {
	answer   knowledge.Answer
	err      error
	articles []knowledge.Article
	known    string // the words that articles have
	asking   func() // called while a question is being answered
}

func (e *engine) Ask(context.Context, string, string) (knowledge.Answer, error) {
	if e.asking != nil {
		e.asking()
	}
	answer := e.answer
	answer.Verdict, answer.Language = cmp.Or(answer.Verdict, knowledge.Unknown), "en"
	return answer, e.err
}

func (e *engine) Knows(_ context.Context, text string) (bool, error) {
	known := strings.Fields(e.known)
	return !slices.ContainsFunc(strings.Fields(text), func(word string) bool { return !slices.Contains(known, word) }), e.err
}

func (e *engine) Article(id, _ string) (knowledge.Article, bool) {
	i := slices.IndexFunc(e.articles, func(a knowledge.Article) bool { return a.ID == id })
	if i < 0 {
		return knowledge.Article{}, false
	}
	return e.articles[i], true
}

// sender remembers what was said.
type sender struct {
	mu      sync.Mutex
	sent    chan Message
	updated []Message
	ids     []string // of what was updated
	to      []string // the conversations, in order
	err     error    // what Send answers
	updates error    // what Update answers
}

func (s *sender) Send(_ context.Context, to chat.Conversation, m Message) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return "", s.err
	}
	s.to = append(s.to, to.ID)
	s.sent <- m
	return fmt.Sprintf("card-%d", len(s.to)), nil
}

func (s *sender) Update(_ context.Context, _ chat.Conversation, id string, m Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.updates == nil {
		s.updated, s.ids = append(s.updated, m), append(s.ids, id)
	}
	return s.updates
}

// all is what has been said so far.
func (s *sender) all() []Message {
	var all []Message
	for {
		select {
		case m := <-s.sent:
			all = append(all, m)
		default:
			return all
		}
	}
}

// memory keeps everything in maps.
type memory struct {
	mu            sync.Mutex
	seen          map[string]bool
	profiles      map[string]chat.Profile
	conversations map[string]chat.Conversation
	welcomed      map[string]bool
	events        []knowledge.Event
	err           error // what SaveTurn answers
}

func (m *memory) SaveTurn(_ context.Context, turn chat.Turn) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.err != nil:
		return false, m.err
	case turn.ActivityID != "" && m.seen[turn.ActivityID]:
		return false, nil
	}
	m.seen[turn.ActivityID] = true
	if turn.Profile != nil {
		m.profiles[turn.Profile.PersonID] = *turn.Profile
	}
	if turn.Conversation != nil {
		m.conversations[turn.Conversation.ID] = *turn.Conversation
	}
	for _, event := range turn.Events {
		known := slices.ContainsFunc(m.events, func(e knowledge.Event) bool { return e.ActKey != "" && e.ActKey == event.ActKey })
		if !known {
			m.events = append(m.events, event)
		}
	}
	return true, nil
}

func (m *memory) Seen(_ context.Context, id string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.seen[id], nil
}

func (m *memory) Profile(_ context.Context, id string) (chat.Profile, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p, ok := m.profiles[id]; ok {
		return p, nil
	}
	return chat.Profile{}, chat.ErrNotFound
}

func (m *memory) Conversation(_ context.Context, id string) (chat.Conversation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c, ok := m.conversations[id]; ok {
		return c, nil
	}
	return chat.Conversation{}, chat.ErrNotFound
}

func (m *memory) PersonalConversation(_ context.Context, person string) (chat.Conversation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.conversations {
		if c.PersonID == person {
			return c, nil
		}
	}
	return chat.Conversation{}, chat.ErrNotFound
}

func (m *memory) LastConversation(_ context.Context, channel string) (chat.Conversation, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.conversations {
		if c.ChannelID == channel {
			return c, nil
		}
	}
	return chat.Conversation{}, chat.ErrNotFound
}

func (m *memory) DropConversation(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.conversations, id)
	delete(m.welcomed, id)
	return nil
}

func (m *memory) Welcome(_ context.Context, id string, _ time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	first := !m.welcomed[id]
	m.welcomed[id] = true
	return first, nil
}

func (m *memory) QuestionEvents(_ context.Context, id string) ([]knowledge.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var events []knowledge.Event
	for _, event := range m.events {
		if event.QuestionID == id {
			events = append(events, event)
		}
	}
	return events, nil
}

// tickets is a store of tickets in memory.
type tickets struct {
	mu     sync.Mutex
	byKey  map[string]helpdesk.Ticket
	events []helpdesk.Event
	opened int64
	err    error // what InsertTicket answers
}

func (s *tickets) InsertTicket(_ context.Context, ticket helpdesk.Ticket, events func(helpdesk.Ticket) ([]helpdesk.Event, []helpdesk.Job)) (helpdesk.Ticket, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return helpdesk.Ticket{}, false, s.err
	}
	if stored, ok := s.byKey[ticket.OpenKey]; ok {
		return stored, false, nil
	}
	s.opened++
	ticket.Number = s.opened
	happened, _ := events(ticket)
	s.events = append(s.events, happened...)
	s.byKey[ticket.OpenKey] = ticket
	return ticket, true, nil
}

func (s *tickets) UpdateTicket(_ context.Context, ticket helpdesk.Ticket, events []helpdesk.Event, _ []helpdesk.Job) (helpdesk.Ticket, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byKey[ticket.OpenKey].Version != ticket.Version {
		return helpdesk.Ticket{}, helpdesk.ErrConflict
	}
	ticket.Version++
	s.byKey[ticket.OpenKey] = ticket
	s.events = append(s.events, events...)
	return ticket, nil
}

func (s *tickets) TicketByID(_ context.Context, id string) (helpdesk.Ticket, error) {
	return s.find(func(t helpdesk.Ticket) bool { return t.ID == id })
}

func (s *tickets) TicketByNumber(_ context.Context, number int64) (helpdesk.Ticket, error) {
	return s.find(func(t helpdesk.Ticket) bool { return t.Number == number })
}

func (s *tickets) find(is func(helpdesk.Ticket) bool) (helpdesk.Ticket, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ticket := range s.byKey {
		if is(ticket) {
			return ticket, nil
		}
	}
	return helpdesk.Ticket{}, helpdesk.ErrNotFound
}

func (s *tickets) ListTickets(_ context.Context, filter helpdesk.Filter) ([]helpdesk.Ticket, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Collect(maps.Values(s.byKey)), func(t helpdesk.Ticket) bool {
		return t.Requester.ID != filter.RequesterID
	}), nil
}

func (s *tickets) TicketEvents(_ context.Context, id string) ([]helpdesk.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.events), func(e helpdesk.Event) bool { return e.TicketID != id }), nil
}
