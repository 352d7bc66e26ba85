package graphtest

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"

	"deskhand/graph"
)

// Kinds of columns, as Graph names their facets. A note is a text with several lines.
const (
	kindText      = "text"
	kindNote      = "note"
	kindChoice    = "choice"
	kindNumber    = "number"
	kindBoolean   = "boolean"
	kindDateTime  = "dateTime"
	kindPerson    = "personOrGroup"
	kindHyperlink = "hyperlinkOrPicture"
)

// Column is a column of a list that is put there by a test.
type Column struct {
	Name    string
	Kind    string // text, note, choice, number, boolean, dateTime, personOrGroup, hyperlinkOrPicture; "": text
	Choices []string
	Indexed bool
	Unique  bool // only with Indexed
}

// ColumnsOf are columns as a program describes them, put as a test puts them into a list.
func ColumnsOf(columns []graph.Column) []Column {
	put := make([]Column, len(columns))
	for i, c := range columns {
		put[i] = Column{Name: c.Name, Kind: string(c.Kind), Choices: c.Choices, Indexed: c.Indexed, Unique: c.Unique}
		switch c.Kind {
		case graph.ColumnPerson:
			put[i].Kind = kindPerson
		case graph.ColumnURL:
			put[i].Kind = kindHyperlink
		}
	}
	return put
}

// column is a column as Graph shows it.
type column struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
	Description string `json:"description"`
	Indexed     bool   `json:"indexed"`
	Unique      bool   `json:"enforceUniqueValues"`
	Hidden      bool   `json:"hidden"`
	ReadOnly    bool   `json:"readOnly"`
	Required    bool   `json:"required"`

	kind  string
	facet object // what Graph shows under the name of the kind
}

// MarshalJSON shows the column with its facet.
func (c *column) MarshalJSON() ([]byte, error) {
	type plain column
	data, err := json.Marshal((*plain)(c))
	if err != nil {
		return nil, err
	}
	shown := object{}
	if err := json.Unmarshal(data, &shown); err != nil {
		return nil, err
	}
	facet := object{}
	maps.Copy(facet, c.facet)
	switch name := c.kind; name {
	case kindNote, kindText:
		facet["allowMultipleLines"] = name == kindNote
		shown[kindText] = facet
	default:
		shown[name] = facet
	}
	return json.Marshal(shown)
}

// columnRequest is what a column is created and changed by. Nil: not told.
type columnRequest struct {
	Name        *string `json:"name"`
	DisplayName *string `json:"displayName"`
	Description *string `json:"description"`
	Indexed     *bool   `json:"indexed"`
	Unique      *bool   `json:"enforceUniqueValues"`
	Hidden      *bool   `json:"hidden"`
	Required    *bool   `json:"required"`

	Text      object `json:"text"`
	Choice    object `json:"choice"`
	Number    object `json:"number"`
	Boolean   object `json:"boolean"`
	DateTime  object `json:"dateTime"`
	Person    object `json:"personOrGroup"`
	Hyperlink object `json:"hyperlinkOrPicture"`
}

// facet is the kind of column that is asked for; "" when none is.
func (r *columnRequest) facet() (string, object) {
	facets := map[string]object{
		kindText: r.Text, kindChoice: r.Choice, kindNumber: r.Number, kindBoolean: r.Boolean,
		kindDateTime: r.DateTime, kindPerson: r.Person, kindHyperlink: r.Hyperlink,
	}
	for _, kind := range slices.Sorted(maps.Keys(facets)) {
		facet := facets[kind]
		if facet == nil {
			continue
		}
		if several, _ := facet["allowMultipleLines"].(bool); kind == kindText && several {
			kind = kindNote
		}
		return kind, facet
	}
	return "", nil
}

// apply changes the column as asked for.
func (c *column) apply(r *columnRequest) {
	set := func(value, asked *string) {
		if asked != nil {
			*value = *asked
		}
	}
	turn := func(value, asked *bool) {
		if asked != nil {
			*value = *asked
		}
	}
	set(&c.Name, r.Name)
	set(&c.DisplayName, r.DisplayName)
	set(&c.Description, r.Description)
	turn(&c.Indexed, r.Indexed)
	turn(&c.Unique, r.Unique)
	turn(&c.Hidden, r.Hidden)
	turn(&c.Required, r.Required)
	if kind, facet := r.facet(); kind != "" {
		if c.kind != kind || c.facet == nil {
			c.facet = object{}
		}
		c.kind = kind
		maps.Copy(c.facet, facet) // what is not mentioned stays
	}
	if c.DisplayName == "" {
		c.DisplayName = c.Name
	}
}

var columnName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,31}$`)

// make makes a column as asked for.
func (r *columnRequest) make() (*column, *Failure) {
	kind, _ := r.facet()
	switch {
	case r.Name == nil || !columnName.MatchString(*r.Name):
		return nil, invalid("The name of the column is missing or not valid")
	case kind == "":
		return nil, invalid("Unable to determine the type of the column '%s'", *r.Name)
	}
	made := &column{ID: newID()}
	made.apply(r)
	if failed := made.sound(); failed != nil {
		return nil, failed
	}
	return made, nil
}

// sound says what is wrong with the column.
func (c *column) sound() *Failure {
	if !c.Unique {
		return nil
	}
	switch {
	case !c.Indexed:
		return invalid("Column '%s' must be indexed to enforce unique values", c.Name)
	case c.kind == kindNote, c.kind == kindHyperlink, c.kind == kindBoolean:
		return invalid("Column '%s' is of a type that can't enforce unique values", c.Name)
	}
	return nil
}
