package ticketlist_test

import (
	"context"
	"time"

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

// fickle is a Graph that promises to call for four seconds.
type fickle struct{ ticketlist.Lists }

func (f fickle) Subscribe(ctx context.Context, wanted graph.Subscription) (graph.Subscription, error) {
	made, err := f.Lists.Subscribe(ctx, wanted)
	made.ExpiresAt = time.Now().Add(4 * time.Second)
	return made, err
}
