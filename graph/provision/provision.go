// Package provision makes the help desk's SharePoint list, or adds what an existing one lacks: columns, choices, indexes,
// the unique key, and views where SharePoint lets it. It says what it will do before it does it, can be run again at any
// time, and never removes or renames anything.
package provision

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"deskhand/graph"
)

// Client is what is asked of Microsoft Graph.
type Client interface {
	Site(ctx context.Context, id string) (graph.Site, error)
	Lists(ctx context.Context, site string) ([]graph.List, error)
	List(ctx context.Context, ref graph.ListRef) (graph.List, error)
	CreateList(ctx context.Context, site, name, description string, columns []graph.Column) (graph.List, error)
	Columns(ctx context.Context, ref graph.ListRef) ([]graph.Column, error)
	CreateColumn(ctx context.Context, ref graph.ListRef, column graph.Column) error
	UpdateColumn(ctx context.Context, ref graph.ListRef, column graph.Column) error
	ItemChanges(ctx context.Context, ref graph.ListRef, link string) (graph.Changes, error)
}

// Wish is the list that there is to be.
type Wish struct {
	Site        string // as graph.site_id says it
	List        string // id of the list; empty: the one of that name, or a new one
	Name        string
	Description string
	Columns     []graph.Column
	Views       []graph.View // empty: none are looked for
}

// Plan is what there is, and what it lacks.
type Plan struct {
	Site   graph.Site
	List   graph.List // without an ID when it is to be made
	Steps  []Step     // what is missing; of a new list, nothing
	Faults []Fault    // what a person has to mend first

	Views   []graph.View // those wished for; without a WebURL while the list lacks it
	NoViews error        // why it lacks some, when SharePoint refuses; the list works without

	wish   Wish
	client Client
	views  ViewClient
}

// New looks at what there is, and changes nothing. A wish without views needs no client for them.
func New(ctx context.Context, client Client, views ViewClient, wish Wish) (*Plan, error) {
	p := &Plan{wish: wish, client: client, views: views, Views: slices.Clone(wish.Views)}
	var err error
	if p.Site, err = client.Site(ctx, wish.Site); err != nil {
		return nil, fmt.Errorf("looking for the site of graph.site_id: %w", err)
	}
	if err := p.find(ctx); err != nil {
		return nil, err
	}
	if p.IsNew() {
		return p, nil
	}
	if err := p.look(ctx); err != nil {
		return nil, err
	}
	p.lookAtViews(ctx)
	return p, nil
}

// find looks for the list by its id, else by its name.
func (p *Plan) find(ctx context.Context) (err error) {
	if p.wish.List != "" {
		p.List, err = p.client.List(ctx, graph.ListRef{Site: p.Site.ID, List: p.wish.List})
		if errors.Is(err, graph.ErrNotFound) {
			return fmt.Errorf("the site has no list %q; correct graph.list_id, or remove it to have a new list made", p.wish.List)
		}
		return err
	}
	lists, err := p.client.Lists(ctx, p.Site.ID)
	if err != nil {
		return fmt.Errorf("looking for a list named %q: %w", p.wish.Name, err)
	}
	for _, l := range lists {
		if strings.EqualFold(l.Name, p.wish.Name) { // as SharePoint compares them
			p.List = l
		}
	}
	return nil
}

// look finds out what the list lacks.
func (p *Plan) look(ctx context.Context) error {
	have, err := p.client.Columns(ctx, p.ref())
	if err != nil {
		return fmt.Errorf("reading the columns of %q: %w", p.List.Name, err)
	}
	p.Steps, p.Faults = Compare(have, p.wish.Columns)
	for _, step := range p.Steps {
		if !step.change || !step.column.Unique {
			continue
		}
		twice, err := p.duplicates(ctx, step.column.Name)
		if err != nil {
			return fmt.Errorf("looking for keys that occur twice: %w", err)
		}
		p.Faults = append(p.Faults, twice...)
	}
	return nil
}

// IsNew reports whether the list is to be made.
func (p *Plan) IsNew() bool { return p.List.ID == "" }

// Done reports whether nothing is left to do.
func (p *Plan) Done() bool { return p.works() && !slices.ContainsFunc(p.Views, isMissing) }

// works reports whether the list is there with all that tickets need.
func (p *Plan) works() bool { return !p.IsNew() && len(p.Steps) == 0 && len(p.Faults) == 0 }

// Words says what will be done, a line for each step.
func (p *Plan) Words() []string {
	var lines []string
	if p.IsNew() {
		lines = append(lines, fmt.Sprintf("make the list %q", p.wish.Name))
		for _, column := range p.wish.Columns {
			lines = append(lines, "  with "+describe(column))
		}
	}
	for _, step := range p.Steps {
		lines = append(lines, "add "+step.Lacks)
	}
	for _, view := range p.Views {
		if isMissing(view) {
			lines = append(lines, fmt.Sprintf("make the view %q", view.Title))
		}
	}
	return lines
}

// Carry does it, and tells of each step that is done. It looks again at what there is in the end: what SharePoint did not
// take is an error, but for views, of which NoViews tells. When it fails in the middle it can be run again.
func (p *Plan) Carry(ctx context.Context, told func(string)) error {
	if p.IsNew() {
		list, err := p.client.CreateList(ctx, p.Site.ID, p.wish.Name, p.wish.Description, p.wish.Columns)
		if err != nil {
			return fmt.Errorf("making the list %q: %w", p.wish.Name, err)
		}
		p.List = list
		told(fmt.Sprintf("made the list %q", list.Name))
		if err := p.look(ctx); err != nil { // SharePoint may leave out indexes of a list that it makes
			return err
		}
	}
	for _, step := range p.Steps {
		if err := p.add(ctx, step); err != nil {
			return fmt.Errorf("adding %s: %w", step.Lacks, err)
		}
		told("added " + step.Lacks)
	}
	if err := p.look(ctx); err != nil {
		return err
	}
	if !p.works() {
		return fmt.Errorf("SharePoint did not take everything; still missing: %s; run deskhand provision again",
			strings.Join(p.Words(), "; "))
	}
	p.makeViews(ctx, told)
	return nil
}

func (p *Plan) add(ctx context.Context, step Step) error {
	if step.change {
		return p.client.UpdateColumn(ctx, p.ref(), step.column)
	}
	return p.client.CreateColumn(ctx, p.ref(), step.column)
}

func (p *Plan) ref() graph.ListRef { return graph.ListRef{Site: p.Site.ID, List: p.List.ID} }
