package graphtest

import (
	"net/http"
	"slices"
	"strings"
)

// sitesSelected is the permission of SharePoint's own interface that goes by the grants on sites, as Graph's does.
const sitesSelected = "Sites.Selected"

// isNative reports whether a path is one of SharePoint's own interface.
func isNative(path string) bool { return strings.Contains(path, "/_api/") }

// newNative is the table of SharePoint's own interface.
func (s *Server) newNative() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, do := range map[string]handler{
		"GET /sites/{site}/_api/web/{list}/views":      (*Server).getViews,
		"POST /sites/{site}/_api/web/{list}/views/add": (*Server).addView,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.workNative(w, r, do) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeNative(w, &Failure{
			Status: http.StatusNotFound, Code: "-1, Microsoft.SharePoint.Client.ResourceNotFoundException",
			Message: "Cannot find resource for the request: graphtest has no " + r.Method + " " + r.URL.Path,
		})
	})
	return mux
}

// SetSharePoint changes the application's permissions of SharePoint's own interface.
func (s *Server) SetSharePoint(roles ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.SharePoint = roles
}

// workNative answers a request whose token SharePoint takes.
func (s *Server) workNative(w http.ResponseWriter, r *http.Request, do handler) {
	by, refused := s.holder(r)
	if refused == nil && by.Proof != byAssertion {
		refused = &Failure{Message: "Unsupported app only token."}
	}
	if refused != nil {
		writeJSON(w, http.StatusUnauthorized, object{"error_description": refused.Message})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if by.Roles = s.opts.SharePoint; len(by.Roles) == 0 {
		writeJSON(w, http.StatusUnauthorized, object{"error_description": "The token has no permission of SharePoint."})
		return
	}
	got, failed := do(s, &call{Request: r, by: by, base: s.server.URL})
	if failed != nil {
		writeNative(w, failed)
		return
	}
	writeJSON(w, got.status, got.body)
}

// writeNative is a failure in SharePoint's own form.
func writeNative(w http.ResponseWriter, f *Failure) {
	writeJSON(w, f.Status, object{"odata.error": object{
		"code": f.Code, "message": object{"lang": "en-US", "value": f.Message},
	}})
}

// nativeList finds the list of a call, if the application may do there what it has in mind.
func (s *Server) nativeList(c *call) (*list, *Failure) {
	at := slices.IndexFunc(s.localSites(), func(st *site) bool { return strings.EqualFold(st.folder(), "/sites/"+c.PathValue("site")) })
	if at < 0 {
		return nil, &Failure{Status: http.StatusNotFound, Message: "404 FILE NOT FOUND"}
	}
	in := s.localSites()[at]
	if !grantlessly(c.by.Roles) && !in.permits(c.Request) {
		return nil, &Failure{
			Status: http.StatusForbidden, Code: "-2147024891, System.UnauthorizedAccessException",
			Message: "Access denied. You do not have permission to perform this action or access this resource.",
		}
	}
	for _, l := range in.lists {
		if c.PathValue("list") == "lists(guid'"+l.id+"')" {
			return l, nil
		}
	}
	return nil, &Failure{
		Status: http.StatusNotFound, Code: "-2130575322, Microsoft.SharePoint.SPException",
		Message: "List does not exist. The page you selected contains a list that does not exist. It may have been deleted by another user.",
	}
}

// localSites are the sites whose address is this server's, in the order of their ids.
func (s *Server) localSites() []*site {
	var local []*site
	for _, st := range s.sites {
		if st.Local {
			local = append(local, st)
		}
	}
	slices.SortFunc(local, func(a, b *site) int { return strings.Compare(a.ID, b.ID) })
	return local
}

// folder is where on its host a site is.
func (st *site) folder() string {
	_, folder, _ := strings.Cut(st.Path, ":")
	return folder
}
