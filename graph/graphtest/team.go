package graphtest

import (
	"maps"
	"net/http"
	"slices"
)

// Team is a team with its channels. Its first channel is General when none is given.
type Team struct {
	ID       string // "": made up
	Name     string
	Owners   []string // ids of users
	Members  []string
	Channels []Channel
}

// Channel is a channel of a team.
type Channel struct {
	ID      string // "": made up
	Name    string
	Kind    string   // standard, private or shared; "": standard
	Members []string // of one that is not standard
}

type team struct {
	Team
	added map[string]int // how often each was added over Graph
}

func teamRoutes() []route {
	const channels = " /teams/{team}/channels"
	addMembers := []string{"TeamMember.ReadWriteNonOwnerRole.All", "TeamMember.ReadWrite.All"}
	readChannels := []string{"Channel.ReadBasic.All", "ChannelSettings.Read.All"}
	addToChannel := []string{"ChannelMember.ReadWrite.All"}
	return []route{
		{pattern: "GET /teams/{team}", roles: []string{"Team.ReadBasic.All", "TeamSettings.Read.All", "Group.Read.All"}, do: (*Server).getTeam},
		{pattern: "GET /teams/{team}/members", roles: append([]string{"TeamMember.Read.All"}, addMembers...), do: (*Server).getTeamMembers},
		{pattern: "POST /teams/{team}/members/add", roles: addMembers, do: (*Server).addTeamMembers},
		{pattern: "GET" + channels, roles: readChannels, do: (*Server).getChannels},
		{pattern: "GET" + channels + "/{channel}", roles: readChannels, do: (*Server).getChannel},
		{
			pattern: "GET" + channels + "/{channel}/members", roles: append([]string{"ChannelMember.Read.All"}, addToChannel...),
			do: (*Server).getChannelMembers,
		},
		{pattern: "POST" + channels + "/{channel}/members", roles: addToChannel, do: (*Server).createChannelMember},
		{pattern: "POST" + channels + "/{channel}/members/add", roles: addToChannel, do: (*Server).addChannelMembers},
	}
}

// AddTeam adds a team and returns its id. Its channels are told by Channels.
func (s *Server) AddTeam(t Team) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.ID == "" {
		t.ID = newID()
	}
	if len(t.Channels) == 0 {
		t.Channels = []Channel{{Name: "General"}}
	}
	t.Owners, t.Members, t.Channels = slices.Clone(t.Owners), slices.Clone(t.Members), slices.Clone(t.Channels)
	for i := range t.Channels {
		c := &t.Channels[i]
		if c.ID == "" {
			c.ID = "19:" + newID() + "@thread.tacv2"
		}
		if c.Kind == "" {
			c.Kind = "standard"
		}
		c.Members = slices.Clone(c.Members)
	}
	s.teams[t.ID] = &team{Team: t, added: map[string]int{}}
	return t.ID
}

// Team returns a team as it stands; the zero value when there is none.
func (s *Server) Team(id string) Team {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.teams[id]
	if t == nil {
		return Team{}
	}
	shown := t.Team
	shown.Owners, shown.Members, shown.Channels = slices.Clone(t.Owners), slices.Clone(t.Members), slices.Clone(t.Channels)
	for i := range shown.Channels {
		shown.Channels[i].Members = slices.Clone(shown.Channels[i].Members)
	}
	return shown
}

// Added returns how often each user was added to a team over Graph, whatever came of it.
func (s *Server) Added(teamID string) map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.teams[teamID]; t != nil {
		return maps.Clone(t.added)
	}
	return nil
}

// LeaveTeam takes somebody out of a team, as if they had left.
func (s *Server) LeaveTeam(teamID, userID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.teams[teamID]; t != nil {
		t.Members = slices.DeleteFunc(t.Members, func(id string) bool { return id == userID })
	}
}

// FailMember makes Graph refuse to add a user to any team or channel, with this code; "" ends it.
func (s *Server) FailMember(userID, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused[userID] = code
}

func (s *Server) team(c *call) (*team, *Failure) {
	if t := s.teams[c.PathValue("team")]; t != nil {
		return t, nil
	}
	return nil, &Failure{Status: http.StatusNotFound, Code: "NotFound", Message: "No team found with Group id " + c.PathValue("team")}
}

func (s *Server) channel(c *call) (*team, *Channel, *Failure) {
	t, failed := s.team(c)
	if failed != nil {
		return nil, nil, failed
	}
	for i := range t.Channels {
		if t.Channels[i].ID == c.PathValue("channel") {
			return t, &t.Channels[i], nil
		}
	}
	return nil, nil, &Failure{Status: http.StatusNotFound, Code: "NotFound", Message: "Channel not found"}
}

func (s *Server) getTeam(c *call) (answer, *Failure) {
	t, failed := s.team(c)
	if failed != nil {
		return answer{}, failed
	}
	return ok(object{
		"id": t.ID, "displayName": t.Name, "description": nil, "visibility": "private", "isArchived": false, "tenantId": s.opts.Tenant,
	}), nil
}

func (ch *Channel) show(tenant string) object {
	return object{"id": ch.ID, "displayName": ch.Name, "membershipType": ch.Kind, "tenantId": tenant}
}

func (s *Server) getChannels(c *call) (answer, *Failure) {
	t, failed := s.team(c)
	if failed != nil {
		return answer{}, failed
	}
	all := []object{}
	for i := range t.Channels {
		all = append(all, t.Channels[i].show(s.opts.Tenant))
	}
	return c.page(s, all)
}

func (s *Server) getChannel(c *call) (answer, *Failure) {
	_, ch, failed := s.channel(c)
	if failed != nil {
		return answer{}, failed
	}
	return ok(ch.show(s.opts.Tenant)), nil
}
