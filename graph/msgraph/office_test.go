package msgraph_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
)

func TestSendMail(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{})
	desk := org.fake.AddUser(graphtest.User{Name: "Desk", UPN: "desk@contoso.com"})
	mail := graph.Mail{
		To: "tickets@contoso.com", ReplyTo: "kari@contoso.com", Subject: "[HD-1] It's broken", Text: "line 1\nline 2",
		Headers: map[string]string{"x-deskhand-ticket": "HD-1", "x-deskhand-event": "created"},
	}
	require.NoError(t, org.SendMail(t.Context(), "desk@contoso.com", mail))
	require.NoError(t, org.SendMail(t.Context(), desk, graph.Mail{To: "a@contoso.com", Subject: "s", Text: "t"}))
	sent := org.fake.Mails()
	require.Len(t, sent, 2)
	sent[0].At = time.Time{}
	require.Equal(t, graphtest.Mail{
		Mailbox: desk, To: []string{mail.To}, ReplyTo: []string{mail.ReplyTo}, Subject: mail.Subject, Kind: "text",
		Content: mail.Text, Headers: mail.Headers, Saved: true,
	}, sent[0])

	org.fake.Fail(graphtest.Fault{Method: "POST", Times: 1, Kind: graphtest.Lost})
	require.ErrorIs(t, org.SendMail(t.Context(), desk, mail), graph.ErrUnavailable)
	require.Len(t, org.fake.Mails(), 3, "a mail whose fate is unknown is not sent again")
}

func TestServiceIssues(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{PageSize: 1})
	at := time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)
	org.fake.SetIssue(graphtest.Issue{
		ID: "MF1", Service: "Power Automate", Title: "Flows wait", Impact: "Flows may start late", Started: at, Modified: at.Add(time.Minute),
	})
	org.fake.SetIssue(graphtest.Issue{
		ID: "EX1", Service: "Exchange Online", Title: "Mail waits", Advisory: true, Started: at, Ended: at.Add(time.Hour), Modified: at.Add(time.Hour),
	})
	issues, err := org.ServiceIssues(t.Context())
	require.NoError(t, err)
	require.Equal(t, []graph.ServiceIssue{
		{
			ID: "MF1", Service: "Power Automate", Title: "Flows wait", Impact: "Flows may start late", Status: "serviceDegradation",
			Incident: true, StartedAt: at, ModifiedAt: at.Add(time.Minute),
		},
		{
			ID: "EX1", Service: "Exchange Online", Title: "Mail waits", Status: "serviceRestored", Resolved: true,
			StartedAt: at, EndedAt: at.Add(time.Hour), ModifiedAt: at.Add(time.Hour),
		},
	}, issues)
}

func TestCreations(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{PageSize: 1, Polls: 2})
	at := time.Date(2026, 11, 26, 8, 0, 0, 0, time.UTC)
	org.fake.AddAuditRecords(
		graphtest.AuditRecord{ID: "1", Kind: "microsoftFlow", Operation: "CreateFlow", UserID: "u1", UPN: "a@contoso.com", At: at},
		graphtest.AuditRecord{ID: "2", Kind: "powerAppsApp", Operation: "LaunchPowerApp", UserID: "u2", At: at},
		graphtest.AuditRecord{ID: "3", Kind: "powerAppsApp", Operation: "CreatePowerApp", UPN: "c@contoso.com", At: at.Add(time.Minute)},
		graphtest.AuditRecord{ID: "4", Kind: "microsoftFlow", Operation: "CreateFlow", UserID: "u4", At: at.Add(2 * time.Hour)},
	)
	id, err := org.StartCreationQuery(t.Context(), at, at.Add(time.Hour))
	require.NoError(t, err)
	done, err := org.CreationQuery(t.Context(), id)
	require.NoError(t, err)
	require.False(t, done)
	done, err = org.CreationQuery(t.Context(), id)
	require.NoError(t, err)
	require.True(t, done)
	var got []graph.Creation
	require.NoError(t, org.Creations(t.Context(), id, func(page []graph.Creation) error {
		got = append(got, page...)
		return nil
	}))
	require.Equal(t, []graph.Creation{
		{ID: "1", UserID: "u1", Name: "CreateFlow", At: at},
		{ID: "3", UserID: "c@contoso.com", Name: "CreatePowerApp", At: at.Add(time.Minute)},
	}, got)
}

func TestAuditQueryThatFailed(t *testing.T) {
	t.Parallel()
	client, _ := connect(t, play(t, says(200, `{"id":"q","status":"failed"}`)))
	_, err := client.CreationQuery(t.Context(), "q")
	require.ErrorContains(t, err, "failed")
}

func TestRecordsThatSayNothing(t *testing.T) {
	t.Parallel()
	client, _ := connect(t, play(t, says(200, `{"value":[null,{},{"operation":"CreateFlow","userId":"u"},
		{"operation":"LaunchPowerApp","userId":"u","createdDateTime":"2026-11-26T08:00:00Z"}]}`)))
	require.NoError(t, client.Creations(t.Context(), "q", func(page []graph.Creation) error {
		require.Empty(t, page)
		return nil
	}))
}
