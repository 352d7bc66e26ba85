package doctor_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/doctor"
	"deskhand/internal/config"
)

func TestAllIsWell(t *testing.T) {
	t.Parallel()
	c := settings()
	c.Graph.NotificationURL = notified(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(w, r.URL.Query().Get("validationToken"))
	})
	s := healthy()
	s.roles = append(s.roles, "Sites.ReadWrite.All")
	findings, well := examine(t, c, s)
	assert.True(t, well)
	for _, f := range findings {
		switch f.Check {
		case doctor.FeatureMail, doctor.FeatureAudit:
			assert.Equal(t, doctor.Off, f.Level, f)
		default:
			assert.Equal(t, doctor.OK, f.Level, f)
		}
		assert.NotEmpty(t, f.Detail)
	}
	assert.Len(t, findings, 2+len(doctor.Features())+1, "sign-in, permissions, and a line for each feature; the list has two")
}

// forbidden is what Graph says to an application without a permission.
func forbidden() error {
	return &graph.Error{Operation: "read it", Status: 403, Code: "accessDenied", Message: "Access denied.", RequestID: "r-1"}
}

func missing() error { return &graph.Error{Operation: "read it", Status: 404, Code: "itemNotFound"} }

func TestEachFailureSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change  func(*config.Config)
		spoil   func(*tenant)
		check   string
		level   doctor.Level
		detail  string
		advice  string
		skipped []string
	}{
		"no token": {
			spoil: func(s *tenant) {
				s.broken["Roles"] = &graph.Error{Operation: "sign in", Err: fmt.Errorf("%w: the secret has expired", graph.ErrUnauthorized)}
			},
			check: "Graph sign-in", level: doctor.Fail, detail: "the secret has expired", advice: "graph.client_id",
			skipped: []string{"permissions", doctor.FeatureList, "columns", doctor.FeaturePeople, doctor.FeatureInvite},
		},
		"a permission is missing": {
			spoil: func(s *tenant) { s.roles = s.roles[1:] },
			check: "permissions", level: doctor.Fail, detail: "Sites.Selected is not granted", advice: "consent",
		},
		"no such site": {
			spoil: func(s *tenant) { s.broken["Site"] = missing() },
			check: doctor.FeatureList, level: doctor.Fail, detail: "404 Not Found: itemNotFound", advice: "graph.site_id",
			skipped: []string{"columns", doctor.FeatureViews},
		},
		"no grant for the site": {
			spoil: func(s *tenant) { s.broken["List"] = forbidden() },
			check: doctor.FeatureList, level: doctor.Fail, detail: "accessDenied: Access denied (request r-1)", advice: "Grant the site",
		},
		"no list yet": {
			change: func(c *config.Config) { c.Graph.ListID = "" },
			check:  doctor.FeatureList, level: doctor.Fail, detail: "graph.list_id is empty", advice: "deskhand provision",
		},
		"no index": {
			spoil: func(s *tenant) { s.columns[0].Indexed, s.columns[0].Unique = false, false },
			check: "columns", level: doctor.Fail, detail: "missing: an index on TicketKey; that TicketKey is unique", advice: "deskhand provision",
		},
		"a column of another kind": {
			spoil: func(s *tenant) { s.columns[1].Kind = graph.ColumnText },
			check: "columns", level: doctor.Fail, detail: "column Status holds text", advice: "another list",
		},
		"a view is missing": {
			spoil: func(s *tenant) { s.views = []graph.View{{Title: "new"}} },
			check: doctor.FeatureViews, level: doctor.Warn, detail: "missing: Resolved", advice: "deskhand provision",
		},
		"SharePoint refuses": {
			spoil: func(s *tenant) {
				s.broken["Views"] = &graph.Error{Operation: "read the views of the list", Status: 401, Advice: "grant it there"}
			},
			check: doctor.FeatureViews, level: doctor.Warn, detail: "read the views of the list: 401 Unauthorized", advice: "grant it there",
		},
		"SharePoint takes no secret": {
			change: func(c *config.Config) { c.Graph.ClientSecret = "s" },
			check:  doctor.FeatureViews, level: doctor.Off, detail: "the credential is a client secret", advice: "",
		},
		"nobody answers Graph's calls": {
			change: func(c *config.Config) { c.Graph.NotificationURL = "http://127.0.0.1:1/api/graph/notifications" },
			check:  doctor.FeatureNotifications, level: doctor.Warn, detail: "no answer from here", advice: "start deskhand serve",
		},
		"somebody else answers Graph's calls": {
			change: func(c *config.Config) {
				c.Graph.NotificationURL = notified(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") })
			},
			check: doctor.FeatureNotifications, level: doctor.Fail, detail: "does not repeat", advice: "proxy",
		},
		"the answer would be shown as a page": {
			change: func(c *config.Config) {
				c.Graph.NotificationURL = notified(t, func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Content-Type", "text/html")
					fmt.Fprint(w, r.URL.Query().Get("validationToken"))
				})
			},
			check: doctor.FeatureNotifications, level: doctor.Fail, detail: "does not repeat", advice: "proxy",
		},
		"mail from everybody": {
			change: func(c *config.Config) { c.Graph.Tickets = config.TicketsMail },
			spoil:  func(s *tenant) { s.roles = append(s.roles, "Mail.Send") },
			check:  doctor.FeatureMail, level: doctor.Warn, detail: "every mailbox", advice: "help@contoso.com",
		},
		"people can't be read": {
			spoil: func(s *tenant) { s.broken["User"] = forbidden() },
			check: doctor.FeaturePeople, level: doctor.Fail, detail: "403 Forbidden", advice: "consent",
		},
		"administrators can't be read": {
			spoil: func(s *tenant) { s.broken["GlobalAdministrators"] = forbidden() },
			check: doctor.FeatureAdmins, level: doctor.Warn, detail: "can't be read", advice: "RoleManagement.Read.Directory",
		},
		"on call is somebody who left": {
			change: func(c *config.Config) { c.Desk.OnCall = []string{"left"} },
			check:  doctor.FeatureOnCall, level: doctor.Fail, detail: "Request_ResourceNotFound", advice: "desk.on_call: left",
		},
		"on call is an account that is closed": {
			spoil: func(s *tenant) { s.enabled = false },
			check: doctor.FeatureOnCall, level: doctor.Warn, detail: "Ola Nordmann can't sign in", advice: "desk.on_call: ola",
		},
		"presence can't be read": {
			spoil: func(s *tenant) { s.broken["Presences"] = forbidden() },
			check: doctor.FeatureOnCall, level: doctor.Fail, detail: "403", advice: "consent",
		},
		"service health is not available": {
			spoil: func(s *tenant) { s.broken["ServiceIssues"] = &graph.Error{Operation: "read issues", Status: 503} },
			check: doctor.FeatureHealth, level: doctor.Fail, detail: "503 Service Unavailable", advice: "try again",
		},
		"no makers' group": {
			spoil: func(s *tenant) { s.broken["GroupMembers makers"] = missing() },
			check: doctor.FeatureMakers, level: doctor.Fail, detail: "404", advice: "community.maker_group_id",
		},
		"no makers": {
			spoil: func(s *tenant) { s.members = nil },
			check: doctor.FeatureMakers, level: doctor.Warn, detail: "nobody is in the group", advice: "community.maker_group_id",
		},
		"no exclusion group": {
			spoil: func(s *tenant) { s.broken["GroupMembers never"] = missing() },
			check: doctor.FeatureExclusion, level: doctor.Fail, detail: "404", advice: "community.exclusion_group_id",
		},
		"no team": {
			spoil: func(s *tenant) { s.broken["TeamMembers"] = missing() },
			check: doctor.FeatureTeam, level: doctor.Fail, detail: "404", advice: "community.team_id",
		},
		"no channel": {
			spoil: func(s *tenant) { s.broken["Channel"] = missing() },
			check: doctor.FeatureChannel, level: doctor.Fail, detail: "404", advice: "community.channel_id",
		},
		"nobody knows which app it is": {
			spoil: func(s *tenant) { s.broken["TeamsApp"] = missing() },
			check: doctor.FeatureInvite, level: doctor.Fail, detail: "bot.app_id is empty", advice: "set bot.app_id",
		},
		"the app was not uploaded": {
			change: func(c *config.Config) { c.Bot.AppID = "bot" },
			spoil:  func(s *tenant) { s.broken["TeamsApp"] = missing() },
			check:  doctor.FeatureInvite, level: doctor.Fail, detail: "not in the organisation's catalogue", advice: "deskhand manifest",
		},
		"an error that isn't Graph's": {
			spoil: func(s *tenant) { s.broken["TeamMembers"] = errors.New("the network is down") },
			check: doctor.FeatureTeam, level: doctor.Fail, detail: "the network is down", advice: "community.team_id",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := settings(), healthy()
			if tt.change != nil {
				tt.change(&c)
			}
			if tt.spoil != nil {
				tt.spoil(s)
			}
			findings, well := examine(t, c, s)
			assert.Equal(t, tt.level != doctor.Fail, well)
			found := of(findings, tt.check)
			require.Len(t, found, 1, findings)
			assert.Equal(t, tt.level, found[0].Level)
			assert.Contains(t, found[0].Detail, tt.detail)
			assert.Contains(t, found[0].Advice, tt.advice)
			for _, check := range tt.skipped {
				skipped := of(findings, check)
				require.NotEmpty(t, skipped, check)
				assert.Equal(t, doctor.Skip, skipped[0].Level, check)
			}
		})
	}
}

// What is off is one line with the setting, and Graph isn't asked about it.
func TestWhatIsOff(t *testing.T) {
	t.Parallel()
	c := settings()
	c.Graph.HealthInterval, c.Graph.PeopleTTL, c.Graph.Tickets, c.Community.Mode = 0, 0, config.TicketsLocal, "off"
	c.Desk.OnCall = nil
	s := healthy()
	s.roles = nil
	for _, method := range []string{"Site", "User", "GlobalAdministrators", "ServiceIssues", "TeamMembers", "TeamsApp"} {
		s.broken[method] = errors.New("asked for nothing")
	}
	findings, well := examine(t, c, s)
	assert.True(t, well)
	for feature, setting := range map[string]string{
		doctor.FeatureList: "graph.tickets: local", doctor.FeatureNotifications: "graph.tickets: local",
		doctor.FeatureMail: "graph.tickets: local", doctor.FeaturePeople: "graph.people_ttl: 0",
		doctor.FeatureOnCall: "desk.on_call is empty", doctor.FeatureHealth: "graph.health_interval: 0",
		doctor.FeatureTeam: "community.mode: off", doctor.FeatureInvite: "community.mode: off",
	} {
		assert.Equal(t, []doctor.Finding{{Check: feature, Level: doctor.Off, Detail: setting}}, of(findings, feature))
	}
	assert.Empty(t, of(findings, "columns"), "the list is one line when it is off")
	c.Graph.Enabled = false
	findings, well = examine(t, c, s)
	assert.True(t, well)
	assert.Equal(t, []doctor.Finding{{Check: "Microsoft Graph", Level: doctor.Off, Detail: "graph.enabled: false"}}, findings)
}

func of(findings []doctor.Finding, check string) (found []doctor.Finding) {
	for _, f := range findings {
		if f.Check == check {
			found = append(found, f)
		}
	}
	return found
}
