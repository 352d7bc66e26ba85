package doctor_test

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/doctor"
	"deskhand/graph/graphtest"
	"deskhand/graph/msgraph"
	"deskhand/internal/config"
)

// member is the credential of an application that the tenant knows.
type member struct{ *graphtest.Server }

func (m member) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: m.Token(), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// clock passes as fast as somebody waits.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return ctx.Err()
}

// office is a tenant in which everything is there that Deskhand uses, and the settings that name it.
func office(t *testing.T) (*graphtest.Server, doctor.Client, config.Config) {
	t.Helper()
	fake := graphtest.Start(t, graphtest.Options{Roles: healthy().roles, PageSize: 1})
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	passing := &clock{now: time.Now()}
	client, err := msgraph.New(msgraph.Config{BaseURL: fake.GraphURL()}, member{fake},
		msgraph.Options{HTTP: &http.Client{Transport: transport}, Now: passing.Now, Sleep: passing.Sleep})
	require.NoError(t, err)

	site := fake.AddSite(graphtest.Site{Name: "help", Grant: "write"})
	list, err := fake.AddList(site, "Tickets",
		graphtest.Column{Name: "TicketKey", Indexed: true, Unique: true},
		graphtest.Column{Name: "Status", Kind: "choice", Choices: []string{"New", "Resolved"}, Indexed: true})
	require.NoError(t, err)
	ola := fake.AddUser(graphtest.User{Name: "Ola Nordmann", UPN: "ola@contoso.com"})
	kari := fake.AddUser(graphtest.User{Name: "Kari", UPN: "kari@contoso.com"})
	fake.AddApp(graphtest.App{ExternalID: appID, Name: "Deskhand"})

	c := settings()
	c.Bot.AppID = appID
	c.Graph.ListID = list
	c.Desk.OnCall = []string{ola}
	c.Community.MakerGroupID = fake.AddGroup("Makers", kari, ola)
	c.Community.ExclusionGroupID = fake.AddGroup("Never", kari)
	c.Community.TeamID = fake.AddTeam(graphtest.Team{Name: "Makers", Owners: []string{ola}, Members: []string{kari}, Channels: []graphtest.Channel{
		{Name: "General"}, {ID: "19:makers@thread.tacv2", Name: "Makers", Kind: "private"},
	}})
	c.Community.ChannelID = "19:makers@thread.tacv2"
	return fake, client, c
}

const appID = "5d1b6a0e-7c1f-4c5b-8a51-9c1f2e3d4a5b"

func diagnose(t *testing.T, client doctor.Client, c config.Config) (findings []doctor.Finding) {
	t.Helper()
	checks := doctor.Graph(c, doctor.Options{Client: client, Columns: columns(), Views: views(), Viewer: healthy(), HTTP: http.DefaultClient})
	doctor.Run(t.Context(), checks, func(f doctor.Finding) { findings = append(findings, f) })
	return findings
}

// notOK are the findings that say that something is wrong.
func notOK(findings []doctor.Finding) []doctor.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f doctor.Finding) bool { return f.Level == doctor.OK || f.Level == doctor.Off })
}

// Each permission that is taken away is missed, by name and by the call that needs it.
func TestGraphMissesEachPermission(t *testing.T) {
	t.Parallel()
	fake, client, c := office(t)
	require.Empty(t, notOK(diagnose(t, client, c)))
	writes := len(slices.DeleteFunc(fake.Requests(), func(r graphtest.Request) bool { return r.Method == http.MethodGet }))
	assert.Equal(t, 1, writes, "asking for presence is a POST, and is the only one")

	for permission, feature := range map[string]string{
		"Sites.Selected": doctor.FeatureList, "User.Read.All": doctor.FeaturePeople, "Presence.Read.All": doctor.FeatureOnCall,
		"RoleManagement.Read.Directory": doctor.FeatureAdmins, "ServiceHealth.Read.All": doctor.FeatureHealth,
		"GroupMember.Read.All": doctor.FeatureMakers, "Channel.ReadBasic.All": doctor.FeatureChannel,
		"AppCatalog.Read.All": doctor.FeatureInvite,
	} {
		fake.SetRoles(slices.DeleteFunc(healthy().roles, func(r string) bool { return r == permission })...)
		findings := diagnose(t, client, c)
		permissions := of(findings, "permissions")
		require.Len(t, permissions, 1, permission)
		assert.Contains(t, permissions[0].Detail, permission+" is not granted")
		found := of(findings, feature)
		require.Len(t, found, 1, permission)
		assert.NotEqual(t, doctor.OK, found[0].Level, "%s without %s", feature, permission)
	}
	fake.SetRoles(slices.DeleteFunc(healthy().roles, func(r string) bool { return r == "MailboxSettings.Read" })...)
	findings := notOK(diagnose(t, client, c))
	require.Len(t, findings, 1, "without time zones everything else goes on: %v", findings)
	assert.Equal(t, doctor.Warn, findings[0].Level)
	assert.Contains(t, findings[0].Detail, "MailboxSettings.Read is not granted")
}

func TestGraphOfAnotherTenant(t *testing.T) {
	t.Parallel()
	_, client, _ := office(t)
	_, _, c := office(t) // whose ids the first one doesn't know
	findings := notOK(diagnose(t, client, c))
	wrong := map[string]string{}
	for _, f := range findings {
		wrong[f.Check] = f.Advice
	}
	for check, setting := range map[string]string{
		doctor.FeatureList: "graph.list_id", doctor.FeatureOnCall: "desk.on_call", doctor.FeatureMakers: "community.maker_group_id",
		doctor.FeatureExclusion: "community.exclusion_group_id", doctor.FeatureTeam: "community.team_id",
		doctor.FeatureChannel: "community.channel_id",
	} {
		assert.Contains(t, wrong[check], setting, check)
	}
	assert.Len(t, wrong, 8, "those, and the columns and views, which are not looked at: %v", wrong)
}
