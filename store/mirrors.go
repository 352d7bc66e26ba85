package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"deskhand/helpdesk"
)

const (
	mirrorColumns = `ticket_id, item_id, url, seen, sent, agreed, gone, version`

	// Both write nothing unless the record has the version before; 0 is of one that has never been stored.
	firstMirror = `INSERT INTO mirrors (` + mirrorColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (ticket_id) DO NOTHING`
	nextMirror = `UPDATE mirrors SET (` + mirrorColumns + `) = ($1, $2, $3, $4, $5, $6, $7, $8)
WHERE ticket_id = $1 AND version = $8 - 1`
	markMirrored = `UPDATE tickets SET mirrored = $2 WHERE id = $1`

	selectMirrors  = `SELECT ` + mirrorColumns + ` FROM mirrors `
	mirrorByTicket = selectMirrors + `WHERE ticket_id = $1`
	mirrorByItem   = selectMirrors + `WHERE item_id = $1 AND item_id <> ''`
	mirrorsAfter   = selectMirrors + `WHERE ticket_id > $1 ORDER BY ticket_id LIMIT $2`

	// Each part has an index of its own, which holds little more than what is looked for. The parts overlap and are told apart
	// only afterwards: put as a plain UNION, SQLite goes through all tickets in the order of their numbers.
	unmirrored = selectTickets + `WHERE number IN (SELECT DISTINCT number FROM (
SELECT number FROM tickets WHERE mirrored < version
UNION ALL SELECT number FROM tickets WHERE mirrored IS NULL AND status IN ('new', 'in_progress', 'waiting')
UNION ALL SELECT number FROM tickets WHERE mirrored IS NULL AND opened_at >= $1
) AS lagging ORDER BY number LIMIT $2) ORDER BY number`
)

// mirrorRow is a record of a copy as it is stored.
type mirrorRow struct {
	helpdesk.Mirror

	agreed string
}

// fields are the fields in the order of mirrorColumns, for use as arguments and for scanning.
func (r *mirrorRow) fields() []any {
	return []any{&r.TicketID, &r.ItemID, &r.URL, &r.Seen, &r.Sent, &r.agreed, (*flag)(&r.Gone), &r.Version}
}

// Mirror returns what is known of a ticket's copy, or helpdesk.ErrNotFound when it never had one.
func (s *Store) Mirror(ctx context.Context, ticketID string) (helpdesk.Mirror, error) {
	return s.mirror(ctx, mirrorByTicket, ticketID)
}

// MirrorByItem returns what is known of a copy, by the other tool's name for it, or helpdesk.ErrNotFound when it is the
// copy of no ticket.
func (s *Store) MirrorByItem(ctx context.Context, itemID string) (helpdesk.Mirror, error) {
	return s.mirror(ctx, mirrorByItem, itemID)
}

func (s *Store) mirror(ctx context.Context, query, key string) (helpdesk.Mirror, error) {
	var row mirrorRow
	err := s.read.scanOne(ctx, query, []any{key}, row.fields())
	if errors.Is(err, sql.ErrNoRows) {
		return helpdesk.Mirror{}, fmt.Errorf("%w: %q has no copy", helpdesk.ErrNotFound, key)
	}
	if err == nil {
		err = row.complete()
	}
	if err != nil {
		return helpdesk.Mirror{}, fmt.Errorf("reading about the copy %q: %w", key, err)
	}
	return row.Mirror, nil
}

// complete fills the field that is stored in another form.
func (r *mirrorRow) complete() error {
	return json.Unmarshal([]byte(r.agreed), &r.Agreed)
}

// Mirrors lists what is known of copies, gone or not, in the order of their tickets' ids: those after one, up to a limit.
func (s *Store) Mirrors(ctx context.Context, after string, limit int) ([]helpdesk.Mirror, error) {
	mirrors, err := scanAll(ctx, s.read, mirrorsAfter, []any{after, limit}, func(scan scanner) (helpdesk.Mirror, error) {
		var row mirrorRow
		err := scan(row.fields()...)
		if err == nil {
			err = row.complete()
		}
		return row.Mirror, err
	})
	if err != nil {
		return nil, fmt.Errorf("listing copies: %w", err)
	}
	return mirrors, nil
}

// SaveMirror stores what is known of a ticket's copy and returns it with its new version. m.Version is the one that was
// read, 0 for one that has never been stored; when another is stored, nothing is written and the error is
// helpdesk.ErrConflict. For a ticket that is not there it is helpdesk.ErrNotFound. Two tickets have no copy in common.
func (s *Store) SaveMirror(ctx context.Context, m helpdesk.Mirror) (helpdesk.Mirror, error) {
	agreed, err := json.Marshal(m.Agreed)
	if err != nil {
		return helpdesk.Mirror{}, err
	}
	statement, row, mirrored := nextMirror, mirrorRow{Mirror: m, agreed: string(agreed)}, m.Sent
	if m.Version == 0 {
		statement = firstMirror
	}
	if m.Gone {
		mirrored = math.MaxInt64
	}
	row.Version++
	err = s.transact(ctx, s.durable, func(tx *sql.Tx) error {
		if changed, err := wrote(tx.ExecContext(ctx, statement, row.fields()...)); err != nil {
			return err
		} else if !changed {
			return helpdesk.ErrConflict
		}
		known, err := wrote(tx.ExecContext(ctx, markMirrored, m.TicketID, mirrored))
		if err == nil && !known {
			err = helpdesk.ErrNotFound
		}
		return err
	})
	if err != nil {
		return helpdesk.Mirror{}, fmt.Errorf("storing what is known of the copy of ticket %s: %w", m.TicketID, err)
	}
	return row.Mirror, nil
}

// Unmirrored lists tickets that their copies lag behind, and those without a copy that are open or were opened at or after
// since, in the order of their numbers and up to a limit. A ticket whose copy is gone is in neither.
func (s *Store) Unmirrored(ctx context.Context, since time.Time, limit int) ([]helpdesk.Ticket, error) {
	tickets, err := scanAll(ctx, s.read, unmirrored, []any{stamp(since), limit}, scanTicket)
	if err != nil {
		return nil, fmt.Errorf("listing tickets whose copies lag: %w", err)
	}
	return tickets, nil
}
