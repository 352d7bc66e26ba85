package graph_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
)

var kinds = []error{
	graph.ErrNotFound, graph.ErrExists, graph.ErrChanged, graph.ErrResync, graph.ErrForbidden, graph.ErrUnauthorized,
	graph.ErrUnavailable,
}

func TestKindsOfErrors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		failed graph.Error
		kind   error // nil: none of them
	}{
		{graph.Error{Status: 404}, graph.ErrNotFound},
		{graph.Error{Status: 409}, graph.ErrExists},
		{graph.Error{Status: 400, Message: "One or more fields with unique constraints already has the provided value."}, graph.ErrExists},
		{graph.Error{Status: 400, Message: "The field 'Due' has a wrong value."}, nil},
		{graph.Error{Status: 412}, graph.ErrChanged},
		{graph.Error{Status: 410}, graph.ErrResync},
		{graph.Error{Status: 403}, graph.ErrForbidden},
		{graph.Error{Status: 401}, graph.ErrUnauthorized},
		{graph.Error{Status: 429}, graph.ErrUnavailable},
		{graph.Error{Status: 504}, graph.ErrUnavailable},
		{graph.Error{Err: context.DeadlineExceeded}, graph.ErrUnavailable},
		{graph.Error{Err: fmt.Errorf("%w: the secret has expired", graph.ErrUnauthorized)}, graph.ErrUnauthorized},
		{graph.Error{Err: fmt.Errorf("an id is empty: %w", graph.ErrNotFound)}, graph.ErrNotFound},
	} {
		wrapped := fmt.Errorf("creating the item: %w", &c.failed)
		var is []error
		for _, kind := range kinds {
			if errors.Is(wrapped, kind) {
				is = append(is, kind)
			}
		}
		if c.kind == nil {
			assert.Empty(t, is, wrapped)
			continue
		}
		assert.Equal(t, []error{c.kind}, is, wrapped)
	}
}

func TestErrorSaysWhatToDo(t *testing.T) {
	t.Parallel()
	require.EqualError(t, &graph.Error{
		Operation: "create list item", Status: 403, Code: "accessDenied", Message: "Access denied.\r\n", RequestID: "r-1",
		Permission: "Sites.Selected", RetryAfter: time.Minute,
	}, "Microsoft Graph: create list item: 403 Forbidden, accessDenied (Access denied), request r-1; "+
		"grant the application Sites.Selected; deskhand doctor shows what is missing")
	require.EqualError(t, &graph.Error{Operation: "read user", Err: fmt.Errorf("%w: no such tenant", graph.ErrUnauthorized)},
		"Microsoft Graph: read user: not signed in: no such tenant; deskhand doctor tells more")
}
