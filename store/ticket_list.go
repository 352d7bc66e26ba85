package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"deskhand/helpdesk"
)

// defaultLimit is how many tickets are listed when the filter does not say.
const defaultLimit = 100

// ListTickets implements helpdesk.Tickets.
func (s *Store) ListTickets(ctx context.Context, filter helpdesk.Filter) ([]helpdesk.Ticket, error) {
	query, args := listQuery(filter)
	tickets, err := scanAll(ctx, s.read, query, args, scanTicket)
	if err != nil {
		return nil, fmt.Errorf("listing tickets: %w", err)
	}
	return tickets, nil
}

func scanTicket(scan scanner) (ticket helpdesk.Ticket, err error) {
	err = scan(ticketFields(&ticket)...)
	return ticket, err
}

// listQuery builds the statement for a filter: one of a few, with the values as arguments.
func listQuery(filter helpdesk.Filter) (query string, args []any) {
	param := func(value any) string {
		args = append(args, value)
		return "$" + strconv.Itoa(len(args))
	}
	var must, may []string
	if filter.RequesterID != "" {
		must = append(must, "requester_id = "+param(filter.RequesterID))
	}
	if filter.Linked || filter.Incident != "" {
		must = append(must, "incident <> ''") // it names the index
	}
	if filter.Incident != "" {
		must = append(must, "incident = "+param(filter.Incident))
	}
	if filter.Open {
		may = append(may, fmt.Sprintf("status IN (%s, %s, %s)",
			param(helpdesk.StatusNew), param(helpdesk.StatusInProgress), param(helpdesk.StatusWaiting)))
	}
	if !filter.UpdatedSince.IsZero() {
		may = append(may, "updated_at >= "+param(stamp(filter.UpdatedSince)))
	}
	if len(may) > 0 {
		must = append(must, "("+strings.Join(may, " OR ")+")")
	}
	query = selectTickets
	if len(must) > 0 {
		query += "WHERE " + strings.Join(must, " AND ")
	}
	limit := filter.Limit
	if limit == 0 {
		limit = defaultLimit
	}
	return query + " ORDER BY number DESC LIMIT " + param(limit), args
}
