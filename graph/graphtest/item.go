package graphtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Item is an item of a list, as a test sees it.
type Item struct {
	ID         string
	ETag       string
	Fields     map[string]any // by internal name; of a person column under its name and LookupId
	Created    time.Time
	Modified   time.Time
	CreatedBy  string // the user's id; "": the application
	ModifiedBy string
}

// item is one state of an item. It never changes: a change makes a new one.
type item struct {
	id                    int
	guid                  string
	version               int
	fields                object
	created, modified     time.Time
	createdBy, modifiedBy *User // nil: the application
	deleted               bool
}

func (it *item) etag() string { return fmt.Sprintf(`"%s,%d"`, it.guid, it.version) }

func itemRoutes() []route {
	const items = " /sites/{site}/lists/{list}/items"
	return []route{
		{pattern: "GET" + items, roles: readSites, do: (*Server).getItems},
		{pattern: "POST" + items, roles: writeItems, do: (*Server).createItem},
		{pattern: "GET" + items + "/{item}", roles: readSites, do: (*Server).getItem},
		{pattern: "DELETE" + items + "/{item}", roles: writeItems, do: (*Server).deleteItem},
		{pattern: "GET" + items + "/{item}/fields", roles: readSites, do: (*Server).getFields},
		{pattern: "PATCH" + items + "/{item}/fields", roles: writeItems, do: (*Server).patchFields},
		{pattern: "GET" + items + "/delta", roles: readSites, do: (*Server).getDelta},
		{pattern: "GET" + items + "/delta()", roles: readSites, do: (*Server).getDelta},
	}
}

// show is the item as Graph shows it.
func (s *Server) show(l *list, it *item, fields bool) object {
	if it.deleted {
		return object{"id": strconv.Itoa(it.id), "deleted": object{"state": "deleted"}}
	}
	shown := object{
		"@odata.etag": it.etag(), "eTag": it.etag(), "id": strconv.Itoa(it.id),
		"webUrl":          fmt.Sprintf("%s/%d_.000", l.webURL(), it.id),
		"createdDateTime": it.created.Format(time.RFC3339), "lastModifiedDateTime": it.modified.Format(time.RFC3339),
		"createdBy": s.identity(it.createdBy), "lastModifiedBy": s.identity(it.modifiedBy),
		"contentType": object{"id": "0x0100", "name": "Item"},
	}
	if fields {
		shown["fields@odata.context"] = s.server.URL + "/v1.0/$metadata#fields"
		values := l.showFields(it)
		values["@odata.etag"] = it.etag()
		shown["fields"] = values
	}
	return shown
}

// showFields are the fields with those that SharePoint adds.
func (l *list) showFields(it *item) object {
	shown := object{
		"id": strconv.Itoa(it.id), "ContentType": "Item", "Attachments": false,
		"Created": it.created.Format(time.RFC3339), "Modified": it.modified.Format(time.RFC3339),
		"AuthorLookupId": l.lookup(it.createdBy), "EditorLookupId": l.lookup(it.modifiedBy),
	}
	maps.Copy(shown, it.fields)
	return shown
}

// appLookup is the lookup id of the application, which is no user that anybody put there.
const appLookup = "1073741822"

func (l *list) lookup(u *User) string {
	if u == nil {
		return appLookup
	}
	return strconv.Itoa(l.site.userOf(u).id)
}

func (s *Server) identity(u *User) object {
	if u == nil {
		return object{"application": object{"id": s.opts.ClientID, "displayName": "Deskhand"}}
	}
	return object{"user": object{"id": u.ID, "displayName": u.Name}}
}

// change makes a new state of an item, notes it, and calls those who want to know.
func (s *Server) change(l *list, it *item) {
	if it.deleted {
		delete(l.items, it.id)
	} else {
		l.items[it.id] = it
	}
	l.latest[it.id] = len(l.log)
	l.log = append(l.log, it)
	s.notify(l)
}

func (s *Server) createItem(c *call) (answer, *Failure) {
	l, failed := s.list(c)
	if failed != nil {
		return answer{}, failed
	}
	var asked struct {
		Fields object `json:"fields"`
	}
	if failed := c.decode(&asked); failed != nil {
		return answer{}, failed
	}
	made, failed := s.create(l, asked.Fields, nil)
	if failed != nil {
		return answer{}, failed
	}
	return created(s.show(l, made, true)), nil
}

func (s *Server) create(l *list, written object, by *User) (*item, *Failure) {
	fields, failed := s.take(l, 0, object{}, written)
	if failed != nil {
		return nil, failed
	}
	now := s.now()
	made := &item{
		id: l.next, guid: newID(), version: 1, fields: fields, created: now, modified: now, createdBy: by, modifiedBy: by,
	}
	l.next++
	s.change(l, made)
	return made, nil
}

// edit writes fields over those of an item.
func (s *Server) edit(l *list, it *item, written object, by *User) (*item, *Failure) {
	fields, failed := s.take(l, it.id, it.fields, written)
	if failed != nil {
		return nil, failed
	}
	changed := *it
	changed.version++
	changed.fields, changed.modified, changed.modifiedBy = fields, s.now(), by
	s.change(l, &changed)
	return &changed, nil
}

func (s *Server) remove(l *list, it *item) {
	gone := *it
	gone.deleted = true
	s.change(l, &gone)
}

// item finds the item of a call. A condition that the call makes has to hold.
func (s *Server) item(c *call) (*list, *item, *Failure) {
	l, failed := s.list(c)
	if failed != nil {
		return nil, nil, failed
	}
	id, _ := strconv.Atoi(c.PathValue("item"))
	it := l.items[id]
	if it == nil {
		return nil, nil, missing()
	}
	want := c.Header.Get("If-Match")
	if c.Method != http.MethodGet && want != "" && want != "*" && want != it.etag() {
		return nil, nil, &Failure{
			Status: http.StatusPreconditionFailed, Code: "notAllowed",
			Message: "ETag does not match current item's value",
		}
	}
	return l, it, nil
}

func (s *Server) getItem(c *call) (answer, *Failure) {
	l, it, failed := s.item(c)
	if failed != nil {
		return answer{}, failed
	}
	return answer{
		status: http.StatusOK, header: http.Header{"Etag": {it.etag()}},
		body: s.show(l, it, slices.Contains(c.selected("$expand"), "fields")),
	}, nil
}

func (s *Server) getFields(c *call) (answer, *Failure) {
	l, it, failed := s.item(c)
	if failed != nil {
		return answer{}, failed
	}
	return ok(l.showFields(it)), nil
}

func (s *Server) deleteItem(c *call) (answer, *Failure) {
	l, it, failed := s.item(c)
	if failed != nil {
		return answer{}, failed
	}
	s.remove(l, it)
	return empty(http.StatusNoContent), nil
}

func (s *Server) patchFields(c *call) (answer, *Failure) {
	l, it, failed := s.item(c)
	if failed != nil {
		return answer{}, failed
	}
	written := object{}
	if err := json.Unmarshal(bodyOf(c.Request), &written); err != nil {
		return answer{}, bad("Unable to read JSON request payload. %v", err)
	}
	changed, failed := s.edit(l, it, written, nil)
	if failed != nil {
		return answer{}, failed
	}
	return ok(l.showFields(changed)), nil
}

func (s *Server) getItems(c *call) (answer, *Failure) {
	l, failed := s.list(c)
	if failed != nil {
		return answer{}, failed
	}
	keep, failed := l.filter(c)
	if failed != nil {
		return answer{}, failed
	}
	after, size, failed := c.position(s)
	if failed != nil {
		return answer{}, failed
	}
	fields := slices.Contains(c.selected("$expand"), "fields")
	value, last := []any{}, after
	for id := after + 1; id < l.next && len(value) < size; id++ {
		last = id
		if it := l.items[id]; it != nil && keep(it.fields) {
			value = append(value, s.show(l, it, fields))
		}
	}
	body := object{"value": value}
	if last+1 < l.next {
		body["@odata.nextLink"] = c.link("$skiptoken", s.seal(last))
	}
	return ok(body), nil
}

// filter reads the condition of a call on items. Only indexed columns may be asked for, unless the caller insists.
func (l *list) filter(c *call) (func(object) bool, *Failure) {
	cond, failed := parseFilter(c.URL.Query().Get("$filter"))
	if failed != nil {
		return nil, failed
	}
	insists := strings.Contains(c.Header.Get("Prefer"), "HonorNonIndexedQueriesWarningMayFailRandomly")
	for _, path := range cond.paths() {
		name, isField := strings.CutPrefix(path, "fields/")
		col := l.column(strings.TrimSuffix(name, "LookupId"))
		switch {
		case !isField || col == nil:
			return nil, invalid("Field '%s' is not recognized in $filter", path)
		case !col.Indexed && !insists:
			return nil, invalid("Field '%s' cannot be referenced in filter or orderby as it is not indexed. Provide the 'Prefer: "+
				"HonorNonIndexedQueriesWarningMayFailRandomly' header to allow this, but be warned that such queries may fail on "+
				"large lists.", name)
		}
	}
	return func(fields object) bool { return cond.holds(object{"fields": fields}) }, nil
}
