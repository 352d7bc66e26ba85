package doctor_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"deskhand/graph"
	"deskhand/graph/doctor"
	"deskhand/internal/config"
)

// tenant answers as a tenant would in which everything is as it should be, but for what a test breaks.
type tenant struct {
	roles   []string
	columns []graph.Column
	members []string
	enabled bool
	views   []graph.View
	broken  map[string]error // by method
}

// columns is a list of two columns that does for a test.
func columns() []graph.Column {
	return []graph.Column{
		{ID: "1", Name: "TicketKey", Kind: graph.ColumnText, Indexed: true, Unique: true},
		{ID: "2", Name: "Status", Kind: graph.ColumnChoice, Choices: []string{"New", "Resolved"}, Indexed: true},
	}
}

// views are those of such a list.
func views() []graph.View { return []graph.View{{Title: "New"}, {Title: "Resolved"}} }

func healthy() *tenant {
	return &tenant{
		roles: []string{
			"Sites.Selected", "User.Read.All", "RoleManagement.Read.Directory", "Presence.Read.All", "ServiceHealth.Read.All",
			"GroupMember.Read.All", "TeamMember.Read.All", "Channel.ReadBasic.All", "TeamMember.ReadWriteNonOwnerRole.All",
			"ChannelMember.ReadWrite.All", "TeamsAppInstallation.ReadWriteSelfForUser.All", "AppCatalog.Read.All",
			"MailboxSettings.Read",
		},
		columns: columns(), members: []string{"kari"}, enabled: true, views: views(), broken: map[string]error{},
	}
}

func (s *tenant) Roles(context.Context) ([]string, error) { return s.roles, s.broken["Roles"] }

func (s *tenant) Site(context.Context, string) (graph.Site, error) {
	return graph.Site{ID: "s", WebURL: "https://contoso.sharepoint.com/sites/help"}, s.broken["Site"]
}

func (s *tenant) List(context.Context, graph.ListRef) (graph.List, error) {
	return graph.List{ID: "l", Name: "Tickets"}, s.broken["List"]
}

func (s *tenant) Columns(context.Context, graph.ListRef) ([]graph.Column, error) {
	return s.columns, s.broken["Columns"]
}

func (s *tenant) Views(context.Context, graph.Site, graph.List) ([]graph.View, error) {
	return s.views, s.broken["Views"]
}

func (s *tenant) User(_ context.Context, id string) (graph.User, error) {
	if err := s.broken["User"]; err != nil {
		return graph.User{}, err
	}
	if id != "ola" {
		return graph.User{}, &graph.Error{Operation: "read user", Status: 404, Code: "Request_ResourceNotFound"}
	}
	return graph.User{ID: id, Name: "Ola Nordmann", Enabled: s.enabled}, nil
}

func (s *tenant) GlobalAdministrators(context.Context) ([]graph.User, error) {
	return []graph.User{{ID: "admin"}}, s.broken["GlobalAdministrators"]
}

func (s *tenant) Presences(_ context.Context, ids []string) ([]graph.Presence, error) {
	return make([]graph.Presence, len(ids)), s.broken["Presences"]
}

func (s *tenant) ServiceIssues(context.Context) ([]graph.ServiceIssue, error) {
	return []graph.ServiceIssue{{ID: "MO1"}, {ID: "MO2", Resolved: true}}, s.broken["ServiceIssues"]
}

func (s *tenant) GroupMembers(_ context.Context, id string, each func([]string) error) error {
	if err := s.broken["GroupMembers "+id]; err != nil {
		return err
	}
	for page := range slices.Chunk(s.members, 1) {
		if err := each(page); err != nil {
			return err
		}
	}
	return nil
}

func (s *tenant) TeamMembers(_ context.Context, _ string, each func([]graph.Member) error) error {
	if err := s.broken["TeamMembers"]; err != nil {
		return err
	}
	return each([]graph.Member{{UserID: "kari"}})
}

func (s *tenant) Channel(context.Context, string, string) (graph.Channel, error) {
	return graph.Channel{ID: "c", Name: "Makers", Private: true}, s.broken["Channel"]
}

func (s *tenant) TeamsApp(context.Context, string) (string, error) {
	return "catalogue-id", s.broken["TeamsApp"]
}

// settings turn everything on that can be on at the same time.
func settings() config.Config {
	var c config.Config
	c.Graph = config.Graph{
		Enabled: true, Tickets: config.TicketsList, SiteID: "contoso.sharepoint.com:/sites/help", ListID: "l",
		HealthInterval: time.Minute, PeopleTTL: time.Hour, Mailbox: "help@contoso.com",
	}
	c.Desk.OnCall = []string{"ola"}
	c.Community = config.Community{
		Mode: "consent", Source: "group", TeamID: "t", ChannelID: "c", MakerGroupID: "makers", ExclusionGroupID: "never",
	}
	return c
}

// notified is an address that answers as the handler is told to.
func notified(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return server.URL + "/api/graph/notifications"
}

// examine runs the checks of Graph and returns what they found.
func examine(t *testing.T, c config.Config, s *tenant) (findings []doctor.Finding, healthy bool) {
	t.Helper()
	checks := doctor.Graph(c, doctor.Options{
		Client: s, Columns: columns(), Views: views(), Viewer: s, HTTP: http.DefaultClient, NewID: func() string { return "a token, to be repeated" },
	})
	healthy = doctor.Run(t.Context(), checks, func(f doctor.Finding) { findings = append(findings, f) })
	return findings, healthy
}
