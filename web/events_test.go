package web_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/web"
)

const secret = "0123456789abcdef0123456789abcdef"

var (
	noon = time.Date(2026, time.November, 26, 12, 0, 0, 0, time.UTC)
	kari = helpdesk.Person{ID: "kari", Name: "Kari Nordmann"}
)

// shelf keeps one ticket.
type shelf struct {
	helpdesk.Tickets

	ticket helpdesk.Ticket
	events []helpdesk.Event
	fault  error
}

func (s *shelf) TicketByNumber(_ context.Context, number int64) (helpdesk.Ticket, error) {
	if number != s.ticket.Number {
		return helpdesk.Ticket{}, helpdesk.ErrNotFound
	}
	return s.ticket, s.fault
}

func (s *shelf) TicketEvents(context.Context, string) ([]helpdesk.Event, error) { return s.events, nil }

func (s *shelf) UpdateTicket(_ context.Context, t helpdesk.Ticket, events []helpdesk.Event, _ []helpdesk.Job) (helpdesk.Ticket, error) {
	t.Version++
	s.ticket, s.events = t, append(s.events, events...)
	return t, nil
}

func (s *shelf) done() (all []string) {
	for _, e := range s.events {
		all = append(all, strings.TrimSpace(string(e.Kind)+" "+e.Actor.Name+" "+e.Text))
	}
	return all
}

func newShelf() (*shelf, http.Handler) {
	s := &shelf{ticket: helpdesk.Ticket{ID: "t", Number: 12, Version: 1, Status: helpdesk.StatusNew, Priority: 3, Requester: kari}}
	desk := helpdesk.NewDesk(s, helpdesk.Policy{
		Calendar: helpdesk.Calendar{Location: time.UTC, Hours: map[time.Weekday][]helpdesk.Shift{time.Monday: {{From: 0, To: 600}}}},
	}, func() time.Time { return noon }, func() string { return strconv.Itoa(len(s.events)) })
	mux := http.NewServeMux()
	mux.Handle("POST /api/tickets/{key}/events", &web.Events{
		Desk: desk, Secret: secret, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return noon },
	})
	return s, mux
}

// sign signs a body as docs/helpdesk-tools.md says.
func sign(body, secret string, at time.Time) http.Header { return signFor("HD-12", body, secret, at) }

func signFor(key, body, secret string, at time.Time) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + "." + key + "." + body))
	header := http.Header{}
	header.Set("X-Deskhand-Timestamp", stamp)
	header.Set("X-Deskhand-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	return header
}

func post(handler http.Handler, path, body string, header http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header = header
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, r)
	return answer
}

func tell(handler http.Handler, body string) *httptest.ResponseRecorder {
	return post(handler, "/api/tickets/HD-12/events", body, sign(body, secret, noon))
}

func TestReportBecomesActions(t *testing.T) {
	t.Parallel()
	s, handler := newShelf()
	body := `{"id":"INC-7-1","actor":{"name":"Ola"},"status":"Closed","assignee":{"id":"o","name":"Ola"},"priority":2,` +
		`"comment":"Try again.","resolution":"A role."}`
	for range 2 { // told twice, done once
		answer := tell(handler, body)
		require.Equal(t, http.StatusOK, answer.Code, answer.Body)
		assert.JSONEq(t, `{"ticket":"HD-12","status":"resolved","priority":2,"assignee":"Ola"}`, answer.Body.String())
	}
	assert.Equal(t, []string{
		"ticket.commented Ola Try again.", "ticket.assigned Ola", "ticket.prioritised Ola", "ticket.resolved Ola A role.",
	}, s.done())
	assert.Equal(t, http.StatusOK, tell(handler, `{"id":"2","actor":{"name":"Ola"},"status":"active","priority":"low"}`).Code)
	assert.Equal(t, helpdesk.StatusInProgress, s.ticket.Status)
	assert.Equal(t, helpdesk.PriorityLow, s.ticket.Priority)
	assert.Equal(t, http.StatusOK, tell(handler, `{"id":"3","actor":{"name":"Ola"},"assignee":null}`).Code)
	assert.Equal(t, helpdesk.StatusNew, s.ticket.Status)
	assert.True(t, s.ticket.Assignee.IsZero())
	assert.Equal(t, http.StatusOK, tell(handler, `{"id":"4","actor":{"name":"Ola"},"assignee":"Eva"}`).Code)
	assert.Equal(t, helpdesk.Person{ID: "tool:Eva", Name: "Eva"}, s.ticket.Assignee)
}

func TestReportsThatAreWrongAreAnsweredWithWhatIs(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{`:                                      "unexpected EOF",
		`{"id":"1","colour":"red"}`:              `unknown field \"colour\"; the fields are id, actor`,
		`status=resolved`:                        `the report is not JSON (`,
		``:                                       `the report is not JSON (`,
		`["resolved"]`:                           `the report can't be a JSON array`,
		`{"id":"1","status":2}`:                  `status can't be a JSON number`,
		`{"actor":{"name":"Ola"},"comment":"a"}`: "id is missing",
		`{"id":"1","comment":"a"}`:               "actor.name is missing",
		`{"id":"1","actor":{"name":"Ola"}}`:      "name at least one of",
		`{"id":"1","actor":{"name":"Ola"},"status":"escalated"}`:           "use one of new, in progress",
		`{"id":"1","actor":{"name":"Ola"},"priority":9}`:                   "use one of 1, 2, 3, 4",
		`{"id":"1","actor":{"name":"Ola"},"comment":"a"}{}`:                "something follows",
		`{"id":"` + long(201) + `","actor":{"name":"Ola"},"comment":"a"}`:  "at most 200 characters",
		`{"id":"1","actor":{"name":"` + long(201) + `"},"comment":"a"}`:    "at most 200 characters",
		`{"id":"1","actor":{"name":"Ola"},"assignee":"` + long(201) + `"}`: "200 characters at most",
		`{"id":"1","actor":{"name":"Ola"},"assignee":7}`:                   "assignee is null, a name, or an object",
		`{"id":"1","actor":{"name":"Ola"},"comment":"` + long(9000) + `"}`: "not all of it is possible",
	} {
		s, handler := newShelf()
		answer := tell(handler, body)
		assert.Equal(t, http.StatusUnprocessableEntity, answer.Code, body)
		assert.Contains(t, answer.Body.String(), want)
		assert.Equal(t, helpdesk.StatusNew, s.ticket.Status)
	}
}

func long(n int) string { return strings.Repeat("a", n) }

func TestReportThatIsNotPossibleIsAConflict(t *testing.T) {
	t.Parallel()
	s, handler := newShelf()
	answer := tell(handler, `{"id":"1","actor":{"name":"Ola"},"status":"withdrawn","priority":1}`)
	assert.Equal(t, http.StatusConflict, answer.Code)
	assert.JSONEq(t, `{"error":"not all of it is possible","refused":["withdraw: not allowed: only the requester may withdraw HD-12"],
		"ticket":"HD-12","status":"new","priority":1}`, answer.Body.String())
	assert.Equal(t, []string{
		"ticket.prioritised Ola", "ticket.edit_refused Ola withdraw: not allowed: only the requester may withdraw HD-12",
	}, s.done())
}

func TestReportsOfStrangersAreNotLetIn(t *testing.T) {
	t.Parallel()
	const body, path = `{"id":"1","actor":{"name":"Ola"},"comment":"a"}`, "/api/tickets/HD-12/events"
	good := func() http.Header { return sign(body, secret, noon) }
	for name, header := range map[string]http.Header{
		"nothing":       {},
		"other secret":  sign(body, "another secret that is long enough", noon),
		"other body":    sign(body+" ", secret, noon),
		"too old":       sign(body, secret, noon.Add(-6*time.Minute)),
		"from tomorrow": sign(body, secret, noon.Add(6*time.Minute)),
		"other time": func() http.Header {
			h := good()
			h.Set("X-Deskhand-Timestamp", strconv.FormatInt(noon.Unix()+1, 10))
			return h
		}(),
		"other ticket": signFor("HD-13", body, secret, noon),
		"no prefix": func() http.Header {
			h := good()
			h.Set("X-Deskhand-Signature", strings.TrimPrefix(h.Get("X-Deskhand-Signature"), "sha256="))
			return h
		}(),
	} {
		s, handler := newShelf()
		answer := post(handler, path, body, header)
		assert.Equal(t, http.StatusUnauthorized, answer.Code, name)
		assert.Contains(t, answer.Body.String(), `{"error":"X-Deskhand-`, name)
		assert.Empty(t, s.events, name)
	}
	s, handler := newShelf()
	assert.Equal(t, http.StatusOK, post(handler, path, body, sign(body, secret, noon.Add(4*time.Minute))).Code)
	assert.Len(t, s.events, 1)
	assert.Equal(t, http.StatusNotFound, post(handler, "/api/tickets/HD-13/events", body, signFor("HD-13", body, secret, noon)).Code)
	assert.Equal(t, http.StatusNotFound, post(handler, "/api/tickets/INC/events", body, signFor("INC", body, secret, noon)).Code)
	big := long(100 << 10)
	assert.Equal(t, http.StatusRequestEntityTooLarge, post(handler, path, big, sign(big, secret, noon)).Code)
	s.fault = errors.New("the database is away")
	assert.Equal(t, http.StatusServiceUnavailable, post(handler, path, body, good()).Code)
}

func TestWithoutASecretThereIsNothing(t *testing.T) {
	t.Parallel()
	const body = `{"id":"1","actor":{"name":"Ola"},"comment":"a"}`
	answer := post(&web.Events{}, "/api/tickets/HD-12/events", body, sign(body, "", noon))
	assert.Equal(t, http.StatusNotFound, answer.Code)
}
