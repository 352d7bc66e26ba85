package provision

import (
	"context"
	"fmt"

	"deskhand/graph"
)

// ViewClient is what is asked of SharePoint's own interface, since Microsoft Graph has no views.
type ViewClient interface {
	Views(ctx context.Context, site graph.Site, list graph.List) ([]graph.View, error)
	EnsureView(ctx context.Context, site graph.Site, list graph.List, view graph.View) (graph.View, error)
}

func isMissing(view graph.View) bool { return view.WebURL == "" }

// lookAtViews finds out which views the list lacks. A list without views does its work, so a fault is noted and no error.
func (p *Plan) lookAtViews(ctx context.Context) {
	if len(p.Views) == 0 {
		return
	}
	have, err := p.views.Views(ctx, p.Site, p.List)
	if err != nil {
		p.Views, p.NoViews = nil, err
		return
	}
	for i, want := range p.Views {
		if found, ok := graph.FindView(have, want.Title); ok {
			p.Views[i] = found
		}
	}
}

// makeViews makes those that are missing, up to the first that SharePoint refuses.
func (p *Plan) makeViews(ctx context.Context, told func(string)) {
	for i, view := range p.Views {
		if !isMissing(view) {
			continue
		}
		made, err := p.views.EnsureView(ctx, p.Site, p.List, view)
		if err != nil {
			p.NoViews = err
			return
		}
		p.Views[i] = made
		told(fmt.Sprintf("made the view %q", made.Title))
	}
}
