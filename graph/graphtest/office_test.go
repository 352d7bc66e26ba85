package graphtest_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
)

func TestServiceHealth(t *testing.T) {
	t.Parallel()
	c := start(t, graphtest.Options{})
	issue := graphtest.Issue{ID: "MF1", Service: "Microsoft Power Automate", Title: "Flows are late"}
	c.g.SetIssue(issue)
	c.g.SetIssue(graphtest.Issue{ID: "TM1", Service: "Microsoft Teams", Title: "No sound", Advisory: true})
	find := func(filter string) int {
		return len(c.get("/admin/serviceAnnouncement/issues?$filter=" + url.QueryEscape(filter)).value())
	}
	open := "(service eq 'Microsoft Power Automate' or service eq 'Power Apps') and isResolved eq false"
	require.Equal(t, 1, find(open))
	require.Equal(t, 1, find("classification ne 'incident'"))
	status := func() any {
		for _, o := range c.get("/admin/serviceAnnouncement/healthOverviews").value() {
			if dig(o, "service") == issue.Service {
				return dig(o, "status")
			}
		}
		return nil
	}
	require.Equal(t, "serviceDegradation", status())
	issue.Ended = time.Now()
	c.g.SetIssue(issue)
	require.Zero(t, find(open))
	require.Equal(t, "serviceOperational", status())
	require.Equal(t, "serviceRestored", c.get("/admin/serviceAnnouncement/issues/MF1").body["status"])
}

func TestAuditQueriesTakeTheirTime(t *testing.T) {
	t.Parallel()
	c := start(t, graphtest.Options{Polls: 2, PageSize: 1})
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for i, kind := range []string{"powerAppsApp", "microsoftFlow", "sharePoint"} {
		c.g.AddAuditRecords(graphtest.AuditRecord{Kind: kind, Operation: "Create", UserID: kind, At: at.Add(time.Duration(i) * time.Hour)})
	}
	made := c.do(http.MethodPost, "/security/auditLog/queries", fields{
		"displayName": "makers", "filterStartDateTime": "2026-11-20T00:00:00Z", "filterEndDateTime": "2026-11-21T00:00:00Z",
		"recordTypeFilters": []string{"powerAppsApp", "microsoftFlow"},
	})
	require.Equal(t, http.StatusCreated, made.status, made.raw)
	require.Equal(t, "notStarted", made.body["status"])
	query := "/security/auditLog/queries/" + made.body["id"].(string)
	require.Equal(t, "running", c.get(query).body["status"])
	require.Empty(t, c.get(query+"/records").value())
	require.Equal(t, "succeeded", c.get(query).body["status"])
	page := c.get(query + "/records")
	require.Equal(t, "powerAppsApp", dig(page.value()[0], "userId"))
	page = c.get(page.body["@odata.nextLink"].(string))
	require.Equal(t, "microsoftFlow", dig(page.value()[0], "userId"))
	require.NotContains(t, page.body, "@odata.nextLink")
}

func TestMail(t *testing.T) {
	t.Parallel()
	c := start(t, graphtest.Options{})
	desk := c.g.AddUser(graphtest.User{Name: "Desk", UPN: "desk@contoso.com"})
	send := func(header string) reply {
		return c.do(http.MethodPost, "/users/desk@contoso.com/sendMail", fields{
			"saveToSentItems": false,
			"message": fields{
				"subject": "HD-1", "body": fields{"contentType": "text", "content": "No access"},
				"toRecipients":           []any{fields{"emailAddress": fields{"address": "tool@contoso.com"}}},
				"internetMessageHeaders": []any{fields{"name": header, "value": "HD-1"}},
			},
		})
	}
	got := send("x-deskhand-ticket")
	require.Equal(t, http.StatusAccepted, got.status, got.raw)
	require.Equal(t, "InvalidInternetMessageHeader", send("References").code())
	mails := c.g.Mails()
	require.Len(t, mails, 1)
	assert.Equal(t, desk, mails[0].Mailbox)
	assert.Equal(t, []string{"tool@contoso.com"}, mails[0].To)
	assert.Equal(t, "HD-1", mails[0].Headers["x-deskhand-ticket"])
	assert.False(t, mails[0].Saved)
}
