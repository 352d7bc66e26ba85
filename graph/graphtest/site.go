package graphtest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Site is a SharePoint site.
type Site struct {
	ID    string // hostname,site-collection-id,site-id; "": made up for the host name of Path
	Name  string
	Path  string // host:/sites/name; "": contoso.sharepoint.com:/sites/ and Name
	Local bool   // its address is this server's, where SharePoint's own interface can be reached too; false: that of Path
	Grant string // what the application may do with Sites.Selected: "", read, write, owner (also manage) or fullcontrol
}

type site struct {
	Site
	url   string
	known string      // id of the list of users
	users []*siteUser // by lookup id, from 1 on
	lists []*list
}

// siteUser is somebody as the User Information List has them.
type siteUser struct {
	id                int
	userID, upn, mail string
	name              string
}

func siteRoutes() []route {
	return []route{
		{pattern: "GET /sites/{site}", roles: readSites, do: (*Server).getSite},
		{pattern: "GET /sites/{site}/permissions", roles: readGrants, do: (*Server).getGrants},
		{pattern: "GET /sites/{site}/lists", roles: readSites, do: (*Server).getLists},
		{pattern: "POST /sites/{site}/lists", roles: makeLists, do: (*Server).createList},
		{pattern: "GET /sites/{site}/lists/{list}", roles: readSites, do: (*Server).getList},
		{pattern: "GET /sites/{site}/lists/{list}/columns", roles: readSites, do: (*Server).getColumns},
		{pattern: "POST /sites/{site}/lists/{list}/columns", roles: makeLists, do: (*Server).createColumn},
		{pattern: "PATCH /sites/{site}/lists/{list}/columns/{column}", roles: makeLists, do: (*Server).patchColumn},
	}
}

// AddSite adds a site and returns its id.
func (s *Server) AddSite(added Site) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if added.Path == "" {
		added.Path = "contoso.sharepoint.com:/sites/" + added.Name
	}
	host, folder, _ := strings.Cut(added.Path, ":")
	if added.ID == "" {
		added.ID = host + "," + newID() + "," + newID()
	}
	origin := "https://" + host
	if added.Local {
		origin = s.server.URL
	}
	s.sites[added.ID] = &site{Site: added, url: origin + folder, known: newID()}
	return added.ID
}

// Grant changes what the application may do on a site with Sites.Selected.
func (s *Server) Grant(siteID, role string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.sites[siteID]
	if found == nil {
		return fmt.Errorf("there is no site %s", siteID)
	}
	found.Grant = role
	return nil
}

// AddSiteUser makes a user of the directory known to a site, as their first visit does, and returns the lookup id that
// person columns have.
func (s *Server) AddSiteUser(siteID, userID string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, user := s.sites[siteID], s.user(userID)
	if found == nil || user == nil {
		return 0, fmt.Errorf("there is no site %s or no user %s", siteID, userID)
	}
	return found.userOf(user).id, nil
}

// userOf is the site's record of a user, which is made when there is none.
func (st *site) userOf(u *User) *siteUser {
	for _, known := range st.users {
		if known.userID == u.ID {
			return known
		}
	}
	made := &siteUser{id: len(st.users) + 1, userID: u.ID, upn: u.UPN, mail: u.Mail, name: u.Name}
	st.users = append(st.users, made)
	return made
}

// site finds the site of a call, if the application may do there what it has in mind.
func (s *Server) site(c *call) (*site, *Failure) {
	id := c.PathValue("site")
	found := s.sites[id]
	for _, candidate := range s.sites {
		if found == nil && strings.EqualFold(candidate.Path, id) {
			found = candidate
		}
	}
	if found == nil {
		return nil, missing()
	}
	if grantlessly(c.by.Roles) || found.permits(c.Request) {
		return found, nil
	}
	return nil, &Failure{Status: http.StatusForbidden, Code: "accessDenied", Message: "Access denied"}
}

// permits reports whether the grant on the site suffices.
func (st *site) permits(r *http.Request) bool {
	grants := []string{"read", "write", "owner", "fullcontrol"}
	needs := "read"
	switch {
	case r.Method == http.MethodGet:
	case strings.Contains(r.Pattern, "/items"):
		needs = "write"
	default:
		needs = "owner"
	}
	return slices.Index(grants, st.Grant) >= slices.Index(grants, needs)
}

func (s *Server) getSite(c *call) (answer, *Failure) {
	found, failed := s.site(c)
	if failed != nil {
		return answer{}, failed
	}
	host, _, _ := strings.Cut(found.Path, ":")
	return ok(object{
		"id": found.ID, "name": found.Name, "displayName": found.Name, "webUrl": found.url,
		"siteCollection": object{"hostname": host},
	}), nil
}

func (s *Server) getGrants(c *call) (answer, *Failure) {
	found, failed := s.site(c)
	if failed != nil {
		return answer{}, failed
	}
	value := []any{}
	if found.Grant != "" {
		who := object{"application": object{"id": s.opts.ClientID, "displayName": "Deskhand"}}
		value = append(value, object{
			"id": "aTowaS50fG1zLnNwLmV4dHw", "roles": []string{found.Grant},
			"grantedToIdentities": []any{who}, "grantedToIdentitiesV2": []any{who},
		})
	}
	return ok(object{"value": value}), nil
}

// informationList is the list of a site's users, which SharePoint keeps by itself.
const informationList = "User Information List"

// people is the list of the site's users as it stands.
func (st *site) people() *list {
	made := newList(st, informationList, []*column{
		{Name: "EMail", kind: kindText}, {Name: "UserName", kind: kindText}, {Name: "Name", kind: kindText},
	}, time.Time{})
	made.id = st.known
	for _, u := range st.users {
		made.next = u.id + 1
		made.items[u.id] = &item{id: u.id, guid: strconv.Itoa(u.id), version: 1, fields: object{
			"Title": u.name, "EMail": u.mail, "UserName": u.upn, "Name": "i:0#.f|membership|" + strings.ToLower(u.upn),
		}}
	}
	return made
}

// newID makes up a GUID.
func newID() string { return uuid.NewString() }
