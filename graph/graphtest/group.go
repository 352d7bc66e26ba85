package graphtest

import (
	"fmt"
	"slices"
)

// group is a security group of the directory.
type group struct {
	id, name string
	members  []string       // ids of users and groups, in the order in which they came
	is       map[string]int // of each that ever was a member: the last place in the log
	log      []membership
}

// membership is somebody who came, or went.
type membership struct {
	id   string
	gone bool
}

func groupRoutes() []route {
	readMembers := []string{"GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"}
	return []route{
		{pattern: "GET /groups/{group}", roles: readMembers, do: (*Server).getGroup},
		{pattern: "GET /groups/{group}/members", roles: readMembers, do: (*Server).getMembers},
		{pattern: "GET /groups/{group}/transitiveMembers", roles: readMembers, do: (*Server).getTransitiveMembers},
		{pattern: "GET /groups/delta", roles: readMembers, do: (*Server).getGroupDelta},
		{pattern: "GET /groups/delta()", roles: readMembers, do: (*Server).getGroupDelta},
	}
}

// AddGroup adds a group with its members, who are users or other groups, and returns its id.
func (s *Server) AddGroup(name string, members ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	made := &group{id: newID(), name: name, is: map[string]int{}}
	s.groups[made.id] = made
	made.add(members)
	return made.id
}

// AddMembers makes users or groups members of a group. Whoever is one already stays it.
func (s *Server) AddMembers(groupID string, ids ...string) error {
	return s.onGroup(groupID, func(g *group) { g.add(ids) })
}

// RemoveMembers takes members out of a group.
func (s *Server) RemoveMembers(groupID string, ids ...string) error {
	return s.onGroup(groupID, func(g *group) {
		for _, id := range ids {
			if g.has(id) {
				g.note(membership{id: id, gone: true})
				g.members = slices.DeleteFunc(g.members, func(member string) bool { return member == id })
			}
		}
	})
}

func (s *Server) onGroup(id string, do func(*group)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := s.groups[id]
	if g == nil {
		return fmt.Errorf("there is no group %s", id)
	}
	do(g)
	return nil
}

func (g *group) has(id string) bool {
	at, known := g.is[id]
	return known && !g.log[at].gone
}

func (g *group) add(ids []string) {
	for _, id := range ids {
		if !g.has(id) {
			g.note(membership{id: id})
			g.members = append(g.members, id)
		}
	}
}

func (g *group) note(m membership) {
	g.is[m.id] = len(g.log)
	g.log = append(g.log, m)
}

func (s *Server) group(c *call) (*group, *Failure) {
	if g := s.groups[c.PathValue("group")]; g != nil {
		return g, nil
	}
	return nil, unknown(c.PathValue("group"))
}

func (s *Server) getGroup(c *call) (answer, *Failure) {
	g, failed := s.group(c)
	if failed != nil {
		return answer{}, failed
	}
	return ok(object{"id": g.id, "displayName": g.name, "securityEnabled": true, "mailEnabled": false, "groupTypes": []string{}}), nil
}

func (s *Server) getMembers(c *call) (answer, *Failure) {
	g, failed := s.group(c)
	if failed != nil {
		return answer{}, failed
	}
	return s.showMembers(c, g.members)
}

func (s *Server) getTransitiveMembers(c *call) (answer, *Failure) {
	g, failed := s.group(c)
	if failed != nil {
		return answer{}, failed
	}
	var all []string
	seen := map[string]bool{}
	s.collect(g, seen, &all)
	return s.showMembers(c, all)
}

// collect adds the members of a group, and those of the groups in it.
func (s *Server) collect(g *group, seen map[string]bool, all *[]string) {
	for _, id := range g.members {
		if seen[id] {
			continue
		}
		seen[id] = true
		*all = append(*all, id)
		if inner := s.groups[id]; inner != nil {
			s.collect(inner, seen, all)
		}
	}
}

// member is how a member looks where only the id is told.
func (s *Server) member(id string) object {
	if s.groups[id] != nil {
		return object{"@odata.type": "#microsoft.graph.group", "id": id}
	}
	return object{"@odata.type": "#microsoft.graph.user", "id": id}
}

// getGroupDelta answers who came to a group and who went. It takes one group at a time, named by $filter.
func (s *Server) getGroupDelta(c *call) (answer, *Failure) {
	cond, failed := parseFilter(c.URL.Query().Get("$filter"))
	if failed != nil {
		return answer{}, failed
	}
	if len(cond) != 1 || cond[0].path != "id" || cond[0].op != "eq" {
		return answer{}, bad("graphtest follows one group: $filter=id eq '…'")
	}
	g := s.groups[fmt.Sprint(cond[0].literal)]
	if g == nil {
		return answer{}, unknown(fmt.Sprint(cond[0].literal))
	}
	from, failed := s.groupMark(c, g)
	if failed != nil {
		return answer{}, failed
	}
	members, at := []object{}, from.At
	for ; at < len(g.log) && len(members) < s.opts.PageSize; at++ {
		m := g.log[at]
		if g.is[m.id] != at || m.gone && from.First {
			continue
		}
		shown := s.member(m.id)
		if m.gone {
			shown["@removed"] = object{"reason": "deleted"}
		}
		members = append(members, shown)
	}
	value := []any{}
	if len(members) > 0 || from.First {
		value = append(value, object{"id": g.id, "members@delta": members})
	}
	body := object{"value": value}
	c.URL.RawQuery = without(c.URL.Query(), "$skiptoken", "$deltatoken").Encode()
	if at < len(g.log) {
		body["@odata.nextLink"] = c.link("$skiptoken", s.sealMark(mark{At: at, First: from.First}))
	} else {
		body["@odata.deltaLink"] = c.link("$deltatoken", s.seal(at))
	}
	return ok(body), nil
}

// groupMark is where the call goes on in the group's log.
func (s *Server) groupMark(c *call, g *group) (*mark, *Failure) {
	token := c.URL.Query().Get("$skiptoken") + c.URL.Query().Get("$deltatoken")
	switch token {
	case "":
		return &mark{First: true}, nil
	case "latest":
		return &mark{At: len(g.log)}, nil
	}
	from, failed := s.open(token)
	if failed == nil && from == nil {
		failed = c.resync("$skiptoken", "$deltatoken")
	}
	return from, failed
}
