package graphtest

import (
	"encoding/base64"
	"net/http"
	"regexp"
	"slices"
)

// conversationMember is how a member of a team or channel looks.
func (s *Server) conversationMember(where, userID string, roles ...string) object {
	shown := object{
		"@odata.type": "#microsoft.graph.aadUserConversationMember", "userId": userID, "tenantId": s.opts.Tenant,
		"id": base64.StdEncoding.EncodeToString([]byte(where + "##" + userID)), "roles": append([]string{}, roles...),
		"visibleHistoryStartDateTime": "0001-01-01T00:00:00Z",
	}
	if u := s.users[userID]; u != nil {
		shown["displayName"], shown["email"] = u.Name, orNull(u.Mail)
	}
	return shown
}

func (s *Server) getTeamMembers(c *call) (answer, *Failure) {
	t, failed := s.team(c)
	if failed != nil {
		return answer{}, failed
	}
	return c.pageOf(s, len(t.Owners)+len(t.Members), func(i int) object {
		if i < len(t.Owners) {
			return s.conversationMember(t.ID, t.Owners[i], "owner")
		}
		return s.conversationMember(t.ID, t.Members[i-len(t.Owners)])
	})
}

func (s *Server) getChannelMembers(c *call) (answer, *Failure) {
	t, ch, failed := s.channel(c)
	switch {
	case failed != nil:
		return answer{}, failed
	case ch.Kind == "standard":
		return s.getTeamMembers(c)
	}
	return c.pageOf(s, len(ch.Members), func(i int) object { return s.conversationMember(t.ID+ch.ID, ch.Members[i]) })
}

// newMember is somebody to add.
type newMember struct {
	Type  string   `json:"@odata.type"`
	User  string   `json:"user@odata.bind"`
	Roles []string `json:"roles"`
}

var boundUser = regexp.MustCompile(`/users(?:\('([^']+)'\)|/([^/']+))$`)

// id is the id or UPN of the user who is bound; "" when none is, or not as a member.
func (m newMember) id() string {
	bound := boundUser.FindStringSubmatch(m.User)
	if bound == nil || m.Type != "#microsoft.graph.aadUserConversationMember" && m.Type != "microsoft.graph.aadUserConversationMember" {
		return ""
	}
	return bound[1] + bound[2]
}

// maxMembers is how many can be added at once.
const maxMembers = 200

// addAll adds people one by one with add, and answers for each.
func (s *Server) addAll(c *call, add func(userID string)) (answer, *Failure) {
	var asked struct {
		Values []newMember `json:"values"`
	}
	if failed := c.decode(&asked); failed != nil {
		return answer{}, failed
	}
	if len(asked.Values) == 0 || len(asked.Values) > maxMembers {
		return answer{}, bad("The number of members to add must be between 1 and %d.", maxMembers)
	}
	status, results := http.StatusOK, []any{}
	for _, m := range asked.Values {
		id := m.id()
		if id == "" {
			return answer{}, bad("Each member needs @odata.type and user@odata.bind.")
		}
		if slices.Contains(m.Roles, "owner") && !slices.Contains(c.by.Roles, "TeamMember.ReadWrite.All") {
			return answer{}, &Failure{Status: http.StatusForbidden, Code: "Forbidden", Message: "Owners need TeamMember.ReadWrite.All."}
		}
		result := object{"@odata.type": "#microsoft.graph.aadUserConversationMemberResult", "userId": id, "error": nil}
		if code, message := s.refuses(id); code != "" {
			status = http.StatusMultiStatus
			result["error"] = object{"code": code, "message": message}
		} else {
			result["userId"] = s.user(id).ID
			add(s.user(id).ID)
		}
		results = append(results, result)
	}
	return answer{status: status, body: object{"value": results}}, nil
}

// refuses says why somebody can't be added; "" when they can.
func (s *Server) refuses(id string) (code, message string) {
	u := s.user(id)
	if u == nil {
		return "NotFound", "Failed to find user with id " + id
	}
	if code := s.refused[u.ID]; code != "" {
		return code, "The user can't be added."
	}
	return "", ""
}

func (s *Server) addTeamMembers(c *call) (answer, *Failure) {
	t, failed := s.team(c)
	if failed != nil {
		return answer{}, failed
	}
	return s.addAll(c, func(id string) {
		t.added[id]++
		if !slices.Contains(t.Owners, id) && !slices.Contains(t.Members, id) {
			t.Members = append(t.Members, id)
		}
	})
}

// closedChannel is the channel of a call that has members of its own.
func (s *Server) closedChannel(c *call) (*team, *Channel, *Failure) {
	t, ch, failed := s.channel(c)
	if failed == nil && ch.Kind == "standard" {
		failed = bad("Members can be added to private and shared channels only.")
	}
	return t, ch, failed
}

func (s *Server) addChannelMembers(c *call) (answer, *Failure) {
	_, ch, failed := s.closedChannel(c)
	if failed != nil {
		return answer{}, failed
	}
	return s.addAll(c, ch.add)
}

func (ch *Channel) add(id string) {
	if !slices.Contains(ch.Members, id) {
		ch.Members = append(ch.Members, id)
	}
}

func (s *Server) createChannelMember(c *call) (answer, *Failure) {
	t, ch, failed := s.closedChannel(c)
	if failed != nil {
		return answer{}, failed
	}
	var asked newMember
	if failed := c.decode(&asked); failed != nil {
		return answer{}, failed
	}
	id := asked.id()
	if id == "" {
		return answer{}, bad("The member needs @odata.type and user@odata.bind.")
	}
	if code, message := s.refuses(id); code != "" {
		return answer{}, &Failure{Status: http.StatusBadRequest, Code: code, Message: message}
	}
	id = s.user(id).ID
	if ch.Kind == "private" && !slices.Contains(t.Owners, id) && !slices.Contains(t.Members, id) {
		return answer{}, bad("%s is no member of the team.", id)
	}
	ch.add(id)
	return created(s.conversationMember(t.ID+ch.ID, id)), nil
}
