package graph

import (
	"strings"
	"time"
)

// ListRef names a SharePoint list.
type ListRef struct {
	Site string // hostname,site-collection-id,site-id
	List string
}

// List is a SharePoint list.
type List struct {
	ID     string
	Name   string
	WebURL string
}

// Site is a SharePoint site.
type Site struct {
	ID     string
	Name   string
	WebURL string
}

// ColumnKind is what a column holds.
type ColumnKind string

// The kinds of columns that Deskhand uses. Any other is ColumnOther.
const (
	ColumnText     ColumnKind = "text"     // one line
	ColumnNote     ColumnKind = "note"     // several lines, plain
	ColumnChoice   ColumnKind = "choice"   // one of Choices
	ColumnNumber   ColumnKind = "number"   // whole
	ColumnDateTime ColumnKind = "dateTime" // with the time
	ColumnPerson   ColumnKind = "person"   // one person; values are site user ids under NameLookupId
	ColumnURL      ColumnKind = "url"      // a hyperlink
	ColumnOther    ColumnKind = "other"
)

// Column is a column of a list.
type Column struct {
	ID      string // given by SharePoint
	Name    string // internal name, which fields are called by
	Title   string // what people see
	Help    string // what people are told about it
	Kind    ColumnKind
	Choices []string // for ColumnChoice
	Indexed bool
	Unique  bool // only with Indexed
}

// Fields are the values of an item by the internal names of its columns: string, float64, bool or nil. Moments are
// RFC 3339 strings.
type Fields map[string]any

// Text is a field as text; empty when it is missing or no text. A number comes out as it is written.
func (f Fields) Text(name string) string {
	text, _ := f[name].(string)
	return text
}

// Identity is who did something, as Graph names them.
type Identity struct {
	ID   string // the directory's object id; empty for an application or somebody unknown
	Name string
	App  string // the application's id, when it was one
}

// Item is an item of a list.
type Item struct {
	ID         string
	ETag       string
	WebURL     string
	Fields     Fields
	ModifiedAt time.Time
	ModifiedBy Identity
	Deleted    bool // a tombstone: nothing but ID is known
}

// Latest asks for no changes, but for a link to those that are made from now on.
const Latest = "latest"

// Changes is one page of what changed in a list, the oldest first. An item may occur more than once: the last counts.
type Changes struct {
	Items []Item
	Next  string // link to the next page; empty on the last
	Delta string // link to what will change from here on; empty unless on the last page
}

// Subscription is Graph's promise to call when something changes.
type Subscription struct {
	ID          string
	Resource    string
	URL         string // where Graph calls
	ClientState string // what Graph repeats with every call, to prove that it is Graph
	ExpiresAt   time.Time
}

// View is a view of a list: which items it shows, with which columns, and in which order.
type View struct {
	Title      string
	WebURL     string   // given by SharePoint
	Columns    []string // internal names, from left to right
	Where      []Condition
	SortBy     string // internal name
	Descending bool
}

// Condition is what has to hold for an item to be in a view; of several, all. In a list of more than 5,000 items SharePoint
// goes by the first, which then has to be on an indexed column and to leave no more than that.
type Condition struct {
	Column string // internal name
	Choice string // the value of a choice column; "": Days counts
	Days   int    // a moment that lies no more than so many days back, or ahead
}

// FindView finds a view by its title, as people compare them.
func FindView(views []View, title string) (View, bool) {
	for _, view := range views {
		if strings.EqualFold(view.Title, title) {
			return view, true
		}
	}
	return View{}, false
}
