package ticketlist_test

import (
	"context"

	"deskhand/graph"
	"deskhand/graph/ticketlist"
)

func (s *stubborn) FindItems(ctx context.Context, list graph.ListRef, column, value string) ([]graph.Item, error) {
	if s.blind > 0 {
		s.blind--
		return nil, nil
	}
	return s.Lists.FindItems(ctx, list, column, value)
}

// poisoned is a Graph that makes no item with a key.
type poisoned struct {
	ticketlist.Lists

	key string
	err error
}

func (p *poisoned) CreateItem(ctx context.Context, list graph.ListRef, fields graph.Fields) (graph.Item, error) {
	if fields["TicketKey"] == p.key && p.err != nil {
		return graph.Item{}, p.err
	}
	return p.Lists.CreateItem(ctx, list, fields)
}
