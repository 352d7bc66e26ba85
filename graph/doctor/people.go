package doctor

import (
	"context"
	"errors"
	"fmt"

	"deskhand/graph"
)

// people is what the checks ask about people and services.
type people interface {
	User(ctx context.Context, id string) (graph.User, error)
	GlobalAdministrators(ctx context.Context) ([]graph.User, error)
	Presences(ctx context.Context, ids []string) ([]graph.Presence, error)
	ServiceIssues(ctx context.Context) ([]graph.ServiceIssue, error)
}

// nobody is an object id that no one has: who may read people is told that there is no such person.
const nobody = "00000000-0000-0000-0000-000000000000"

func (g checks) people(ctx context.Context) []Finding {
	if _, err := g.Client.User(ctx, nobody); err != nil && !errors.Is(err, graph.ErrNotFound) {
		return g.failed(err, "")
	}
	return One(OK, "the directory can be read", "")
}

func (g checks) administrators(ctx context.Context) []Finding {
	admins, err := g.Client.GlobalAdministrators(ctx)
	switch {
	case errors.Is(err, graph.ErrForbidden):
		return One(Warn, "the global administrators can't be read", "grant RoleManagement.Read.Directory if they are to be told")
	case err != nil:
		return g.failed(err, "")
	}
	return One(OK, fmt.Sprintf("they can be read; there are %d", len(admins)), "")
}

func (g checks) onCall(ctx context.Context) []Finding {
	var found []Finding
	for _, id := range g.config.Desk.OnCall {
		user, err := g.Client.User(ctx, id)
		switch {
		case errors.Is(err, graph.ErrForbidden): // people are told of elsewhere
		case err != nil:
			found = append(found, g.failed(err, "correct desk.on_call: "+id)...)
		case !user.Enabled:
			found = append(found, Finding{
				Level: Warn, Detail: fmt.Sprintf("the account of %s can't sign in", user.Name), Advice: "correct desk.on_call: " + id,
			})
		}
	}
	presences, err := g.Client.Presences(ctx, g.config.Desk.OnCall)
	if err != nil {
		return append(found, g.failed(err, "check desk.on_call")...)
	}
	if len(found) == 0 {
		return One(OK, fmt.Sprintf("presence of %d people can be read", len(presences)), "")
	}
	return found
}

func (g checks) health(ctx context.Context) []Finding {
	issues, err := g.Client.ServiceIssues(ctx)
	if err != nil {
		return g.failed(err, "")
	}
	open := 0
	for _, issue := range issues {
		if !issue.Resolved {
			open++
		}
	}
	return One(OK, fmt.Sprintf("Microsoft tells of %d open issues", open), "")
}
