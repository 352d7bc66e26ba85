package graphtest

import (
	"context"
	"crypto/rand"
	"net/http"
	"slices"
	"sync"
	"time"

	"deskhand/internal/loopback"
)

// What an application is called when Options don't say.
const (
	DefaultTenant = "7f9b2f4c-3c1e-4f0a-9d55-0d3f6a1c2b11"
	DefaultClient = "2b1f5c9e-6a44-4c07-8b5e-91d7f0a3c822"
	DefaultSecret = "secret-of-a-test"
)

// Options say how Graph is to be. The zero value speaks http on a free port, and grants every permission.
type Options struct {
	Listen       string                // address on this machine; "": 127.0.0.1 on a free port
	Certificate  *loopback.Certificate // for https, which azidentity insists on; nil: http
	Tenant       string                // "": DefaultTenant
	ClientID     string                // "": DefaultClient
	ClientSecret string                // "": DefaultSecret
	Roles        []string              // application permissions in tokens; nil: Permissions
	SharePoint   []string              // those of SharePoint's own interface; nil: Sites.Selected
	PageSize     int                   // most entries on one page, unless $top says less; 0: 200
	Repeat       bool                  // delta queries of lists show every change with the state of that time, not only the last
	Hyperlinks   bool                  // let hyperlink columns be written; Graph refuses that
	Polls        int                   // how often an audit query is asked for before it has succeeded; 0: 2
	Latency      time.Duration         // before every answer
	Now          func() time.Time
	Callback     *http.Client // calls the subscribers; nil: one that trusts what the machine trusts
	Spec         string       // file with the OpenAPI description; "": nothing is held against it
	Violation    func(error)  // told of each request and answer that the description doesn't allow; needed with Spec
}

// Server is Microsoft Graph and its login service. It is safe for concurrent use.
type Server struct {
	opts   Options
	server loopback.Server
	routes *http.ServeMux
	native *http.ServeMux // of SharePoint's own interface
	spec   *spec          // nil: none
	key    []byte

	calls    sync.WaitGroup // by callers, and to subscribers
	stopping context.Context
	stop     context.CancelFunc

	mu       sync.Mutex
	requests []Request
	faults   []*schedule
	state
}

// state is what Graph keeps. The server's lock guards it.
type state struct {
	latency time.Duration
	roles   []string
	epoch   int // of links: those of earlier ones have expired

	sites map[string]*site
	lists map[string]*list

	subscriptions        []*Subscription
	subscriptionsRefused bool

	users          map[string]*User
	principals     map[string]string // from the UPN in small letters to the id
	directoryRoles []*directoryRole

	groups    map[string]*group
	teams     map[string]*team
	refused   map[string]string // users who can't be added to teams, with the code that says why
	apps      []App
	installed map[string][]installation // by the id of the user

	issues       []Issue
	audit        []AuditRecord
	auditQueries map[string]*auditQuery
	mails        []Mail
}

// New starts a server. Close ends it.
func New(o Options) (*Server, error) {
	o.setDefaults()
	s := &Server{
		opts: o, key: []byte(rand.Text()),
		state: state{
			latency: o.Latency, roles: slices.Clone(o.Roles),
			sites: map[string]*site{}, lists: map[string]*list{},
			users: map[string]*User{}, principals: map[string]string{}, groups: map[string]*group{},
			teams: map[string]*team{}, refused: map[string]string{}, installed: map[string][]installation{},
			auditQueries: map[string]*auditQuery{},
		},
	}
	if o.Spec != "" {
		var err error
		if s.spec, err = loadSpec(o.Spec); err != nil {
			return nil, err
		}
	}
	s.stopping, s.stop = context.WithCancel(context.Background())
	s.routes, s.native = s.newRoutes(), s.newNative()
	if err := s.server.Start(o.Listen, o.Certificate, http.HandlerFunc(s.guard)); err != nil {
		return nil, err
	}
	return s, nil
}

func (o *Options) setDefaults() {
	text := func(value *string, otherwise string) {
		if *value == "" {
			*value = otherwise
		}
	}
	text(&o.Tenant, DefaultTenant)
	text(&o.ClientID, DefaultClient)
	text(&o.ClientSecret, DefaultSecret)
	if o.Roles == nil {
		o.Roles = Permissions()
	}
	if o.SharePoint == nil {
		o.SharePoint = []string{sitesSelected}
	}
	if o.PageSize == 0 {
		o.PageSize = 200
	}
	if o.Polls == 0 {
		o.Polls = 2
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Callback == nil {
		o.Callback = &http.Client{}
	}
	if o.Violation == nil {
		o.Violation = func(error) {}
	}
}

// Close ends the server, its connections and its calls to subscribers.
func (s *Server) Close() error {
	s.mu.Lock() // whoever holds it may be about to begin a call
	s.stop()
	s.mu.Unlock()
	err := s.server.Close()
	s.calls.Wait()
	return err
}

// URL is the address of the server, and of its login service, without a slash at the end.
func (s *Server) URL() string { return s.server.URL }

// GraphURL is the address of Graph with its version, without a slash at the end.
func (s *Server) GraphURL() string { return s.server.URL + "/v1.0" }

// SetLatency changes how long every answer takes.
func (s *Server) SetLatency(latency time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latency = latency
}

// now is the moment in UTC, to the second, which is how fine SharePoint's times are.
func (s *Server) now() time.Time { return s.opts.Now().UTC().Truncate(time.Second) }
