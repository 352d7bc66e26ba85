package msgraph_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
)

func TestUserAndManager(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{})
	boss := org.fake.AddUser(graphtest.User{Name: "Ola Sør", UPN: "ola@contoso.com", Department: "IT", Disabled: true})
	kari := org.fake.AddUser(graphtest.User{
		Name: "Kari Nord", UPN: "kari.o'neil@contoso.com", Mail: "kari@contoso.com", Department: "Sales", JobTitle: "Lead",
		Language: "nb-NO", Manager: boss,
	})
	want := graph.User{
		ID: kari, Name: "Kari Nord", Principal: "kari.o'neil@contoso.com", Mail: "kari@contoso.com", Department: "Sales",
		JobTitle: "Lead", Language: "nb-NO", Enabled: true,
	}
	for _, by := range []string{kari, want.Principal} {
		got, err := org.User(t.Context(), by)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	manager, err := org.Manager(t.Context(), kari)
	require.NoError(t, err)
	require.Equal(t, graph.User{
		ID: boss, Name: "Ola Sør", Principal: "ola@contoso.com", Mail: "ola@contoso.com", Department: "IT", Enabled: false,
	}, manager)
	_, err = org.Manager(t.Context(), boss)
	require.ErrorIs(t, err, graph.ErrNotFound)
	org.fake.DeleteUser(kari)
	_, err = org.User(t.Context(), kari)
	require.ErrorIs(t, err, graph.ErrNotFound)

	org.fake.SetRoles("Mail.Send")
	_, err = org.User(t.Context(), boss)
	require.ErrorIs(t, err, graph.ErrForbidden)
	require.ErrorContains(t, err, "grant the application User.Read.All")
}

func TestTimeZone(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{})
	kari := org.fake.AddUser(graphtest.User{Name: "Kari Nord", UPN: "kari@contoso.com", TimeZone: "W. Europe Standard Time"})
	guest := org.fake.AddUser(graphtest.User{Name: "Guest", UPN: "guest@contoso.com"})
	zone, err := org.TimeZone(t.Context(), kari)
	require.NoError(t, err)
	require.Equal(t, "W. Europe Standard Time", zone)
	for name, id := range map[string]string{"no mailbox": guest, "no such person": "nobody", "no id": ""} {
		_, err = org.TimeZone(t.Context(), id)
		require.ErrorIs(t, err, graph.ErrNotFound, name)
		require.NotErrorIs(t, err, graph.ErrUnavailable, name)
	}

	org.fake.SetRoles("User.Read.All")
	asked := len(org.fake.Requests())
	_, err = org.TimeZone(t.Context(), kari)
	require.ErrorIs(t, err, graph.ErrForbidden)
	require.ErrorContains(t, err, "grant the application MailboxSettings.Read")
	require.Len(t, org.fake.Requests(), asked, "what the token doesn't permit is not tried")
	org.fake.SetRoles("User.Read.All", "MailboxSettings.ReadWrite")
	zone, err = org.TimeZone(t.Context(), kari)
	require.NoError(t, err)
	require.Equal(t, "W. Europe Standard Time", zone)
}

// Where the token can't be read, or permits more than the mailbox does, Graph says it.
func TestTimeZoneAsGraphSaysIt(t *testing.T) {
	t.Parallel()
	server := play(t,
		says(403, `{"error":{"code":"ErrorAccessDenied","message":"Access is denied. Check credentials and try again."}}`),
		says(200, `{"mailboxSettings":null}`), says(200, `{"mailboxSettings":{"timeZone":null}}`),
		says(200, `{"mailboxSettings":{"timeZone":"Europe/Oslo","automaticRepliesSetting":{"internalReplyMessage":"I am away"}}}`),
	)
	client, _ := connect(t, server)
	_, err := client.TimeZone(t.Context(), "kari")
	require.ErrorIs(t, err, graph.ErrForbidden)
	require.ErrorContains(t, err, "MailboxSettings.Read")
	for _, want := range []string{"", "", "Europe/Oslo"} {
		zone, err := client.TimeZone(t.Context(), "kari")
		require.NoError(t, err)
		require.Equal(t, want, zone)
	}
	require.Equal(t, "/v1.0/users/kari?$select=mailboxSettings", server.heard()[0].uri)
}

func TestPresencesInChunks(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{})
	ids := make([]string, 1301)
	for i := range ids {
		ids[i] = org.fake.AddUser(graphtest.User{ID: fmt.Sprintf("00000000-0000-0000-0000-%012d", i), UPN: fmt.Sprintf("u%d@contoso.com", i)})
	}
	org.fake.AddUser(graphtest.User{ID: ids[700], UPN: "u700@contoso.com", Availability: "Busy", Activity: "InAMeeting"})
	presences, err := org.Presences(t.Context(), ids)
	require.NoError(t, err)
	require.Len(t, presences, len(ids))
	require.Equal(t, graph.Presence{UserID: ids[700], Availability: "Busy", Activity: "InAMeeting"}, presences[700])
	require.Equal(t, 3, org.fake.Count("POST", "/communications/getPresencesByUserId"))
	presences, err = org.Presences(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, presences)
}

func TestGlobalAdministrators(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{})
	administrators, err := org.GlobalAdministrators(t.Context())
	require.NoError(t, err)
	require.Empty(t, administrators, "nobody has activated the role")
	ada := org.fake.AddUser(graphtest.User{Name: "Ada", UPN: "ada@contoso.com"})
	other := org.fake.AddUser(graphtest.User{Name: "Bo", UPN: "bo@contoso.com"})
	org.fake.SetRoleMembers("62e90394-69f5-4237-9190-012177145e10", ada)
	org.fake.SetRoleMembers("fe930be7-5e62-47db-91af-98c3a49a38b1", other)
	administrators, err = org.GlobalAdministrators(t.Context())
	require.NoError(t, err)
	require.Len(t, administrators, 1)
	require.Equal(t, ada, administrators[0].ID)
	require.Equal(t, "ada@contoso.com", administrators[0].Principal)
}

// Where an answer doesn't say of what type somebody is, their properties are additional data, and pointers.
func TestAdministratorOfNoType(t *testing.T) {
	t.Parallel()
	client, _ := connect(t, play(t,
		says(200, `{"value":[null,{"id":"r","roleTemplateId":"62e90394-69f5-4237-9190-012177145e10"}]}`),
		says(200, `{"value":[null,{"@odata.type":"#microsoft.graph.servicePrincipal","id":"s"},
			{"id":"u","displayName":"Ola","mail":null,"department":"IT","accountEnabled":false}]}`),
	))
	administrators, err := client.GlobalAdministrators(t.Context())
	require.NoError(t, err)
	require.Equal(t, []graph.User{{ID: "u", Name: "Ola", Department: "IT"}}, administrators)
}

func TestSiteUser(t *testing.T) {
	t.Parallel()
	org := found(t, graphtest.Options{})
	kari := graph.User{Name: "Kari Nord", Principal: "kari.o'neil@contoso.com", Mail: "kari@contoso.com"}
	id := org.fake.AddUser(graphtest.User{Name: kari.Name, UPN: kari.Principal, Mail: kari.Mail})
	_, err := org.SiteUser(t.Context(), org.site, kari)
	require.ErrorIs(t, err, graph.ErrNotFound)
	require.NotErrorIs(t, err, graph.ErrUnavailable)

	number, err := org.fake.AddSiteUser(org.site, id)
	require.NoError(t, err)
	for _, known := range []graph.User{kari, {Mail: kari.Mail}, {Principal: "changed@contoso.com", Mail: kari.Mail}} {
		lookup, err := org.SiteUser(t.Context(), org.site, known)
		require.NoError(t, err)
		require.Equal(t, fmt.Sprint(number), lookup)
		back, err := org.SiteUserByID(t.Context(), org.site, lookup)
		require.NoError(t, err)
		require.Equal(t, kari, back)
	}
	_, err = org.SiteUserByID(t.Context(), org.site, "99")
	require.ErrorIs(t, err, graph.ErrNotFound)
}

// A site in another language has the list under another title.
func TestSiteUserOfANorwegianSite(t *testing.T) {
	t.Parallel()
	server := play(t,
		says(404, `{"error":{"code":"itemNotFound"}}`),
		says(200, `{"value":[{"id":"l1","displayName":"Saker","list":{"template":"genericList"}},
			{"id":"l2","displayName":"Liste over brukerinformasjon","system":{},"list":{"template":"userInformation","hidden":true}}]}`),
		says(200, `{"value":[{"id":"12","fields":{"UserName":"Kari@contoso.com"}}]}`),
	)
	client, _ := connect(t, server)
	for range 2 {
		lookup, err := client.SiteUser(t.Context(), list.Site, graph.User{Principal: "kari@contoso.com"})
		require.NoError(t, err)
		require.Equal(t, "12", lookup)
	}
	heard := server.heard()
	require.Len(t, heard, 4, "the list is looked for once")
	require.Contains(t, heard[1].uri, "system")
	require.Contains(t, heard[2].uri, "/lists/l2/items")
	require.Equal(t, "HonorNonIndexedQueriesWarningMayFailRandomly", heard[2].header.Get("Prefer"))
}
