package ticketmail_test

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/ticketmail"
	"deskhand/helpdesk"
)

var (
	noon = time.Date(2026, time.November, 26, 12, 0, 0, 0, time.UTC)
	kari = helpdesk.Person{ID: "kari", Name: "Kari Nordmann"}
	ola  = helpdesk.Person{ID: "ola", Name: "Ola Agent"}
)

// world is a desk with one ticket, its memory, and a post office.
type world struct {
	ticket  helpdesk.Ticket
	history []helpdesk.Event
	mirror  *helpdesk.Mirror
	held    map[string]bool
	mails   []graph.Mail
	fault   error // of the next mail
	lost    error // of the answer to the next mail
}

func newWorld() (*world, *ticketmail.Sender) {
	w := &world{held: map[string]bool{}, ticket: helpdesk.Ticket{
		ID: "t1", Number: 12, Version: 1, Status: helpdesk.StatusNew, Summary: "The app\nfails", Details: "Error 403.\nSince today.",
		Solution: "Expense", Priority: helpdesk.PriorityHigh, Impact: helpdesk.ImpactMany, Urgency: helpdesk.UrgencyMedium,
		Requester: kari, OpenedAt: noon, ResponseDue: noon.Add(time.Hour), ResolutionDue: noon.Add(8 * time.Hour),
	}}
	w.happen(helpdesk.EventOpened, kari, "")
	w.ticket.Version = 1
	return w, ticketmail.New(ticketmail.Options{
		Mailer: w, Directory: w, Desk: w, Memory: w, Mailbox: "bot@contoso.com", To: "desk@contoso.com", Zone: time.UTC,
		Logger: slog.New(slog.DiscardHandler),
	})
}

func (w *world) happen(kind helpdesk.EventKind, who helpdesk.Person, text string) {
	w.ticket.Version++
	w.history = append(w.history, helpdesk.Event{ID: "e" + string(rune('0'+len(w.history))), Kind: kind, Actor: who, Text: text})
}

func (w *world) SendMail(_ context.Context, mailbox string, mail graph.Mail) error {
	if mailbox != "bot@contoso.com" {
		return errors.New("another mailbox")
	}
	if err := w.fault; err != nil {
		w.fault = nil
		return err
	}
	w.mails = append(w.mails, mail)
	err := w.lost
	w.lost = nil
	return err
}

func (w *world) User(context.Context, string) (graph.User, error) {
	return graph.User{Mail: "kari@contoso.com", Department: "Finance"}, nil
}

func (w *world) History(context.Context, helpdesk.Ticket) ([]helpdesk.Event, error) {
	return w.history, nil
}

func (w *world) TicketByID(context.Context, string) (helpdesk.Ticket, error) { return w.ticket, nil }

func (w *world) Mirror(context.Context, string) (helpdesk.Mirror, error) {
	if w.mirror == nil {
		return helpdesk.Mirror{}, helpdesk.ErrNotFound
	}
	kept := *w.mirror
	kept.Agreed = maps.Clone(kept.Agreed)
	return kept, nil
}

func (w *world) SaveMirror(_ context.Context, m helpdesk.Mirror) (helpdesk.Mirror, error) {
	m.Version++
	w.mirror = &m
	return m, nil
}

func (w *world) Hold(_ context.Context, name, _ string, _ time.Duration) (bool, error) {
	free := !w.held[name]
	w.held[name] = true
	return free, nil
}

func (w *world) Release(_ context.Context, name, _ string) error {
	delete(w.held, name)
	return nil
}

func (w *world) subjects() (all []string) {
	for _, mail := range w.mails {
		all = append(all, mail.Headers["x-deskhand-event"])
	}
	return all
}

func TestMailHasAllThatTheToolNeeds(t *testing.T) {
	t.Parallel()
	w, sender := newWorld()
	require.NoError(t, sender.Send(t.Context(), "t1"))
	assert.Equal(t, []graph.Mail{{
		To: "desk@contoso.com", ReplyTo: "kari@contoso.com", Subject: "[HD-12] The app fails",
		Headers: map[string]string{"x-deskhand-ticket": "HD-12", "x-deskhand-event": "e0"},
		Text: `A new ticket.

Ticket:       HD-12
Summary:      The app fails
Requester:    Kari Nordmann
Mail:         kari@contoso.com
Department:   Finance
Object id:    kari
App or flow:  Expense
Priority:     2 (impact many, urgency medium)
Status:       new
Opened:       2026-11-26 12:00 UTC
Answer by:    2026-11-26 13:00 UTC
Solve by:     2026-11-26 20:00 UTC

Details:
Error 403.
Since today.
`,
	}}, w.mails)
}

// A subject that Exchange refuses would keep the ticket from the tool for good.
func TestLongSummaryIsCutInTheSubject(t *testing.T) {
	t.Parallel()
	w, sender := newWorld()
	w.ticket.Summary = strings.Repeat("🙂", helpdesk.MaxSummary)
	require.NoError(t, sender.Send(t.Context(), "t1"))
	assert.LessOrEqual(t, len(utf16.Encode([]rune(w.mails[0].Subject))), 255)
	assert.Contains(t, w.mails[0].Text, w.ticket.Summary)
}

// What the tool has to know is mailed once, in order; what those who work there did is not.
func TestOneMailForEachThingThatTheToolHasToKnow(t *testing.T) {
	t.Parallel()
	w, sender := newWorld()
	for range 2 {
		require.NoError(t, sender.Send(t.Context(), "t1"))
	}
	w.happen(helpdesk.EventTaken, ola, "")
	w.happen(helpdesk.EventCommented, ola, "Since when?")
	require.NoError(t, sender.Send(t.Context(), "t1"))
	w.happen(helpdesk.EventCommented, kari, "Since today")
	w.happen(helpdesk.EventCommented, kari, "said in the tool's own portal")
	w.history[len(w.history)-1].ActKey = helpdesk.FromTool + "7:comment"
	w.happen(helpdesk.EventResolved, ola, "Done.")
	w.happen(helpdesk.EventRated, kari, "")
	w.happen(helpdesk.EventReopened, kari, "No.")
	w.happen(helpdesk.EventWithdrawn, kari, "Never mind")
	for range 3 { // one job for each
		require.NoError(t, sender.Send(t.Context(), "t1"))
	}
	assert.Equal(t, []string{"e0", "e3", "e7", "e8"}, w.subjects())
	assert.Contains(t, w.mails[1].Text, "The requester adds:\n\nSince today\n")
}

func TestMailThatFailedIsSentAgainAndTheOthersWait(t *testing.T) {
	t.Parallel()
	w, sender := newWorld()
	w.happen(helpdesk.EventCommented, kari, "More")
	w.fault = &graph.Error{Operation: "send mail", Status: 429, RetryAfter: 40 * time.Second}
	err := sender.Send(t.Context(), "t1")
	var patient interface{ RetryAfter() time.Duration }
	require.ErrorAs(t, err, &patient)
	assert.Equal(t, 40*time.Second, patient.RetryAfter())
	require.ErrorIs(t, err, graph.ErrUnavailable)
	assert.Empty(t, w.mails)
	require.NoError(t, sender.Send(t.Context(), "t1"))
	assert.Equal(t, []string{"e0", "e1"}, w.subjects())
}

// When the answer is lost nobody can know, and the mail comes again, with the same event, rather than not at all.
func TestMailComesAtLeastOnce(t *testing.T) {
	t.Parallel()
	w, sender := newWorld()
	w.lost = &graph.Error{Operation: "send mail"}
	require.Error(t, sender.Send(t.Context(), "t1"))
	require.NoError(t, sender.Send(t.Context(), "t1"))
	assert.Equal(t, []string{"e0", "e0"}, w.subjects())
}

func TestOneMailsAboutATicketAtATime(t *testing.T) {
	t.Parallel()
	w, sender := newWorld()
	w.held["ticketmail:t1"] = true
	err := sender.Send(t.Context(), "t1")
	var patient interface{ RetryAfter() time.Duration }
	require.ErrorAs(t, err, &patient)
	assert.Empty(t, w.mails)
}
