package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"deskhand/helpdesk"
)

const (
	ticketColumns = `id, number, version, open_key, status, impact, urgency, priority, summary, details, solution,
requester_id, requester_name, assignee_id, assignee_name, conversation_id, thread_id, question_id,
opened_at, updated_at, response_due, resolution_due, first_responded_at, resolved_at, resolution, reopened, rating,
article_id, tier, incident, asked`
	ticketParams = `$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
$19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31`

	// nextNumber holds the counter until the transaction ends, so numbers are given in the order of commits and a
	// transaction that is rolled back leaves no gap.
	nextNumber   = `UPDATE counters SET value = value + 1 WHERE name = 'ticket' RETURNING value`
	insertTicket = `INSERT INTO tickets (` + ticketColumns + `) VALUES (` + ticketParams + `)
ON CONFLICT (open_key) DO NOTHING RETURNING ` + ticketColumns
	updateTicket = `UPDATE tickets SET (` + ticketColumns + `) = (` + ticketParams + `)
WHERE id = $1 AND version = $3 - 1 RETURNING ` + ticketColumns

	selectTickets   = `SELECT ` + ticketColumns + ` FROM tickets `
	ticketByID      = selectTickets + `WHERE id = $1`
	ticketByNumber  = selectTickets + `WHERE number = $1`
	ticketByOpenKey = selectTickets + `WHERE open_key = $1`
)

// ticketFields are the ticket's fields in the order of ticketColumns, for use as arguments and for scanning.
func ticketFields(t *helpdesk.Ticket) []any {
	return []any{
		&t.ID, &t.Number, &t.Version, &t.OpenKey, &t.Status, &t.Impact, &t.Urgency, &t.Priority,
		&t.Summary, &t.Details, &t.Solution,
		&t.Requester.ID, &t.Requester.Name, &t.Assignee.ID, &t.Assignee.Name,
		&t.Origin.ConversationID, &t.Origin.ThreadID, &t.Origin.QuestionID,
		(*stamp)(&t.OpenedAt), (*stamp)(&t.UpdatedAt), (*stamp)(&t.ResponseDue), (*stamp)(&t.ResolutionDue),
		(*stamp)(&t.FirstRespondedAt), (*stamp)(&t.ResolvedAt),
		&t.Resolution, &t.Reopened, &t.Rating, &t.ArticleID, &t.Tier, &t.Incident, (*flag)(&t.Asked),
	}
}

// errOpened says inside a transaction that the wish has its ticket already.
var errOpened = errors.New("opened before")

// InsertTicket implements helpdesk.Tickets. It may call events more than once; only what the last call returns is stored.
func (s *Store) InsertTicket(
	ctx context.Context, ticket helpdesk.Ticket, events func(helpdesk.Ticket) ([]helpdesk.Event, []helpdesk.Job),
) (stored helpdesk.Ticket, created bool, err error) {
	err = s.transact(ctx, s.durable, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, nextNumber).Scan(&ticket.Number); err != nil {
			return fmt.Errorf("taking the next number: %w", err)
		}
		err := tx.QueryRowContext(ctx, insertTicket, ticketFields(&ticket)...).Scan(ticketFields(&stored)...)
		if errors.Is(err, sql.ErrNoRows) {
			return errOpened
		}
		if err != nil {
			return err
		}
		facts, jobs := events(stored)
		return s.append(ctx, tx, facts, jobs)
	})
	switch {
	case errors.Is(err, errOpened):
		stored, err = s.ticket(ctx, ticketByOpenKey, ticket.OpenKey)
		return stored, false, err
	case err != nil:
		return helpdesk.Ticket{}, false, fmt.Errorf("storing a ticket: %w", err)
	}
	return stored, true, nil
}

// UpdateTicket implements helpdesk.Tickets. An event that is stored already is a conflict too: somebody else has done
// the same act.
func (s *Store) UpdateTicket(
	ctx context.Context, ticket helpdesk.Ticket, events []helpdesk.Event, jobs []helpdesk.Job,
) (stored helpdesk.Ticket, err error) {
	ticket.Version++
	err = s.transact(ctx, s.durable, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, updateTicket, ticketFields(&ticket)...).Scan(ticketFields(&stored)...)
		if errors.Is(err, sql.ErrNoRows) {
			return helpdesk.ErrConflict
		}
		if err != nil {
			return err
		}
		return s.append(ctx, tx, events, jobs)
	})
	if err != nil {
		return helpdesk.Ticket{}, fmt.Errorf("storing %s: %w", ticket.Key(), err)
	}
	return stored, nil
}

// append stores what happened and what it calls for. It returns helpdesk.ErrConflict when an event is stored already.
func (s *Store) append(ctx context.Context, tx *sql.Tx, events []helpdesk.Event, jobs []helpdesk.Job) error {
	for _, event := range events {
		row, err := ticketEventRow(event)
		if err != nil {
			return err
		}
		if event.Kind == helpdesk.EventLinked {
			if row.taught, err = nextKnowledge(ctx, tx); err != nil {
				return err
			}
		}
		added, err := wrote(tx.ExecContext(ctx, appendEvent, row.values()...))
		if err != nil {
			return fmt.Errorf("event %s: %w", event.Kind, err)
		}
		if !added {
			return fmt.Errorf("%w: event %s is stored already", helpdesk.ErrConflict, event.Kind)
		}
	}
	return s.insertJobs(ctx, tx, jobs)
}

// TicketByID returns one ticket, or helpdesk.ErrNotFound.
func (s *Store) TicketByID(ctx context.Context, id string) (helpdesk.Ticket, error) {
	return s.ticket(ctx, ticketByID, id)
}

// TicketByNumber returns one ticket, or helpdesk.ErrNotFound.
func (s *Store) TicketByNumber(ctx context.Context, number int64) (helpdesk.Ticket, error) {
	return s.ticket(ctx, ticketByNumber, number)
}

func (s *Store) ticket(ctx context.Context, query string, key any) (helpdesk.Ticket, error) {
	var ticket helpdesk.Ticket
	err := s.read.scanOne(ctx, query, []any{key}, ticketFields(&ticket))
	if errors.Is(err, sql.ErrNoRows) {
		return helpdesk.Ticket{}, fmt.Errorf("%w: %v", helpdesk.ErrNotFound, key)
	}
	if err != nil {
		return helpdesk.Ticket{}, fmt.Errorf("reading ticket %v: %w", key, err)
	}
	return ticket, nil
}
