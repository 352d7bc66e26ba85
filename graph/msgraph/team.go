package msgraph

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/teams"

	"deskhand/graph"
)

// membersAtOnce is how many people can be added to a team by one request, and most is as many as fit on a page.
const (
	membersAtOnce = 200
	mostMembers   = int32(999)
)

func (c *Client) teamBuilder(team string) *teams.TeamItemRequestBuilder {
	return teams.NewTeamsRequestBuilderInternal(map[string]string{}, c.adapter).ByTeamId(team)
}

func (c *Client) onTeam(name, permission, team string, ids ...string) operation {
	return operation{name: name, service: c.team(team), permission: permission, ids: append(ids, team)}
}

// TeamMembers hands out the members of the team, a page at a time. It ends with the error of each, or its own.
func (c *Client) TeamMembers(ctx context.Context, team string, each func([]graph.Member) error) error {
	most := mostMembers
	first := &teams.ItemMembersRequestBuilderGetRequestConfiguration{
		QueryParameters: &teams.ItemMembersRequestBuilderGetQueryParameters{Top: &most},
	}
	get := func(ctx context.Context, link string) (models.ConversationMemberCollectionResponseable, error) {
		builder := c.teamBuilder(team).Members()
		if link != "" {
			return builder.WithUrl(link).Get(ctx, nil)
		}
		return builder.Get(ctx, first)
	}
	op := c.onTeam("read members of team", "TeamMember.Read.All", team)
	op.safe = true
	return pages(ctx, c, op, get, func(p models.ConversationMemberCollectionResponseable) error {
		return each(membersOf(p.GetValue()))
	})
}

// AddTeamMembers adds people to the team and says for each of them how it went; that Graph took the request says nothing
// about anybody. When it fails altogether, the results are those of the requests before. Whoever is in the team already
// should not be added again: reports differ on what comes of that.
func (c *Client) AddTeamMembers(ctx context.Context, team string, userIDs []string) ([]graph.MemberResult, error) {
	var results []graph.MemberResult
	for chunk := range slices.Chunk(userIDs, membersAtOnce) {
		values := make([]models.ConversationMemberable, len(chunk))
		for i, id := range chunk {
			values[i] = c.newMember(id)
		}
		body := teams.NewItemMembersAddPostRequestBody()
		body.SetValues(values)
		op := c.onTeam("add members to team", "TeamMember.ReadWriteNonOwnerRole.All", team, chunk...)
		got, err := ask(ctx, c, op, func(ctx context.Context) (teams.ItemMembersAddPostResponseable, error) {
			return c.teamBuilder(team).Members().Add().PostAsAddPostResponse(ctx, body, nil)
		})
		if err != nil {
			return results, err
		}
		results = append(results, c.resultsOf(op, chunk, got.GetValue())...)
	}
	return results, nil
}

// newMember is an ordinary member, by the object id.
func (c *Client) newMember(userID string) *models.AadUserConversationMember {
	member := models.NewAadUserConversationMember()
	member.SetRoles([]string{})
	member.SetAdditionalData(map[string]any{"user@odata.bind": c.base.String() + "/users(" + quoted(userID) + ")"})
	return member
}

// resultsOf puts the answers in the order of the questions. About whom nothing is said, nothing is known.
func (c *Client) resultsOf(op operation, userIDs []string, parts []models.ActionResultPartable) []graph.MemberResult {
	said := map[string]models.ActionResultPartable{}
	for _, part := range parts {
		if member, ok := part.(models.AadUserConversationMemberResultable); ok {
			said[strings.ToLower(text(member.GetUserId()))] = part
		} else if part != nil {
			if id, ok := plain(part.GetAdditionalData()["userId"]).(string); ok {
				said[strings.ToLower(id)] = part
			}
		}
	}
	results := make([]graph.MemberResult, len(userIDs))
	for i, id := range userIDs {
		results[i].UserID = id
		part, ok := said[strings.ToLower(id)]
		switch {
		case !ok:
			results[i].Err = c.fail(op, answer{}, errors.New("the answer doesn't mention them"))
		case part.GetError() != nil:
			results[i].Err = memberFault(op, part.GetError())
		}
	}
	return results
}

// memberFault has no status of its own: the code says what would have been one.
func memberFault(op operation, e models.PublicErrorable) *graph.Error {
	failed := &graph.Error{
		Operation: "add member to team", Status: http.StatusBadRequest, Code: text(e.GetCode()), Message: text(e.GetMessage()),
		Permission: op.permission,
	}
	switch code := strings.ToLower(failed.Code); {
	case strings.Contains(code, "notfound"):
		failed.Status = http.StatusNotFound
	case strings.Contains(code, "forbidden"), strings.Contains(code, "denied"):
		failed.Status = http.StatusForbidden
	case strings.Contains(code, "conflict"), strings.Contains(code, "exists"):
		failed.Status = http.StatusConflict
	case strings.Contains(code, "toomany"), strings.Contains(code, "throttl"):
		failed.Status = http.StatusTooManyRequests
	}
	return failed
}

// Channel is the channel of the team.
func (c *Client) Channel(ctx context.Context, team, channel string) (graph.Channel, error) {
	op := c.onTeam("read channel", "Channel.ReadBasic.All", team, channel)
	op.safe = true
	got, err := ask(ctx, c, op, func(ctx context.Context) (models.Channelable, error) {
		return c.teamBuilder(team).Channels().ByChannelId(channel).Get(ctx, nil)
	})
	if err != nil {
		return graph.Channel{}, err
	}
	kind := got.GetMembershipType()
	return graph.Channel{
		ID: text(got.GetId()), Name: text(got.GetDisplayName()),
		Private: kind != nil && *kind != models.STANDARD_CHANNELMEMBERSHIPTYPE,
	}, nil
}

// ChannelMembers hands out the members of the channel, a page at a time. It ends with the error of each, or its own.
func (c *Client) ChannelMembers(ctx context.Context, team, channel string, each func([]graph.Member) error) error {
	get := func(ctx context.Context, link string) (models.ConversationMemberCollectionResponseable, error) {
		builder := c.teamBuilder(team).Channels().ByChannelId(channel).Members()
		if link != "" {
			return builder.WithUrl(link).Get(ctx, nil)
		}
		return builder.Get(ctx, nil)
	}
	op := c.onTeam("read members of channel", "ChannelMember.Read.All", team, channel)
	op.safe = true
	return pages(ctx, c, op, get, func(p models.ConversationMemberCollectionResponseable) error {
		return each(membersOf(p.GetValue()))
	})
}

// AddChannelMember adds somebody who is in the team to a private or shared channel of it. ErrExists: they are in it.
func (c *Client) AddChannelMember(ctx context.Context, team, channel, userID string) error {
	op := c.onTeam("add member to channel", "ChannelMember.ReadWrite.All", team, channel, userID)
	return c.call(ctx, op, func(ctx context.Context) error {
		_, err := c.teamBuilder(team).Channels().ByChannelId(channel).Members().Post(ctx, c.newMember(userID), nil)
		return err
	})
}

func membersOf(list []models.ConversationMemberable) []graph.Member {
	var members []graph.Member
	for _, m := range list {
		if m == nil {
			continue
		}
		member := graph.Member{ID: text(m.GetId()), Name: text(m.GetDisplayName()), Owner: slices.Contains(m.GetRoles(), "owner")}
		if known, ok := m.(models.AadUserConversationMemberable); ok {
			member.UserID = text(known.GetUserId())
		} else {
			member.UserID, _ = plain(m.GetAdditionalData()["userId"]).(string)
		}
		members = append(members, member)
	}
	return members
}
