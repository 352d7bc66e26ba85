package graphtest

import (
	"net/http"
	"slices"
	"strings"
)

// User is a person in the directory.
type User struct {
	ID         string // "": made up
	Name       string
	UPN        string // user principal name
	Mail       string // "": the UPN
	Department string
	JobTitle   string
	Language   string // preferred, such as nb-NO
	TimeZone   string // of the mailbox, as Exchange names it; "": there is no mailbox
	Manager    string // id of another user
	Disabled   bool   // the account can't sign in

	Availability string // of the presence; "": Offline
	Activity     string // "": the availability
}

func userRoutes() []route {
	return []route{
		{pattern: "GET /users/{user}", roles: readUsers, do: (*Server).getUser},
		{pattern: "GET /users/{user}/manager", roles: readUsers, do: (*Server).getManager},
		{pattern: "POST /communications/getPresencesByUserId", roles: []string{"Presence.Read.All"}, do: (*Server).getPresences},
		{pattern: "GET /directoryRoles", roles: readRoles, do: (*Server).getDirectoryRoles},
		{pattern: "GET /directoryRoles/{role}/members", roles: readRoles, do: (*Server).getDirectoryRoleMembers},
	}
}

// AddUser adds a person to the directory, or changes the one with the same id, and returns the id.
func (s *Server) AddUser(u User) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.ID == "" {
		u.ID = newID()
	}
	if u.Mail == "" {
		u.Mail = u.UPN
	}
	if old := s.users[u.ID]; old != nil {
		delete(s.principals, strings.ToLower(old.UPN))
	}
	s.users[u.ID] = &u
	s.principals[strings.ToLower(u.UPN)] = u.ID
	return u.ID
}

// DeleteUser removes a person from the directory. Sites that know them still do.
func (s *Server) DeleteUser(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.users, id)
}

// User returns a person by id or UPN, and whether there is such a one.
func (s *Server) User(id string) (User, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u := s.user(id); u != nil {
		return *u, true
	}
	return User{}, false
}

// user finds somebody by id or UPN; nil: nobody.
func (s *Server) user(id string) *User {
	if u := s.users[id]; u != nil {
		return u
	}
	return s.users[s.principals[strings.ToLower(id)]]
}

// usual are the properties of a user that Graph shows when it isn't told which.
var usual = []string{
	"businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage",
	"surname", "userPrincipalName",
}

// orNull is a text as JSON has it that can be missing.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// show is the person with those of the properties that were asked for.
func (u *User) show(selected []string) object {
	given, surname, _ := strings.Cut(u.Name, " ")
	all := object{
		"businessPhones": []string{}, "displayName": u.Name, "givenName": orNull(given), "surname": orNull(surname), "id": u.ID,
		"jobTitle": orNull(u.JobTitle), "mail": orNull(u.Mail), "mobilePhone": nil, "officeLocation": nil,
		"preferredLanguage": orNull(u.Language), "userPrincipalName": u.UPN, "department": orNull(u.Department),
		"accountEnabled": !u.Disabled, "userType": "Member",
	}
	if selected == nil {
		selected = usual
	}
	shown := object{"@odata.type": "#microsoft.graph.user"}
	for _, name := range selected {
		if value, known := all[name]; known {
			shown[name] = value
		}
	}
	return shown
}

func (s *Server) getUser(c *call) (answer, *Failure) {
	u := s.user(c.PathValue("user"))
	if u == nil {
		return answer{}, unknown(c.PathValue("user"))
	}
	selected := c.selected("$select")
	shown := u.show(selected)
	delete(shown, "@odata.type")
	if slices.Contains(selected, "mailboxSettings") {
		if failed := u.openMailbox(c.by); failed != nil {
			return answer{}, failed
		}
		shown["mailboxSettings"] = object{"timeZone": u.TimeZone}
	}
	return ok(shown), nil
}

// openMailbox says what keeps the caller from the person's mailbox. Whatever else was asked for isn't answered then either.
func (u *User) openMailbox(by claims) *Failure {
	if !slices.ContainsFunc(readMailboxes, func(role string) bool { return slices.Contains(by.Roles, role) }) {
		return &Failure{
			Status: http.StatusForbidden, Code: "ErrorAccessDenied", Message: "Access is denied. Check credentials and try again.",
		}
	}
	if u.TimeZone == "" {
		return &Failure{
			Status: http.StatusNotFound, Code: "MailboxNotEnabledForRESTAPI",
			Message: "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
		}
	}
	return nil
}

func (s *Server) getManager(c *call) (answer, *Failure) {
	u := s.user(c.PathValue("user"))
	if u == nil {
		return answer{}, unknown(c.PathValue("user"))
	}
	manager := s.users[u.Manager]
	if manager == nil {
		return answer{}, unknown("manager")
	}
	return ok(manager.show(c.selected("$select"))), nil
}

// maxPresences is how many people can be asked about at once.
const maxPresences = 650

func (s *Server) getPresences(c *call) (answer, *Failure) {
	var asked struct {
		IDs []string `json:"ids"`
	}
	if failed := c.decode(&asked); failed != nil {
		return answer{}, failed
	}
	if len(asked.IDs) == 0 || len(asked.IDs) > maxPresences {
		return answer{}, bad("The number of ids must be between 1 and %d.", maxPresences)
	}
	value := []any{}
	for _, id := range asked.IDs {
		u := s.users[id]
		if u == nil {
			continue
		}
		availability, activity := u.Availability, u.Activity
		if availability == "" {
			availability = "Offline"
		}
		if activity == "" {
			activity = availability
		}
		value = append(value, object{"id": id, "availability": availability, "activity": activity})
	}
	return ok(object{"value": value}), nil
}

// GlobalAdministrator is the template of the role of that name, the same in every tenant.
const GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10"

// directoryRole is a role that was activated.
type directoryRole struct {
	id, template string
	members      []string
}

// SetRoleMembers says who has a role of the directory, and activates it.
func (s *Server) SetRoleMembers(template string, userIDs ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.directoryRoles, func(r *directoryRole) bool { return r.template == template })
	if at < 0 {
		s.directoryRoles = append(s.directoryRoles, &directoryRole{id: newID(), template: template})
		at = len(s.directoryRoles) - 1
	}
	s.directoryRoles[at].members = slices.Clone(userIDs)
}

func (s *Server) getDirectoryRoles(c *call) (answer, *Failure) {
	all := []object{}
	for _, r := range s.directoryRoles {
		all = append(all, object{"id": r.id, "roleTemplateId": r.template, "displayName": "Role " + r.template})
	}
	return c.page(s, all)
}

func (s *Server) getDirectoryRoleMembers(c *call) (answer, *Failure) {
	asked := c.PathValue("role")
	template, byTemplate := strings.CutPrefix(asked, "roleTemplateId=")
	template = strings.Trim(template, "'")
	for _, r := range s.directoryRoles {
		if r.id == asked || byTemplate && r.template == template {
			return s.showMembers(c, r.members)
		}
	}
	return answer{}, unknown(asked)
}

// showMembers answers with people of the directory, page by page.
func (s *Server) showMembers(c *call, ids []string) (answer, *Failure) {
	return c.pageOf(s, len(ids), func(i int) object {
		if u := s.users[ids[i]]; u != nil {
			return u.show(c.selected("$select"))
		}
		return s.member(ids[i])
	})
}
