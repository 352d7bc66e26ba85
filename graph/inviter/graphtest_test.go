package inviter_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
	"deskhand/graph/msgraph"
	"deskhand/helpdesk/community"
)

// credential is that of an application which Graph knows.
type credential struct{ *graphtest.Server }

func (c credential) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: c.Token(), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// office is a world in which Microsoft 365 answers over HTTP, and holds what it is asked against its description.
type office struct {
	*world
	*graphtest.Server
	group string
	ids   []string
}

func newOffice(t *testing.T, mode community.Mode, names ...string) *office {
	t.Helper()
	o := &office{world: newWorld(t, mode, 0), Server: graphtest.Start(t, graphtest.Options{PageSize: 2})}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	client, err := msgraph.New(msgraph.Config{BaseURL: o.GraphURL()}, credential{o.Server}, msgraph.Options{
		HTTP: &http.Client{Transport: transport}, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	require.NoError(t, err)
	for _, name := range names {
		o.ids = append(o.ids, o.AddUser(graphtest.User{Name: name, UPN: name + "@example.com", Language: "nb-NO"}))
	}
	o.group = o.AddGroup("Makers", o.ids...)
	never := o.AddGroup("Never", o.ids[len(o.ids)-1])
	team := o.AddTeam(graphtest.Team{Name: "Community", Channels: []graphtest.Channel{{Name: "General"}, {Name: "Makers", Kind: "private"}}})
	o.AddApp(graphtest.App{ExternalID: "app", Name: "Deskhand"})
	o.options.Graph, o.options.MakerGroupID, o.options.ExclusionGroupID, o.options.TeamID = client, o.group, never, team
	o.options.ChannelID = o.Team(team).Channels[1].ID
	return o
}

func TestAllOfItOverHTTP(t *testing.T) {
	t.Parallel()
	o := newOffice(t, community.Auto, "kari", "ola", "per", "siri", "never")
	kari, ola, per, never := o.ids[0], o.ids[1], o.ids[2], o.ids[4]
	o.FailMember(ola, "Forbidden")
	o.AddUser(graphtest.User{ID: per, Name: "per", UPN: "per@example.com", Disabled: true})
	report := o.mustRun(t)
	assert.Equal(t, 2, report.Added)
	assert.Equal(t, 2, report.Welcomed)
	private := o.Team(o.options.TeamID).Channels[1].Members
	assert.ElementsMatch(t, []string{kari, o.ids[3]}, private)
	assert.Equal(t, map[string]community.State{
		kari: community.Joined, ola: community.Inviting, per: community.Disabled, o.ids[3]: community.Joined, never: community.Excluded,
	}, o.states())

	o.FailMember(ola, "")
	o.LeaveTeam(o.options.TeamID, kari)
	o.ExpireDeltaTokens()
	newest := o.AddUser(graphtest.User{Name: "new", UPN: "new@example.com"})
	require.NoError(t, o.AddMembers(o.group, newest))
	for range 3 {
		o.mustRun(t)
	}
	assert.Equal(t, community.Left, o.entries[kari].State)
	assert.Equal(t, community.Joined, o.entries[ola].State)
	assert.Equal(t, community.Joined, o.entries[newest].State)
	assert.Equal(t, 1, o.Added(o.options.TeamID)[kari], "once, and not after they left")
	assert.Len(t, o.messages, 4)
}

// Throttling, lost answers and broken connections lead to the same end.
func TestFaultsInviteNobodyTwice(t *testing.T) {
	t.Parallel()
	o := newOffice(t, community.Auto, "kari", "ola", "per", "never")
	for _, kind := range graphtest.Kinds() {
		o.Fail(graphtest.Fault{Kind: kind, Method: http.MethodPost, Path: "/teams/*/members/add", Times: 1})
	}
	failed := 0
	require.Eventually(t, func() bool {
		_, err := o.run(t)
		if err != nil {
			failed++
			assert.ErrorIs(t, err, graph.ErrUnavailable)
		}
		o.now = o.now.Add(o.options.Interval)
		return len(o.messages) == 3
	}, 30*time.Second, time.Millisecond)
	assert.Positive(t, failed)
	assert.Len(t, o.Team(o.options.TeamID).Members, 3)
	assert.ElementsMatch(t, []string{"welcome " + o.ids[0] + " nb-NO", "welcome " + o.ids[1] + " nb-NO", "welcome " + o.ids[2] + " nb-NO"}, o.messages)
}

func TestTheAuditLogOverHTTP(t *testing.T) {
	t.Parallel()
	o := newOffice(t, community.Preview, "kari", "never")
	o.options.Audit = true
	at := o.now.Add(-time.Hour)
	for _, record := range []graphtest.AuditRecord{
		{Kind: "microsoftFlow", Operation: "CreateFlow", UserID: o.ids[0], UPN: "kari@example.com", At: at},
		{Kind: "powerAppsApp", Operation: "CreatePowerApp", UserID: "kari@example.com", UPN: "kari@example.com", At: at},
	} {
		o.AddAuditRecords(record)
	}
	for range 4 {
		o.mustRun(t)
	}
	assert.Equal(t, map[string]community.State{o.ids[0]: community.Found}, o.states())
}
