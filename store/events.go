package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"deskhand/helpdesk"
	"deskhand/knowledge"
)

const (
	// appendEvent does nothing when the event, or the same act of the same person, is stored already.
	appendEvent = `INSERT INTO events (id, at, kind, subject, actor, act_key, data, taught)
VALUES ($1, $2, $3, $4, $5, $6, $7, NULLIF(CAST($8 AS BIGINT), 0))
ON CONFLICT DO NOTHING`

	selectEvents = `SELECT id, at, kind, subject, actor, act_key, data FROM events `
	// Identifiers sort by time, so they order events of the same millisecond.
	eventsOf    = selectEvents + `WHERE subject = $1 ORDER BY at, id`
	ticketEvent = selectEvents + `WHERE id = $1 AND kind LIKE 'ticket.%'`
)

// eventRow is an event of either sort as it is stored.
type eventRow struct {
	id      string
	at      time.Time
	kind    string
	subject string
	actor   string
	actKey  string
	data    string
	taught  int64 // the number of the change to what is learnt; 0 when there is nothing to learn
}

// fields are the columns that are read, in the order of the statements above, for scanning.
func (r *eventRow) fields() []any {
	return []any{&r.id, (*stamp)(&r.at), &r.kind, &r.subject, &r.actor, &r.actKey, &r.data}
}

// values are the arguments of appendEvent.
func (r *eventRow) values() []any { return append(r.fields(), &r.taught) }

// ticketData is what a ticket event says beyond the common columns. Its names are those of the stored JSON.
type ticketData struct {
	Number       int64             `json:"number,omitempty"`
	ActorName    string            `json:"actor_name,omitempty"`
	Text         string            `json:"text,omitempty"`
	From         helpdesk.Status   `json:"from,omitempty"`
	To           helpdesk.Status   `json:"to,omitempty"`
	Priority     helpdesk.Priority `json:"priority,omitempty"`
	Rating       int               `json:"rating,omitempty"`
	ArticleID    string            `json:"article,omitempty"`
	AssigneeID   string            `json:"assignee,omitempty"`
	AssigneeName string            `json:"assignee_name,omitempty"`
}

func ticketEventRow(e helpdesk.Event) (eventRow, error) {
	data, err := json.Marshal(ticketData{
		Number: e.Number, ActorName: e.Actor.Name, Text: e.Text, From: e.From, To: e.To, Priority: e.Priority, Rating: e.Rating,
		ArticleID: e.ArticleID, AssigneeID: e.Assignee.ID, AssigneeName: e.Assignee.Name,
	})
	return eventRow{
		id: e.ID, at: e.At, kind: string(e.Kind), subject: e.TicketID, actor: e.Actor.ID, actKey: e.ActKey, data: string(data),
	}, err
}

func (r *eventRow) ticketEvent() (helpdesk.Event, error) {
	var data ticketData
	if err := json.Unmarshal([]byte(r.data), &data); err != nil {
		return helpdesk.Event{}, fmt.Errorf("event %s: %w", r.id, err)
	}
	return helpdesk.Event{
		ID: r.id, TicketID: r.subject, Number: data.Number, Kind: helpdesk.EventKind(r.kind), At: r.at,
		Actor: helpdesk.Person{ID: r.actor, Name: data.ActorName}, ActKey: r.actKey,
		Text: data.Text, From: data.From, To: data.To, Priority: data.Priority, Rating: data.Rating,
		ArticleID: data.ArticleID, Assignee: helpdesk.Person{ID: data.AssigneeID, Name: data.AssigneeName},
	}, nil
}

// questionData is what a question's event says beyond the common columns. Its names are those of the stored JSON.
type questionData struct {
	Language   string            `json:"language,omitempty"`
	Question   string            `json:"question,omitempty"`
	Verdict    knowledge.Verdict `json:"verdict,omitempty"`
	Candidates []string          `json:"candidates,omitempty"`
	ArticleID  string            `json:"article,omitempty"`
	Ticket     int64             `json:"ticket,omitempty"`
}

func questionEventRow(e knowledge.Event) (eventRow, error) {
	data, err := json.Marshal(questionData{
		Language: e.Language, Question: e.Question, Verdict: e.Verdict,
		Candidates: e.Candidates, ArticleID: e.ArticleID, Ticket: e.Ticket,
	})
	return eventRow{
		id: e.ID, at: e.At, kind: string(e.Kind), subject: e.QuestionID, actor: e.PersonID, actKey: e.ActKey, data: string(data),
	}, err
}

func (r *eventRow) questionEvent() (knowledge.Event, error) {
	var data questionData
	if err := json.Unmarshal([]byte(r.data), &data); err != nil {
		return knowledge.Event{}, fmt.Errorf("event %s: %w", r.id, err)
	}
	return knowledge.Event{
		ID: r.id, QuestionID: r.subject, Kind: knowledge.EventKind(r.kind), At: r.at, PersonID: r.actor, ActKey: r.actKey,
		Language: data.Language, Question: data.Question, Verdict: data.Verdict,
		Candidates: data.Candidates, ArticleID: data.ArticleID, Ticket: data.Ticket,
	}, nil
}

// TicketEvents returns what happened to a ticket, the oldest first.
func (s *Store) TicketEvents(ctx context.Context, ticketID string) ([]helpdesk.Event, error) {
	events, err := history(ctx, s.read, ticketID, (*eventRow).ticketEvent)
	if err != nil {
		return nil, fmt.Errorf("reading the history of ticket %s: %w", ticketID, err)
	}
	return events, nil
}

// QuestionEvents returns what happened to a question, the oldest first.
func (s *Store) QuestionEvents(ctx context.Context, questionID string) ([]knowledge.Event, error) {
	events, err := history(ctx, s.read, questionID, (*eventRow).questionEvent)
	if err != nil {
		return nil, fmt.Errorf("reading the history of question %s: %w", questionID, err)
	}
	return events, nil
}

// EventByID returns one event of a ticket, or helpdesk.ErrNotFound.
func (s *Store) EventByID(ctx context.Context, id string) (helpdesk.Event, error) {
	var row eventRow
	err := s.read.scanOne(ctx, ticketEvent, []any{id}, row.fields())
	if errors.Is(err, sql.ErrNoRows) {
		return helpdesk.Event{}, fmt.Errorf("%w: none has event %s", helpdesk.ErrNotFound, id)
	}
	if err != nil {
		return helpdesk.Event{}, fmt.Errorf("reading event %s: %w", id, err)
	}
	return row.ticketEvent()
}

// history reads the events of one subject.
func history[E any](ctx context.Context, db *pool, subject string, decode func(*eventRow) (E, error)) ([]E, error) {
	return scanAll(ctx, db, eventsOf, []any{subject}, func(scan scanner) (event E, err error) {
		var row eventRow
		if err := scan(row.fields()...); err != nil {
			return event, err
		}
		return decode(&row)
	})
}
