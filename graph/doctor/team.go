package doctor

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"deskhand/graph"
)

// teams is what the checks ask about groups, teams and apps.
type teams interface {
	GroupMembers(ctx context.Context, id string, each func([]string) error) error
	TeamMembers(ctx context.Context, team string, each func([]graph.Member) error) error
	Channel(ctx context.Context, team, channel string) (graph.Channel, error)
	TeamsApp(ctx context.Context, externalID string) (string, error)
}

// errEnough ends a listing whose beginning says all that is wanted.
var errEnough = errors.New("enough was read")

// group reads a group until somebody is found.
func (g checks) group(setting, id string) func(context.Context) []Finding {
	return func(ctx context.Context) []Finding {
		err := g.Client.GroupMembers(ctx, id, func(ids []string) error {
			if len(ids) > 0 {
				return errEnough
			}
			return nil
		})
		switch {
		case errors.Is(err, errEnough):
			return One(OK, "the group's members can be read", "")
		case err != nil:
			return g.failed(err, "check "+setting)
		}
		return One(Warn, "nobody is in the group", "check "+setting)
	}
}

func (g checks) team(ctx context.Context) []Finding {
	err := g.Client.TeamMembers(ctx, g.config.Community.TeamID, func([]graph.Member) error { return errEnough })
	if err != nil && !errors.Is(err, errEnough) {
		return g.failed(err, "check community.team_id")
	}
	return One(OK, "the team's members can be read", "")
}

func (g checks) channel(ctx context.Context) []Finding {
	channel, err := g.Client.Channel(ctx, g.config.Community.TeamID, g.config.Community.ChannelID)
	if err != nil {
		return g.failed(err, "check community.channel_id and community.team_id")
	}
	if channel.Private {
		return One(OK, fmt.Sprintf("%q is there; makers are added to it as well, since it is private or shared", channel.Name), "")
	}
	return One(OK, fmt.Sprintf("%q is there", channel.Name), "")
}

// catalogue looks for the app that is installed for those who are invited. The id in its manifest is the bot's.
func (g checks) catalogue(ctx context.Context) []Finding {
	_, err := g.Client.TeamsApp(ctx, cmp.Or(g.config.Bot.AppID, g.config.Graph.ClientID))
	switch {
	case errors.Is(err, graph.ErrNotFound) && g.config.Bot.AppID == "":
		return One(Fail, "bot.app_id is empty, and the bot's app is found by it", "set bot.app_id")
	case errors.Is(err, graph.ErrNotFound):
		return One(Fail, "the bot's app is not in the organisation's catalogue",
			"upload the package of deskhand manifest in the Teams admin center, under Manage apps")
	case err != nil:
		return g.failed(err, "")
	}
	return One(OK, "the bot's app is in the organisation's catalogue; adding people was not tried", "")
}
