package inviter

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"deskhand/graph"
)

// How the audit log is asked. Microsoft says that a record may take a day to be found, so the windows overlap by that
// much: who is found twice is written down once.
const (
	auditEvery   = time.Hour
	auditOverlap = 24 * time.Hour
	auditFirst   = 30 * 24 * time.Hour // how far back the first query goes
	auditWithin  = 24 * time.Hour      // a query that takes longer is given up
)

// auditCursor is what is known of the queries of the audit log.
type auditCursor struct {
	Until time.Time `json:"until"` // up to when the log has been read
	Query string    `json:"query,omitempty"`
	From  time.Time `json:"from,omitzero"` // of the query that runs
	To    time.Time `json:"to,omitzero"`
}

// findInAudit finds makers by who has created an app or a flow. A query takes minutes to hours: it is started in one run
// and collected in a later one, and the next begins where it ended.
func (p *pass) findInAudit(ctx context.Context) error {
	text, err := p.Ledger.Cursor(ctx, auditState)
	if err != nil {
		return err
	}
	var state auditCursor
	if text != "" {
		if err := json.Unmarshal([]byte(text), &state); err != nil {
			return fmt.Errorf("reading how far the audit log has been read: %w", err)
		}
	}
	if state.Query == "" {
		return p.startQuery(ctx, state)
	}
	done, err := p.Graph.CreationQuery(ctx, state.Query)
	if err == nil && done {
		if err = p.collect(ctx, state.Query); err == nil {
			return p.saveAudit(ctx, auditCursor{Until: state.To})
		}
	}
	switch {
	case errors.Is(err, graph.ErrUnavailable):
		return err
	case err != nil, !done && p.Now().Sub(state.To) > auditWithin:
		p.Logger.WarnContext(ctx, "a query of the audit log is given up, and started anew", "error", err)
		return errors.Join(err, p.saveAudit(ctx, auditCursor{Until: state.Until}))
	}
	return nil
}

func (p *pass) startQuery(ctx context.Context, state auditCursor) error {
	now := p.Now()
	if now.Sub(state.Until) < auditEvery {
		return nil
	}
	state.From, state.To = state.Until.Add(-auditOverlap), now
	if state.Until.IsZero() {
		state.From = now.Add(-auditFirst)
	}
	var err error
	if state.Query, err = p.Graph.StartCreationQuery(ctx, state.From, state.To); err != nil {
		return err
	}
	return p.saveAudit(ctx, state)
}

func (p *pass) saveAudit(ctx context.Context, state auditCursor) error {
	text, err := json.Marshal(state)
	if err != nil {
		return err
	}
	return p.Ledger.SaveCursor(ctx, auditState, string(text))
}

// collect writes the makers into the ledger whom a query found.
func (p *pass) collect(ctx context.Context, query string) error {
	ids := map[string]string{} // by what the log calls them
	return p.Graph.Creations(ctx, query, func(page []graph.Creation) error {
		var makers []string
		for _, creation := range page {
			if _, known := ids[creation.UserID]; known || creation.UserID == "" {
				continue
			}
			id, err := p.objectID(ctx, creation.UserID)
			if err != nil {
				return err
			}
			if ids[creation.UserID] = id; id != "" {
				makers = append(makers, id)
			}
		}
		return p.found(ctx, makers)
	})
}

// objectID is the object id of whom the audit log names by it or by the principal name; empty for somebody who is in the
// directory no more.
func (p *pass) objectID(ctx context.Context, name string) (string, error) {
	if uuid.Validate(name) == nil {
		return strings.ToLower(name), nil
	}
	user, err := p.Graph.User(ctx, name)
	if errors.Is(err, graph.ErrNotFound) {
		return "", nil
	}
	return user.ID, err
}
