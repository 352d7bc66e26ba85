package graphtest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// list is a SharePoint list.
type list struct {
	id, title string
	site      *site
	columns   []*column
	items     map[int]*item // those that are there
	next      int           // id of the next item
	log       []*item       // every change: the item as it was then
	latest    map[int]int   // of each item: its last place in the log
	created   time.Time
	views     []*View
}

func newList(in *site, title string, columns []*column, at time.Time) *list {
	builtIn := func(name, kind string, readOnly bool) *column {
		return &column{ID: newID(), Name: name, DisplayName: name, ReadOnly: readOnly, kind: kind}
	}
	return &list{
		id: newID(), title: title, site: in, created: at, next: 1, items: map[int]*item{}, latest: map[int]int{},
		views: []*View{{Title: "All Items", file: "AllItems"}},
		columns: append([]*column{
			builtIn("Title", kindText, false), builtIn("ID", kindNumber, true), builtIn("Created", kindDateTime, true),
			builtIn("Modified", kindDateTime, true), builtIn("Author", kindPerson, true), builtIn("Editor", kindPerson, true),
		}, columns...),
	}
}

// AddList adds a list to a site and returns its id.
func (s *Server) AddList(siteID, title string, columns ...Column) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := s.sites[siteID]
	if in == nil {
		return "", fmt.Errorf("there is no site %s", siteID)
	}
	made := make([]*column, 0, len(columns))
	for _, c := range columns {
		added := &column{ID: newID(), Name: c.Name, DisplayName: c.Name, Indexed: c.Indexed, Unique: c.Unique, kind: c.Kind}
		if added.kind == "" {
			added.kind = kindText
		}
		if len(c.Choices) > 0 {
			added.facet = object{"choices": c.Choices}
		}
		if failed := added.sound(); failed != nil {
			return "", failed
		}
		made = append(made, added)
	}
	return s.addList(newList(in, title, made, s.now())).id, nil
}

func (s *Server) addList(l *list) *list {
	s.lists[l.id] = l
	l.site.lists = append(l.site.lists, l)
	return l
}

// Lists returns the ids of a site's lists by their titles.
func (s *Server) Lists(siteID string) map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ids := map[string]string{}
	if in := s.sites[siteID]; in != nil {
		for _, l := range in.lists {
			ids[l.title] = l.id
		}
	}
	return ids
}

// list finds the list of a call by id or title.
func (s *Server) list(c *call) (*list, *Failure) {
	in, failed := s.site(c)
	if failed != nil {
		return nil, failed
	}
	name := c.PathValue("list")
	for _, l := range in.lists {
		if l.id == name || strings.EqualFold(l.title, name) {
			return l, nil
		}
	}
	if name == informationList || name == in.known {
		return in.people(), nil
	}
	return nil, missing()
}

func (l *list) webURL() string { return l.site.url + "/Lists/" + l.title }

func (l *list) show() object {
	return object{
		"id": l.id, "name": l.title, "displayName": l.title, "webUrl": l.webURL(), "createdDateTime": l.created.Format(time.RFC3339),
		"list": object{"template": "genericList", "hidden": false, "contentTypesEnabled": false},
	}
}

func (s *Server) getLists(c *call) (answer, *Failure) {
	in, failed := s.site(c)
	if failed != nil {
		return answer{}, failed
	}
	all := make([]object, 0, len(in.lists))
	for _, l := range in.lists {
		all = append(all, l.show())
	}
	return c.page(s, all)
}

func (s *Server) getList(c *call) (answer, *Failure) {
	l, failed := s.list(c)
	if failed != nil {
		return answer{}, failed
	}
	shown := l.show()
	if slices.Contains(c.selected("$expand"), "columns") {
		shown["columns"] = l.columns
	}
	return ok(shown), nil
}

func (s *Server) createList(c *call) (answer, *Failure) {
	in, failed := s.site(c)
	if failed != nil {
		return answer{}, failed
	}
	var asked struct {
		DisplayName string          `json:"displayName"`
		Columns     []columnRequest `json:"columns"`
	}
	if failed := c.decode(&asked); failed != nil {
		return answer{}, failed
	}
	if asked.DisplayName == "" {
		return answer{}, invalid("The list has no displayName")
	}
	if slices.ContainsFunc(in.lists, func(l *list) bool { return strings.EqualFold(l.title, asked.DisplayName) }) {
		return answer{}, &Failure{
			Status: http.StatusConflict, Code: "nameAlreadyExists",
			Message: "The specified name already exists.",
		}
	}
	columns := make([]*column, 0, len(asked.Columns))
	for i := range asked.Columns {
		made, failed := asked.Columns[i].make()
		if failed != nil {
			return answer{}, failed
		}
		columns = append(columns, made)
	}
	return created(s.addList(newList(in, asked.DisplayName, columns, s.now())).show()), nil
}

func (s *Server) getColumns(c *call) (answer, *Failure) {
	l, failed := s.list(c)
	if failed != nil {
		return answer{}, failed
	}
	return ok(object{"value": l.columns}), nil
}

func (s *Server) createColumn(c *call) (answer, *Failure) {
	l, failed := s.list(c)
	if failed != nil {
		return answer{}, failed
	}
	var asked columnRequest
	if failed := c.decode(&asked); failed != nil {
		return answer{}, failed
	}
	made, failed := asked.make()
	if failed != nil {
		return answer{}, failed
	}
	if l.column(made.Name) != nil {
		return answer{}, &Failure{
			Status: http.StatusConflict, Code: "nameAlreadyExists",
			Message: "A column with the name '" + made.Name + "' already exists.",
		}
	}
	l.columns = append(l.columns, made)
	return created(made), nil
}

func (s *Server) patchColumn(c *call) (answer, *Failure) {
	l, failed := s.list(c)
	if failed != nil {
		return answer{}, failed
	}
	var asked columnRequest
	if failed := c.decode(&asked); failed != nil {
		return answer{}, failed
	}
	at := slices.IndexFunc(l.columns, func(known *column) bool {
		return known.ID == c.PathValue("column") || known.Name == c.PathValue("column")
	})
	if at < 0 {
		return answer{}, missing()
	}
	changed := *l.columns[at]
	changed.apply(&asked)
	if failed := changed.sound(); failed != nil {
		return answer{}, failed
	}
	if changed.Unique && l.repeats(changed.Name) {
		return answer{}, invalid("Column '%s' has duplicate values, so it can't enforce unique ones", changed.Name)
	}
	l.columns[at] = &changed
	return ok(&changed), nil
}

// column finds a column by its internal name.
func (l *list) column(name string) *column {
	for _, c := range l.columns {
		if strings.EqualFold(c.Name, name) {
			return c
		}
	}
	return nil
}

// repeats reports whether a value occurs twice in the column.
func (l *list) repeats(column string) bool {
	seen := map[string]bool{}
	for at := range maps.Values(l.items) {
		value := uniqueForm(at.fields[column])
		if value != "" && seen[value] {
			return true
		}
		seen[value] = true
	}
	return false
}

// uniqueForm is what two values have in common that count as the same. "" is never the same.
func uniqueForm(value any) string {
	if value == nil {
		return ""
	}
	return strings.ToLower(fmt.Sprint(value))
}
