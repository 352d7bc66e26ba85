package graphtest

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// View is a view of a list.
type View struct {
	Title   string
	Query   string   // in CAML
	Columns []string // internal names

	id, file string
}

// Views returns the views of a list, in the order in which they were made. Each list has All Items from the beginning.
func (s *Server) Views(listID string) []View {
	s.mu.Lock()
	defer s.mu.Unlock()
	var views []View
	if l := s.lists[listID]; l != nil {
		for _, v := range l.views {
			views = append(views, *v)
		}
	}
	return views
}

// AddView makes a view as a person does.
func (s *Server) AddView(listID string, v View) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lists[listID]
	if l == nil {
		return fmt.Errorf("there is no list %s", listID)
	}
	if failed := l.addView(&v); failed != nil {
		return failed
	}
	return nil
}

func (s *Server) getViews(c *call) (answer, *Failure) {
	l, failed := s.nativeList(c)
	if failed != nil {
		return answer{}, failed
	}
	value := make([]object, len(l.views))
	for i, v := range l.views {
		value[i] = l.showView(v)
		for name := range value[i] {
			if chosen := c.selected("$select"); chosen != nil && !slices.Contains(chosen, name) {
				delete(value[i], name)
			}
		}
	}
	return ok(object{"value": value}), nil
}

func (s *Server) addView(c *call) (answer, *Failure) {
	l, failed := s.nativeList(c)
	if failed != nil {
		return answer{}, failed
	}
	var asked struct {
		Parameters struct {
			Title, Query string
			ViewFields   struct {
				Results []string `json:"results"`
			}
		} `json:"parameters"`
	}
	if kind := c.Header.Get("Content-Type"); kind != "application/json;odata=verbose" {
		return answer{}, argument("The property 'results' does not exist: the content type is " + kind)
	}
	if failed := c.decode(&asked); failed != nil {
		return answer{}, argument(failed.Message)
	}
	made := &View{Title: asked.Parameters.Title, Query: asked.Parameters.Query, Columns: asked.Parameters.ViewFields.Results}
	if failed := l.addView(made); failed != nil {
		return answer{}, failed
	}
	return ok(l.showView(made)), nil
}

// argument is SharePoint's answer to what it can't take.
func argument(message string) *Failure {
	return &Failure{Status: http.StatusBadRequest, Code: "-2147024809, System.ArgumentException", Message: message}
}

// addView adds a view. That there is one of the same title is no hindrance; the second has another file.
func (l *list) addView(v *View) *Failure {
	if strings.TrimSpace(v.Title) == "" {
		return argument("You must specify a non-blank value for Title.")
	}
	named, err := columnsIn(v.Query)
	if err != nil {
		return argument("One or more field types are not installed properly: " + err.Error())
	}
	for _, name := range append(named, v.Columns...) {
		if l.column(name) == nil && name != "LinkTitle" {
			return argument("Column '" + name + "' does not exist. It may have been deleted by another user.")
		}
	}
	v.id, v.file = newID(), v.Title
	for n := 1; slices.ContainsFunc(l.views, func(there *View) bool { return strings.EqualFold(there.file, v.file) }); n++ {
		v.file = fmt.Sprint(v.Title, n)
	}
	l.views = append(l.views, v)
	return nil
}

func (l *list) showView(v *View) object {
	return object{
		"Id": v.id, "Title": v.Title, "ViewQuery": v.Query, "PersonalView": false, "Hidden": false,
		"ServerRelativeUrl": l.site.folder() + "/Lists/" + l.title + "/" + v.file + ".aspx",
	}
}

// columnsIn are the columns that a query names.
func columnsIn(query string) (names []string, err error) {
	for decoder := xml.NewDecoder(strings.NewReader("<Query>" + query + "</Query>")); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return names, nil
		}
		if err != nil {
			return nil, err
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "FieldRef" {
			for _, attribute := range start.Attr {
				if attribute.Name.Local == "Name" {
					names = append(names, attribute.Value)
				}
			}
		}
	}
}
