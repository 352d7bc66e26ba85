package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"deskhand/graph"
	"deskhand/internal/config"
	"deskhand/internal/identity"
)

// Client is what the checks ask Microsoft Graph.
type Client interface {
	lists
	people
	teams
	// Roles are the application permissions in the token.
	Roles(ctx context.Context) ([]string, error)
}

// Options are what the checks need besides the settings.
type Options struct {
	Client  Client
	Columns []graph.Column // what the help desk's list is to have
	Views   []graph.View   // the same
	Viewer  viewer         // asks SharePoint for them
	HTTP    *http.Client   // calls graph.notification_url as Graph does
	NewID   func() string
}

// SignIn is the check that everything else of Graph stands on.
const SignIn = "Graph sign-in"

// Graph are the checks of everything that Deskhand does with Microsoft Graph, in the order in which they make sense.
func Graph(c config.Config, o Options) []Check {
	if !c.Graph.Enabled {
		return []Check{{Name: "Microsoft Graph", Off: "graph.enabled: false"}}
	}
	g := checks{config: c, Options: o}
	var roles []string
	all := []Check{
		{Name: SignIn, Run: func(ctx context.Context) (found []Finding) {
			var err error
			if roles, err = o.Client.Roles(ctx); err != nil {
				return g.failed(err, "")
			}
			return One(OK, fmt.Sprintf("the token has %d permissions", len(roles)), "")
		}},
		{Name: "permissions", Needs: []string{SignIn}, Run: func(context.Context) []Finding { return Permissions(c, roles) }},
	}
	for _, f := range Features() {
		for _, check := range g.of(f.Name, &roles) {
			check.Off = f.Off(c)
			check.Needs = append(check.Needs, SignIn)
			all = append(all, check)
			if check.Off != "" {
				break // one line is enough for what is off
			}
		}
	}
	return all
}

// checks are the checks of one installation.
type checks struct {
	Options
	config config.Config
}

// of are the checks of a feature. What the token carries is known when they run.
func (g checks) of(feature string, roles *[]string) []Check {
	one := func(run func(context.Context) []Finding) []Check { return []Check{{Name: feature, Run: run}} }
	switch feature {
	case FeatureList:
		return []Check{
			{Name: FeatureList, Run: g.list},
			{Name: "columns", Needs: []string{FeatureList}, Run: g.columns},
		}
	case FeatureViews:
		return []Check{{Name: FeatureViews, Needs: []string{FeatureList}, Run: g.views}}
	case FeatureNotifications:
		return one(g.notifications)
	case FeatureMail:
		return one(func(context.Context) []Finding { return g.mail(*roles) })
	case FeaturePeople:
		return one(g.people)
	case FeatureAdmins:
		return one(g.administrators)
	case FeatureOnCall:
		return one(g.onCall)
	case FeatureHealth:
		return one(g.health)
	case FeatureMakers:
		return one(g.group("community.maker_group_id", g.config.Community.MakerGroupID))
	case FeatureExclusion:
		return one(g.group("community.exclusion_group_id", g.config.Community.ExclusionGroupID))
	case FeatureAudit:
		return one(func(context.Context) []Finding {
			return One(OK, "not tried: asking the audit log takes minutes, and leaves a query behind", "")
		})
	case FeatureTeam:
		return one(g.team)
	case FeatureChannel:
		return one(g.channel)
	case FeatureInvite:
		return one(g.catalogue)
	}
	return nil
}

// failed is a call to Graph that failed. What an administrator can do is advised for a thing that isn't there; for
// everything else Graph's answer says it.
func (g checks) failed(err error, advice string) []Finding {
	e, ok := errors.AsType[*graph.Error](err)
	if !ok {
		return One(Fail, err.Error(), advice)
	}
	switch {
	case errors.Is(err, graph.ErrUnauthorized):
		advice = "check graph.tenant_id, graph.client_id and the credential"
	case errors.Is(err, graph.ErrForbidden):
		advice = "grant " + cmp.Or(e.Permission, "the permission named above") + ", and have an administrator consent"
	case errors.Is(err, graph.ErrNoToken):
		advice = "see whether graph.authority " + identity.Reach
	case errors.Is(err, graph.ErrUnavailable):
		advice = "try again in a minute; if it stays, see whether graph.base_url can be reached from here"
	}
	return One(Fail, describe(e), advice)
}

// describe says what went wrong without the advice that the error itself has.
func describe(e *graph.Error) string {
	parts := []string{e.Operation}
	if e.Status != 0 {
		parts = append(parts, strings.TrimSpace(fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))))
	} else if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	for _, part := range []string{e.Code, strings.TrimRight(e.Message, ". \r\n")} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	text := strings.Join(parts, ": ")
	if e.RequestID != "" {
		text += " (request " + e.RequestID + ")"
	}
	return text
}
