package graphtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Failure is an answer that says what was wrong.
type Failure struct {
	Status  int
	Code    string // Graph's own
	Message string
	Header  http.Header // of the answer; may be nil
}

// Error says status, code and message.
func (f *Failure) Error() string { return fmt.Sprintf("%d %s: %s", f.Status, f.Code, f.Message) }

// invalid is SharePoint's answer to what it can't take.
func invalid(format string, args ...any) *Failure {
	return &Failure{Status: http.StatusBadRequest, Code: "invalidRequest", Message: fmt.Sprintf(format, args...)}
}

// bad is the directory's and Teams' answer to what they can't take.
func bad(format string, args ...any) *Failure {
	return &Failure{Status: http.StatusBadRequest, Code: "BadRequest", Message: fmt.Sprintf(format, args...)}
}

// missing is SharePoint's answer when there is no such thing.
func missing() *Failure {
	return &Failure{Status: http.StatusNotFound, Code: "itemNotFound", Message: "The resource could not be found."}
}

// unknown is the directory's answer when there is no such object.
func unknown(id string) *Failure {
	return &Failure{
		Status: http.StatusNotFound, Code: "Request_ResourceNotFound",
		Message: "Resource '" + id + "' does not exist or one of its queried reference-property objects are not present.",
	}
}

func writeFailure(w http.ResponseWriter, r *http.Request, f *Failure) {
	maps.Copy(w.Header(), f.Header)
	writeJSON(w, f.Status, object{"error": object{
		"code": f.Code, "message": f.Message,
		"innerError": object{
			"date": time.Now().UTC().Format("2006-01-02T15:04:05"), "request-id": w.Header().Get("Request-Id"),
			"client-request-id": r.Header.Get("Client-Request-Id"),
		},
	}})
}

// object is something in JSON.
type object = map[string]any

// call is a request to Graph as a handler sees it: by somebody whose permissions suffice.
type call struct {
	*http.Request
	by   claims
	base string // URL of Graph as the caller addresses it, without a slash at the end
}

// decode reads the body.
func (c *call) decode(into any) *Failure {
	if err := json.Unmarshal(bodyOf(c.Request), into); err != nil {
		return bad("Unable to read JSON request payload. %v", err)
	}
	return nil
}

// answer is what a handler answers when nothing was wrong. A nil body stays empty.
type answer struct {
	status int
	body   any
	header http.Header
}

func ok(body any) answer      { return answer{status: http.StatusOK, body: body} }
func created(body any) answer { return answer{status: http.StatusCreated, body: body} }
func empty(status int) answer { return answer{status: status} }

type handler func(s *Server, c *call) (answer, *Failure)

// route is one thing that Graph can be asked for.
type route struct {
	pattern string   // of http.ServeMux
	roles   []string // application permissions, each of which suffices, the least first
	do      handler  // holds the server's lock
	waits   bool     // do doesn't hold it
}

// newRoutes puts the tables of all parts together.
func (s *Server) newRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /common/discovery/instance", s.serveDiscovery)
	mux.HandleFunc("GET /{tenant}/v2.0/.well-known/openid-configuration", s.serveTenant)
	mux.HandleFunc("POST /{tenant}/oauth2/v2.0/token", s.serveToken)
	routes := slices.Concat(siteRoutes(), itemRoutes(), subscriptionRoutes(), userRoutes(), groupRoutes(), teamRoutes(),
		appRoutes(), healthRoutes(), auditRoutes(), mailRoutes())
	for _, r := range routes {
		mux.HandleFunc(r.pattern, func(w http.ResponseWriter, req *http.Request) { s.work(w, req, r) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		writeFailure(w, r, bad("Resource not found for the segment: graphtest has no %s %s", r.Method, r.URL.Path))
	})
	return mux
}

// work answers a request by its route.
func (s *Server) work(w http.ResponseWriter, r *http.Request, to route) {
	by, refused := s.holder(r)
	if refused == nil && !slices.ContainsFunc(to.roles, func(role string) bool { return slices.Contains(by.Roles, role) }) {
		refused = forbidden()
	}
	if refused != nil {
		writeFailure(w, r, refused)
		return
	}
	prefix, _ := r.Context().Value(baseKey{}).(string)
	c := &call{Request: r, by: by, base: s.server.URL + prefix}
	got, failed := s.do(c, to)
	if failed != nil {
		writeFailure(w, r, failed)
		return
	}
	maps.Copy(w.Header(), got.header)
	if got.body == nil {
		w.WriteHeader(got.status)
		return
	}
	writeJSON(w, got.status, got.body)
}

func (s *Server) do(c *call, to route) (answer, *Failure) {
	if to.waits {
		return to.do(s, c)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return to.do(s, c)
}

func forbidden() *Failure {
	return &Failure{
		Status: http.StatusForbidden, Code: "Authorization_RequestDenied",
		Message: "Insufficient privileges to complete the operation.",
	}
}

// selected are the values of a query option such as $select or $expand.
func (c *call) selected(option string) []string {
	if all := c.URL.Query().Get(option); all != "" {
		return strings.Split(all, ",")
	}
	return nil
}
