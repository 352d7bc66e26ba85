package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"deskhand/graph/graphtest"
)

//go:embed page.html
var pageHTML string

// page shows the organisation to people, and lets them work in it.
type page struct {
	*http.ServeMux
	look *template.Template

	mu  sync.Mutex // guards org
	org *organisation
}

func newPage(org *organisation) *page {
	p := &page{ServeMux: http.NewServeMux(), org: org, look: template.Must(template.New("page").Parse(pageHTML))}
	p.HandleFunc("GET /{$}", p.show)
	p.HandleFunc("POST /items/{item}", p.edit)
	p.HandleFunc("POST /items/{item}/delete", p.remove)
	p.HandleFunc("POST /outage", p.outage)
	return p
}

// agent is somebody of the help desk.
type agent struct {
	ID, Name string
	Lookup   string // id on the site, as person columns have it
	You      bool
}

// ticket is a row of the table.
type ticket struct {
	ID     string
	Fields map[string]any
	Title  string
	By     string // who changed it last
	At     string

	AnswerBy, SolveBy string // due times; "": none
}

// view is what the page shows.
type view struct {
	Problem    string
	You        string
	Agents     []agent
	HasList    bool
	Views      []string // of the list, by title
	Tickets    []ticket
	Statuses   []string
	Priorities []string
	Editable   []string
	Outage     bool
	Community  []string
	Requests   []request
}

func (p *page) show(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	v := view{
		Problem: r.URL.Query().Get("problem"), Agents: p.org.staff(r.URL.Query().Get("as")), Outage: p.org.outage(),
		Statuses:   []string{"New", "In progress", "Waiting", "Resolved", "Withdrawn"},
		Priorities: []string{"1 Critical", "2 High", "3 Normal", "4 Low"}, Community: p.org.community(),
		Editable: editable,
	}
	for _, a := range v.Agents {
		if a.You {
			v.You = a.ID
		}
	}
	list := p.org.tickets()
	v.HasList = list != ""
	for _, item := range slices.Backward(p.org.graph.Items(list)) {
		v.Tickets = append(v.Tickets, p.org.ticket(item))
	}
	for _, made := range p.org.graph.Views(list) {
		v.Views = append(v.Views, made.Title)
	}
	v.Requests = latest(p.org.graph.Requests())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = p.look.Execute(w, v) // fails when the reader is gone
}

// staff are the people of the help desk; one of them is whoever looks at the page.
func (o *organisation) staff(you string) []agent {
	var all []agent
	for i, id := range o.agents {
		u, _ := o.graph.User(id)
		lookup, err := o.graph.AddSiteUser(o.site, id)
		if err != nil {
			continue // they were removed from the directory
		}
		all = append(all, agent{ID: id, Name: u.Name, Lookup: strconv.Itoa(lookup), You: id == you || you == "" && i == 0})
	}
	return all
}

func (o *organisation) community() []string {
	var names []string
	for _, id := range o.graph.Team(o.team).Members {
		u, _ := o.graph.User(id)
		names = append(names, u.Name)
	}
	return names
}

func (o *organisation) ticket(item graphtest.Item) ticket {
	by := "Deskhand"
	if u, known := o.graph.User(item.ModifiedBy); known {
		by = u.Name
	}
	return ticket{
		ID: item.ID, Fields: item.Fields, By: by, At: item.Modified.Local().Format(time.TimeOnly),
		Title:    fmt.Sprint(item.Fields["Title"]),
		AnswerBy: local(item.Fields["ResponseDue"]), SolveBy: local(item.Fields["ResolutionDue"]),
	}
}

// local is a time of the list on the clock of this machine; "" when there is none.
func local(value any) string {
	text, _ := value.(string)
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return at.Local().Format("Mon 2 Jan 15:04")
}

// editable are the columns that the page can change.
var editable = []string{"Status", "Priority", "AssigneeLookupId", "Resolution", "Comment"}

// edit writes what the person changed. The form says what it showed, so that what changed meanwhile stays.
func (p *page) edit(w http.ResponseWriter, r *http.Request) {
	p.change(w, r, func(list, item, by string) error {
		if _, found := p.org.graph.Item(list, item); !found {
			return fmt.Errorf("item %s is gone", item)
		}
		changed := map[string]any{}
		for _, name := range editable {
			if value := r.PostFormValue(name); r.PostForm.Has(name) && value != r.PostFormValue("was."+name) {
				changed[name] = strings.ReplaceAll(value, "\r\n", "\n") // forms send the former
			}
		}
		if len(changed) == 0 {
			return nil
		}
		return p.org.graph.EditItem(list, item, changed, by)
	})
}

func (p *page) remove(w http.ResponseWriter, r *http.Request) {
	p.change(w, r, func(list, item, _ string) error { return p.org.graph.DeleteItem(list, item) })
}

func (p *page) outage(w http.ResponseWriter, r *http.Request) {
	p.change(w, r, func(string, string, string) error {
		p.org.toggleOutage(time.Now())
		return nil
	})
}

// change does something to an item of the list, and shows the page again.
func (p *page) change(w http.ResponseWriter, r *http.Request, do func(list, item, by string) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	back := url.Values{"as": {r.PostFormValue("as")}}
	if err := do(p.org.tickets(), r.PathValue("item"), r.PostFormValue("as")); err != nil {
		back.Set("problem", err.Error())
	}
	http.Redirect(w, r, "/?"+back.Encode(), http.StatusSeeOther)
}
