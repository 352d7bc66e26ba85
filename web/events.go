package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"deskhand/helpdesk"
)

// Desk is the help desk; helpdesk.Desk is one.
type Desk interface {
	Ticket(ctx context.Context, number int64) (helpdesk.Ticket, error)
	Follow(ctx context.Context, ticket helpdesk.Ticket, edit helpdesk.Edit) (helpdesk.Followed, error)
}

// Events answers POST /api/tickets/{key}/events: another help desk tool reports what was done to a ticket there. It counts as
// if it had been done here, once for each id. Without a secret there is nothing here.
type Events struct {
	Desk   Desk
	Secret string // with which the tool signs
	Logger *slog.Logger
	Now    func() time.Time
}

const (
	longestBody = 64 << 10
	longestName = 200 // characters, of ids too
)

// report is what the tool says. What is missing has not changed.
type report struct {
	ID    string `json:"id"`
	Actor struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	} `json:"actor"`
	Status     *string         `json:"status"`
	Assignee   json.RawMessage `json:"assignee"`
	Priority   json.RawMessage `json:"priority"`
	Comment    string          `json:"comment"`
	Resolution *string         `json:"resolution"`
}

// answer is what the tool is told.
type answer struct {
	Error    string   `json:"error,omitempty"`
	Refused  []string `json:"refused,omitempty"` // what of the report was not possible; the rest was done
	Ticket   string   `json:"ticket,omitempty"`
	Status   string   `json:"status,omitempty"`
	Priority int      `json:"priority,omitempty"`
	Assignee string   `json:"assignee,omitempty"`
}

// ServeHTTP implements http.Handler.
func (e *Events) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if e.Secret == "" {
		reply(w, http.StatusNotFound, answer{Error: "there is nothing here"})
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestBody))
	if err != nil {
		reply(w, http.StatusRequestEntityTooLarge, answer{Error: fmt.Sprintf("the report is longer than %d bytes", longestBody)})
		return
	}
	key := r.PathValue("key")
	if err := verify(e.Secret, key, r.Header, body, e.Now()); err != nil {
		e.Logger.WarnContext(r.Context(), "a report of another tool was not let in", "reason", err)
		reply(w, http.StatusUnauthorized, answer{Error: err.Error()})
		return
	}
	status, said := e.work(r.Context(), key, body)
	reply(w, status, said)
}

// work does what was reported.
func (e *Events) work(ctx context.Context, key string, body []byte) (int, answer) {
	number, err := helpdesk.ParseKey(key)
	if err != nil {
		return http.StatusNotFound, answer{Error: err.Error()}
	}
	ticket, err := e.Desk.Ticket(ctx, number)
	if errors.Is(err, helpdesk.ErrNotFound) {
		return http.StatusNotFound, answer{Error: "there is no ticket " + helpdesk.FormatKey(number)}
	}
	if err != nil {
		return e.failed(ctx, err)
	}
	edit, err := readEdit(body, ticket, e.Now())
	if err != nil {
		return http.StatusUnprocessableEntity, answer{Error: err.Error(), Ticket: ticket.Key()}
	}
	done, err := e.Desk.Follow(ctx, ticket, edit)
	if err != nil {
		return e.failed(ctx, err)
	}
	said := answer{
		Ticket: done.Ticket.Key(), Status: string(done.Ticket.Status), Priority: int(done.Ticket.Priority),
		Assignee: done.Ticket.Assignee.Name,
	}
	if len(done.Refused) == 0 {
		return http.StatusOK, said
	}
	status := http.StatusUnprocessableEntity
	for _, r := range done.Refused {
		said.Refused = append(said.Refused, fmt.Sprintf("%s: %v", r.Action.Kind, r.Err))
		if !errors.Is(r.Err, helpdesk.ErrInvalid) {
			status = http.StatusConflict
		}
	}
	said.Error = "not all of it is possible"
	return status, said
}

func (e *Events) failed(ctx context.Context, err error) (int, answer) {
	e.Logger.ErrorContext(ctx, "a report of another tool could not be worked", "error", err)
	return http.StatusServiceUnavailable, answer{Error: "try again"}
}

// readEdit makes a report into an edit. The error is helpdesk.ErrInvalid.
func readEdit(body []byte, ticket helpdesk.Ticket, now time.Time) (helpdesk.Edit, error) {
	var said report
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&said); err != nil {
		return helpdesk.Edit{}, fmt.Errorf("%w: %s", helpdesk.ErrInvalid, unreadable(err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return helpdesk.Edit{}, fmt.Errorf("%w: something follows the report", helpdesk.ErrInvalid)
	}
	switch {
	case said.ID == "":
		return helpdesk.Edit{}, fmt.Errorf("%w: id is missing; it tells the same report again from a new one", helpdesk.ErrInvalid)
	case said.Actor.Name == "":
		return helpdesk.Edit{}, fmt.Errorf("%w: actor.name is missing; the requester is told who it was", helpdesk.ErrInvalid)
	case tooLong(said.ID), tooLong(said.Actor.ID), tooLong(said.Actor.Name):
		return helpdesk.Edit{}, fmt.Errorf("%w: id, actor.id and actor.name have at most %d characters", helpdesk.ErrInvalid, longestName)
	}
	edit := helpdesk.Edit{
		Key: helpdesk.FromTool + said.ID, At: now, Comment: said.Comment, Changed: map[helpdesk.Field]string{},
		Editor: helpdesk.Person{ID: cmp.Or(said.Actor.ID, "tool:"+said.Actor.Name), Name: said.Actor.Name},
		Status: ticket.Status, Assignee: ticket.Assignee, Priority: ticket.Priority, Tier: ticket.Tier, Resolution: ticket.Resolution,
	}
	if err := said.changes(&edit); err != nil {
		return edit, err
	}
	if len(edit.Changed) == 0 && edit.Comment == "" {
		return edit, fmt.Errorf("%w: name at least one of status, assignee, priority, comment and resolution", helpdesk.ErrInvalid)
	}
	return edit, nil
}

// unreadable says why a report can't be read, in words for those who wrote what sends it.
func unreadable(err error) string {
	if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return "unknown field " + field + "; the fields are id, actor (id, name), status, assignee, priority, comment and resolution"
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Sprintf("%s can't be a JSON %s; docs/helpdesk-tools.md shows a report", cmp.Or(wrong.Field, "the report"), wrong.Value)
	}
	return fmt.Sprintf("the report is not JSON (%v); docs/helpdesk-tools.md shows one", err)
}

// changes reads the fields that can change.
func (said report) changes(edit *helpdesk.Edit) (err error) {
	if said.Status != nil {
		edit.Changed[helpdesk.FieldStatus] = "status: " + *said.Status
		if edit.Status, err = helpdesk.ParseStatus(*said.Status); err != nil {
			return err
		}
	}
	if said.Priority != nil {
		var text string
		if json.Unmarshal(said.Priority, &text) != nil { // a number
			text = string(said.Priority)
		}
		edit.Changed[helpdesk.FieldPriority] = "priority: " + text
		if edit.Priority, err = helpdesk.ParsePriority(text); err != nil {
			return err
		}
	}
	if said.Assignee != nil {
		if edit.Assignee, err = readPerson(said.Assignee); err != nil {
			return err
		}
		edit.Changed[helpdesk.FieldAssignee] = "assignee: " + edit.Assignee.Name
	}
	if said.Resolution != nil {
		edit.Resolution = *said.Resolution
		edit.Changed[helpdesk.FieldResolution] = "resolution: " + edit.Resolution
	}
	return nil
}

var errAssignee = fmt.Errorf("%w: assignee is null, a name, or an object with id and name, of %d characters at most",
	helpdesk.ErrInvalid, longestName)

func tooLong(name string) bool { return utf8.RuneCountInString(name) > longestName }

// readPerson reads null for nobody, a name, or {"id", "name"}.
func readPerson(raw json.RawMessage) (helpdesk.Person, error) {
	var name string
	if json.Unmarshal(raw, &name) == nil { // null as well
		switch {
		case name == "":
			return helpdesk.Person{}, nil
		case tooLong(name):
			return helpdesk.Person{}, errAssignee
		}
		return helpdesk.Person{ID: "tool:" + name, Name: name}, nil
	}
	var p struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	if err := json.Unmarshal(raw, &p); err != nil || p.Name == "" || tooLong(p.ID) || tooLong(p.Name) {
		return helpdesk.Person{}, errAssignee
	}
	return helpdesk.Person{ID: cmp.Or(p.ID, "tool:"+p.Name), Name: p.Name}, nil
}

func reply(w http.ResponseWriter, status int, said answer) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(said) // whoever asked may have gone away
}
