package provision_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/provision"
)

var errNoViews = errors.New("no views for you")

func (s *tenant) Views(context.Context, graph.Site, graph.List) ([]graph.View, error) {
	if s.blind {
		return nil, errNoViews
	}
	return s.views, nil
}

func (s *tenant) EnsureView(_ context.Context, site graph.Site, list graph.List, view graph.View) (graph.View, error) {
	if s.most == 0 {
		return graph.View{}, errNoViews
	}
	s.most--
	s.writes++
	view.WebURL = site.WebURL + "/" + list.ID + "/" + view.Title
	s.views = append(s.views, view)
	return view, nil
}

// byStatus wishes for views as well.
func byStatus() provision.Wish {
	wish := want()
	for _, status := range []string{"New", "Waiting", "Resolved"} {
		wish.Views = append(wish.Views, graph.View{Title: status})
	}
	return wish
}

func titles(views []graph.View) (titles []string) {
	for _, view := range views {
		titles = append(titles, view.Title)
	}
	return titles
}

// whole is a list that lacks nothing but views, of which it has one.
func whole() *tenant {
	return &tenant{
		list: graph.List{ID: "l", Name: "tickets"}, columns: want().Columns, most: 10,
		views: []graph.View{{Title: "All Items", WebURL: "/all"}, {Title: "waiting", WebURL: "/theirs"}},
	}
}

func TestANewListGetsViews(t *testing.T) {
	t.Parallel()
	s := &tenant{most: 10}
	plan, err := provision.New(t.Context(), s, s, byStatus())
	require.NoError(t, err)
	assert.Equal(t, []string{
		`make the list "Tickets"`,
		"  with column TicketKey (text; indexed, unique)",
		"  with column Status (choice: New, Resolved; indexed)",
		"  with column Resolution (note)",
		`make the view "New"`, `make the view "Waiting"`, `make the view "Resolved"`,
	}, plan.Words())
	assert.Equal(t, []string{
		`made the list "Tickets"`, `made the view "New"`, `made the view "Waiting"`, `made the view "Resolved"`,
	}, provisioned(t, s, byStatus()))
}

func TestViewsThatAreThereStay(t *testing.T) {
	t.Parallel()
	s := whole()
	plan, err := provision.New(t.Context(), s, s, byStatus())
	require.NoError(t, err)
	assert.False(t, plan.Done())
	assert.Equal(t, []string{`make the view "New"`, `make the view "Resolved"`}, plan.Words())
	require.NoError(t, plan.Carry(t.Context(), func(string) {}))
	assert.Equal(t, []string{"All Items", "waiting", "New", "Resolved"}, titles(s.views))
	assert.Equal(t, []string{"New", "waiting", "Resolved"}, titles(plan.Views), "in the order of the statuses")
	assert.Equal(t, "/theirs", plan.Views[1].WebURL)
	require.NoError(t, plan.NoViews)
	assert.True(t, plan.Done())
}

// A list without views does its work.
func TestWithoutViewsTheListIsMadeAllTheSame(t *testing.T) {
	t.Parallel()
	s := &tenant{most: 1}
	plan, err := provision.New(t.Context(), s, s, byStatus())
	require.NoError(t, err)
	var told []string
	require.NoError(t, plan.Carry(t.Context(), func(line string) { told = append(told, line) }))
	assert.Equal(t, []string{`made the list "Tickets"`, `made the view "New"`}, told)
	require.ErrorIs(t, plan.NoViews, errNoViews)

	s = whole()
	s.blind = true
	plan, err = provision.New(t.Context(), s, s, byStatus())
	require.NoError(t, err)
	assert.True(t, plan.Done(), "what can't be looked at is no work: %v", plan.Words())
	require.ErrorIs(t, plan.NoViews, errNoViews)
}
