package provision_test

import (
	"context"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/provision"
)

// tenant is a site with at most one list, as SharePoint would keep it.
type tenant struct {
	list    graph.List
	columns []graph.Column
	items   []graph.Item
	writes  int
	forgets bool // leaves out indexes of a list that it makes
	deaf    bool // takes changes, and doesn't make them

	views []graph.View
	blind bool // shows no views
	most  int  // views that it still makes
}

func (s *tenant) Site(_ context.Context, id string) (graph.Site, error) {
	return graph.Site{ID: "host,1,2", Name: "Help", WebURL: "https://host/sites/" + id}, nil
}

func (s *tenant) Lists(context.Context, string) ([]graph.List, error) {
	if s.list.ID == "" {
		return nil, nil
	}
	return []graph.List{{ID: "other", Name: "Documents"}, s.list}, nil
}

func (s *tenant) List(_ context.Context, ref graph.ListRef) (graph.List, error) {
	if ref.List != s.list.ID {
		return graph.List{}, &graph.Error{Operation: "read list", Status: 404}
	}
	return s.list, nil
}

func (s *tenant) CreateList(_ context.Context, _, name, _ string, columns []graph.Column) (graph.List, error) {
	s.writes++
	s.list = graph.List{ID: "made", Name: name, WebURL: "https://host/sites/help/Lists/Tickets"}
	s.columns = []graph.Column{{ID: "0", Name: "Title", Kind: graph.ColumnText}}
	for i, column := range columns {
		column.ID = strconv.Itoa(i + 1)
		if s.forgets {
			column.Indexed, column.Unique = false, false
		}
		s.columns = append(s.columns, column)
	}
	return s.list, nil
}

func (s *tenant) Columns(context.Context, graph.ListRef) ([]graph.Column, error) {
	return s.columns, nil
}

func (s *tenant) CreateColumn(_ context.Context, _ graph.ListRef, column graph.Column) error {
	s.writes++
	s.columns = append(s.columns, column)
	return nil
}

func (s *tenant) UpdateColumn(_ context.Context, _ graph.ListRef, column graph.Column) error {
	s.writes++
	for i, c := range s.columns {
		if c.ID == column.ID && !s.deaf {
			s.columns[i] = column
		}
	}
	return nil
}

// ItemChanges gives one item a page.
func (s *tenant) ItemChanges(_ context.Context, _ graph.ListRef, link string) (graph.Changes, error) {
	at, _ := strconv.Atoi(link)
	if at >= len(s.items) {
		return graph.Changes{Delta: "end"}, nil
	}
	return graph.Changes{Items: s.items[at : at+1], Next: strconv.Itoa(at + 1)}, nil
}

func want() provision.Wish {
	return provision.Wish{Site: "help", Name: "Tickets", Columns: []graph.Column{
		{Name: "TicketKey", Kind: graph.ColumnText, Indexed: true, Unique: true},
		{Name: "Status", Kind: graph.ColumnChoice, Choices: []string{"New", "Resolved"}, Indexed: true},
		{Name: "Resolution", Kind: graph.ColumnNote},
	}}
}

// half is a list that somebody began: a key without index, a choice too few and one of their own, a column missing.
func half() *tenant {
	return &tenant{
		list: graph.List{ID: "l", Name: "tickets", WebURL: "https://host/sites/help/Lists/Tickets/AllItems.aspx"},
		columns: []graph.Column{
			{ID: "1", Name: "TicketKey", Title: "Key", Kind: graph.ColumnText},
			{ID: "2", Name: "Status", Title: "State", Kind: graph.ColumnChoice, Choices: []string{"Parked", "New"}, Indexed: true},
			{ID: "3", Name: "Ours", Kind: graph.ColumnText},
		},
	}
}

// provisioned carries a plan out, and looks that there is nothing to do for the next one.
func provisioned(t *testing.T, s *tenant, wish provision.Wish) (told []string) {
	t.Helper()
	plan, err := provision.New(t.Context(), s, s, wish)
	require.NoError(t, err)
	require.Zero(t, s.writes, "looking changes nothing")
	require.Empty(t, plan.Faults)
	require.NoError(t, plan.Carry(t.Context(), func(line string) { told = append(told, line) }))

	writes := s.writes
	wish.List = plan.List.ID
	again, err := provision.New(t.Context(), s, s, wish)
	require.NoError(t, err)
	assert.True(t, again.Done(), "%v", again.Words())
	assert.Equal(t, writes, s.writes)
	return told
}

func TestFromNothing(t *testing.T) {
	t.Parallel()
	s := &tenant{}
	plan, err := provision.New(t.Context(), s, s, want())
	require.NoError(t, err)
	assert.True(t, plan.IsNew())
	assert.Equal(t, []string{
		`make the list "Tickets"`,
		"  with column TicketKey (text; indexed, unique)",
		"  with column Status (choice: New, Resolved; indexed)",
		"  with column Resolution (note)",
	}, plan.Words())
	assert.Equal(t, []string{`made the list "Tickets"`}, provisioned(t, s, want()))
}

func TestWhatANewListLacksIsAdded(t *testing.T) {
	t.Parallel()
	told := provisioned(t, &tenant{forgets: true}, want())
	assert.Equal(t, []string{
		`made the list "Tickets"`, "added an index on TicketKey; that TicketKey is unique", "added an index on Status",
	}, told)
}

func TestFromHalf(t *testing.T) {
	t.Parallel()
	s := half()
	s.items = []graph.Item{
		{ID: "7", Fields: graph.Fields{"TicketKey": "HD-1"}},
		{ID: "8"},
		{ID: "7", Fields: graph.Fields{"TicketKey": "HD-1"}}, // changed again: the same item
		{ID: "9"},
	}
	told := provisioned(t, s, want())
	assert.Equal(t, []string{
		"added an index on TicketKey; that TicketKey is unique",
		"added Resolved in the choices of Status",
		"added column Resolution (note)",
	}, told)
	assert.Equal(t, []string{"Parked", "New", "Resolved"}, s.columns[1].Choices, "what others added stays")
	assert.Equal(t, "State", s.columns[1].Title)
	assert.Equal(t, "Ours", s.columns[2].Name)
}

func TestKeysThatOccurTwiceAreInTheWay(t *testing.T) {
	t.Parallel()
	s := half()
	s.items = []graph.Item{
		{ID: "7", Fields: graph.Fields{"TicketKey": "HD-1"}},
		{ID: "8", Fields: graph.Fields{"TicketKey": "hd-1"}}, // SharePoint doesn't tell them apart
		{ID: "9", Fields: graph.Fields{"TicketKey": "HD-2"}},
		{ID: "10", Fields: graph.Fields{"TicketKey": "HD-2"}},
		{ID: "10", Deleted: true},
	}
	plan, err := provision.New(t.Context(), s, s, want())
	require.NoError(t, err)
	require.Len(t, plan.Faults, 1)
	assert.Contains(t, plan.Faults[0].Problem, "HD-1 (items 7, 8)")
	assert.NotContains(t, plan.Faults[0].Problem, "HD-2")
	assert.Contains(t, plan.Faults[0].Advice, "keep one")
	assert.False(t, plan.Done())
}

func TestAColumnOfAnotherKindIsInTheWay(t *testing.T) {
	t.Parallel()
	s := half()
	s.columns[1].Kind = graph.ColumnText
	plan, err := provision.New(t.Context(), s, s, want())
	require.NoError(t, err)
	require.Len(t, plan.Faults, 1)
	assert.Equal(t, "column Status holds text, and is to hold choice", plan.Faults[0].Problem)
}

func TestAListThatIsNotThereIsNotMade(t *testing.T) {
	t.Parallel()
	wish := want()
	wish.List = "gone"
	_, err := provision.New(t.Context(), half(), nil, wish)
	require.ErrorContains(t, err, "correct graph.list_id")
}

func TestWhatSharePointDidNotTakeIsAnError(t *testing.T) {
	t.Parallel()
	s := half()
	s.deaf = true
	plan, err := provision.New(t.Context(), s, s, want())
	require.NoError(t, err)
	err = plan.Carry(t.Context(), func(string) {})
	require.ErrorContains(t, err, "still missing: add an index on TicketKey")
}
