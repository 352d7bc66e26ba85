package msgraph_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/msgraph"
)

// The SDK gives null elements on as nil, and its own iterator panics on them.
func TestNullElements(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]func(context.Context, *msgraph.Client) (any, error){
		"Lists":     func(ctx context.Context, c *msgraph.Client) (any, error) { return c.Lists(ctx, "s") },
		"Columns":   func(ctx context.Context, c *msgraph.Client) (any, error) { return c.Columns(ctx, list) },
		"FindItems": func(ctx context.Context, c *msgraph.Client) (any, error) { return c.FindItems(ctx, list, "Title", "x") },
		"ItemChanges": func(ctx context.Context, c *msgraph.Client) (any, error) {
			page, err := c.ItemChanges(ctx, list, "")
			return page.Items, err
		},
		"GroupMembers": func(ctx context.Context, c *msgraph.Client) (any, error) {
			var ids []string
			return ids, c.GroupMembers(ctx, "g", func(page []string) error { ids = append(ids, page...); return nil })
		},
		"GroupChanges": func(ctx context.Context, c *msgraph.Client) (any, error) {
			page, err := c.GroupChanges(ctx, "g", "")
			return page.Added, err
		},
		"TeamMembers": func(ctx context.Context, c *msgraph.Client) (any, error) {
			return nil, c.TeamMembers(ctx, "t", func(page []graph.Member) error { return some(len(page)) })
		},
		"ChannelMembers": func(ctx context.Context, c *msgraph.Client) (any, error) {
			return nil, c.ChannelMembers(ctx, "t", "c", func(page []graph.Member) error { return some(len(page)) })
		},
		"Creations": func(ctx context.Context, c *msgraph.Client) (any, error) {
			return nil, c.Creations(ctx, "q", func(page []graph.Creation) error { return some(len(page)) })
		},
		"ServiceIssues":        func(ctx context.Context, c *msgraph.Client) (any, error) { return c.ServiceIssues(ctx) },
		"Presences":            func(ctx context.Context, c *msgraph.Client) (any, error) { return c.Presences(ctx, []string{"u"}) },
		"GlobalAdministrators": func(ctx context.Context, c *msgraph.Client) (any, error) { return c.GlobalAdministrators(ctx) },
	} {
		client, _ := connect(t, play(t, says(200, `{"value":[null],"@odata.deltaLink":"x"}`)))
		got, err := read(t.Context(), client)
		require.NoError(t, err, name)
		assert.Empty(t, got, name)
	}
	client, _ := connect(t, play(t, says(200, `{"value":[null]}`)))
	_, err := client.TeamsApp(t.Context(), "x")
	require.ErrorIs(t, err, graph.ErrNotFound)
}

func some(n int) error {
	if n > 0 {
		return errors.New("there was none")
	}
	return nil
}
