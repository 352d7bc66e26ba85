package graphtest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// App is an app in the organisation's catalogue of Teams.
type App struct {
	ID         string // in the catalogue; "": made up
	ExternalID string // of the manifest
	Name       string
}

// installation is an app that somebody has.
type installation struct {
	id   string
	app  App
	chat string
}

func appRoutes() []route {
	const installed = " /users/{user}/teamwork/installedApps"
	install := []string{"TeamsAppInstallation.ReadWriteSelfForUser.All", "TeamsAppInstallation.ReadWriteForUser.All"}
	read := slices.Insert(slices.Clone(install), 1, "TeamsAppInstallation.ReadForUser.All")
	return []route{
		{pattern: "GET /appCatalogs/teamsApps", roles: []string{"AppCatalog.Read.All", "AppCatalog.ReadWrite.All"}, do: (*Server).getApps},
		{pattern: "GET" + installed, roles: read, do: (*Server).getInstalled},
		{pattern: "POST" + installed, roles: install, do: (*Server).install},
		{pattern: "GET" + installed + "/{installation}/chat", roles: read, do: (*Server).getInstalledChat},
	}
}

// AddApp adds an app to the catalogue and returns its id there.
func (s *Server) AddApp(a App) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.ID == "" {
		a.ID = newID()
	}
	s.apps = append(s.apps, a)
	return a.ID
}

// Installed returns the chats of the apps that a user has, by the ids of the apps in the catalogue.
func (s *Server) Installed(userID string) map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	chats := map[string]string{}
	for _, i := range s.installed[userID] {
		chats[i.app.ID] = i.chat
	}
	return chats
}

func (a App) show() object {
	return object{"id": a.ID, "externalId": a.ExternalID, "displayName": a.Name, "distributionMethod": "organization"}
}

func (s *Server) getApps(c *call) (answer, *Failure) {
	all := []object{}
	for _, a := range s.apps {
		all = append(all, a.show())
	}
	return c.page(s, all)
}

// owner is the user of a call.
func (s *Server) owner(c *call) (*User, *Failure) {
	if u := s.user(c.PathValue("user")); u != nil {
		return u, nil
	}
	return nil, unknown(c.PathValue("user"))
}

func (s *Server) getInstalled(c *call) (answer, *Failure) {
	u, failed := s.owner(c)
	if failed != nil {
		return answer{}, failed
	}
	cond, failed := parseFilter(c.URL.Query().Get("$filter"))
	if failed != nil {
		return answer{}, failed
	}
	all := []object{}
	for _, i := range s.installed[u.ID] {
		if !cond.holds(object{"id": i.id, "teamsApp": i.app.show()}) {
			continue
		}
		shown := object{"id": i.id}
		if slices.Contains(c.selected("$expand"), "teamsApp") {
			shown["teamsApp"] = i.app.show()
		}
		all = append(all, shown)
	}
	return c.pageOf(s, len(all), func(i int) object { return maps.Clone(all[i]) })
}

// install installs an app for somebody. Graph answers nothing but that it is done.
func (s *Server) install(c *call) (answer, *Failure) {
	u, failed := s.owner(c)
	if failed != nil {
		return answer{}, failed
	}
	var asked struct {
		App string `json:"teamsApp@odata.bind"`
	}
	if failed := c.decode(&asked); failed != nil {
		return answer{}, failed
	}
	_, id, found := strings.Cut(asked.App, "/appCatalogs/teamsApps/")
	at := slices.IndexFunc(s.apps, func(a App) bool { return a.ID == id })
	if !found || at < 0 {
		return answer{}, &Failure{
			Status: http.StatusNotFound, Code: "NotFound",
			Message: "The teamsApp '" + asked.App + "' is not in the catalogue.",
		}
	}
	if slices.ContainsFunc(s.installed[u.ID], func(i installation) bool { return i.app.ID == id }) {
		return answer{}, &Failure{Status: http.StatusConflict, Code: "Conflict", Message: "The app is already installed."}
	}
	s.installed[u.ID] = append(s.installed[u.ID], installation{
		id: newID(), app: s.apps[at], chat: "19:" + u.ID + "_" + s.apps[at].ExternalID + "@unq.gbl.spaces",
	})
	return empty(http.StatusCreated), nil
}

func (s *Server) getInstalledChat(c *call) (answer, *Failure) {
	u, failed := s.owner(c)
	if failed != nil {
		return answer{}, failed
	}
	for _, i := range s.installed[u.ID] {
		if i.id == c.PathValue("installation") {
			return ok(object{"id": i.chat, "chatType": "oneOnOne", "topic": nil, "tenantId": s.opts.Tenant}), nil
		}
	}
	return answer{}, &Failure{Status: http.StatusNotFound, Code: "NotFound", Message: "The installation is not there."}
}
