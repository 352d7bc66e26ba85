package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"deskhand/graph"
)

// viewer is what the check of views asks SharePoint's own interface.
type viewer interface {
	Views(ctx context.Context, site graph.Site, list graph.List) ([]graph.View, error)
}

// views looks for the views by status. Tickets do without them, so nothing about them is a failure.
func (g checks) views(ctx context.Context) []Finding {
	site, err := g.Client.Site(ctx, g.config.Graph.SiteID)
	if err != nil {
		return g.refused(err, "check graph.site_id")
	}
	have, err := g.Viewer.Views(ctx, site, graph.List{ID: g.config.Graph.ListID})
	if failed, ok := errors.AsType[*graph.Error](err); ok {
		return One(Warn, describe(failed), cmp.Or(failed.Advice, "try again in a minute"))
	}
	if err != nil {
		return One(Warn, err.Error(), "")
	}
	var missing []string
	for _, want := range g.Views {
		if _, ok := graph.FindView(have, want.Title); !ok {
			missing = append(missing, want.Title)
		}
	}
	if len(missing) > 0 {
		return One(Warn, "missing: "+strings.Join(missing, ", "), "run deskhand provision, if you want them")
	}
	return One(OK, fmt.Sprintf("%d views by status are there", len(g.Views)), "")
}
