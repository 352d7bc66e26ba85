package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
	"deskhand/helpdesk/community"
	"deskhand/internal/config"
	"deskhand/store"
)

// guild is a tenant with a community.
type guild struct {
	*tenant
	team, makers, app string
	people            map[string]string // ids by first name
}

func newGuild(t *testing.T, names ...string) *guild {
	t.Helper()
	g := &guild{tenant: newTenant(t, graphtest.Options{PageSize: 999}), people: map[string]string{}}
	g.team = g.AddTeam(graphtest.Team{Name: "Power Platform", Channels: []graphtest.Channel{{Name: "Makers"}}})
	g.makers = g.AddGroup("Makers")
	for _, name := range names {
		g.hire(t, graphtest.User{Name: name + " Nordmann", UPN: strings.ToLower(name) + "@example.com", Language: "nb-NO"})
	}
	g.app = g.AddApp(graphtest.App{ExternalID: graphtest.DefaultClient, Name: "Deskhand"})
	g.environ = append(g.environ, settings(t)...)
	g.environ = append(g.environ, "DESKHAND_COMMUNITY_TEAM_ID="+g.team, "DESKHAND_COMMUNITY_MAKER_GROUP_ID="+g.makers,
		"DESKHAND_COMMUNITY_CHANNEL_ID="+g.Team(g.team).Channels[0].ID)
	return g
}

// hire makes somebody a maker.
func (g *guild) hire(t *testing.T, u graphtest.User) {
	t.Helper()
	name, _, _ := strings.Cut(u.Name, " ")
	g.people[name] = g.AddUser(u)
	require.NoError(t, g.AddMembers(g.makers, g.people[name]))
}

// run runs a command with the settings and some more.
func (g *guild) run(t *testing.T, more []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return deskhand(t, append(slices.Clip(g.environ), more...), "", args...)
}

func TestCommunityCommands(t *testing.T) {
	t.Parallel()
	g := newGuild(t, "Kari", "Ola", "Per")
	g.AddUser(graphtest.User{ID: g.people["Per"], Name: "Per Nordmann", UPN: "per@example.com", Disabled: true})
	code, stdout, stderr := g.run(t, []string{"DESKHAND_COMMUNITY_DAILY_CAP=2"}, "community", "plan")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "In preview nobody is")
	assert.Contains(t, stdout, "1  the daily cap is reached")

	_, stdout, _ = g.run(t, []string{"DESKHAND_COMMUNITY_TEAM_ID="}, "community", "plan")
	assert.True(t, strings.HasPrefix(stdout, "community.team_id is empty"), stdout)
	code, stdout, stderr = g.run(t, nil, "community", "plan", "--all", "--json")
	require.Zero(t, code, stderr)
	var plan struct {
		Mode   string
		Invite []struct {
			Name     string
			Disabled bool
		}
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &plan))
	assert.Equal(t, "preview", plan.Mode)
	assert.Len(t, plan.Invite, 3)
	for _, one := range plan.Invite {
		assert.Equal(t, one.Name == "Per Nordmann", one.Disabled, one.Name)
	}

	code, _, stderr = g.run(t, nil, "community", "invite", "kari@example.com")
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "set it to consent or auto")
	code, stdout, stderr = g.run(t, []string{"DESKHAND_COMMUNITY_MODE=consent"}, "community", "invite", "kari@example.com", "--as", "Siri")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "Kari Nordmann is to be asked")
	code, stdout, stderr = g.run(t, nil, "community", "show", g.people["Kari"])
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, g.people["Kari"]+" Kari Nordmann is to be asked: invited by Siri\n")
	assert.Contains(t, stdout, "found -> asked  invited by Siri  by Siri")
	code, stdout, stderr = g.run(t, nil, "community", "status")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "0 of at most 25", "an administrator's word is no invitation of ours")
	assert.Regexp(t, `is to be asked +1\nnot invited yet +2`, stdout)

	code, stdout, stderr = g.run(t, nil, "community", "forget", "kari@example.com")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "may be invited again")
	_, stdout, _ = g.run(t, nil, "community", "show", "kari@example.com")
	assert.Contains(t, stdout, "Nothing is kept")
	assert.Empty(t, g.written(), "nothing of all this is written to Graph")

	code, _, stderr = deskhand(t, settings(t), "", "community", "plan")
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "graph.enabled")
	code, _, stderr = g.run(t, []string{"DESKHAND_COMMUNITY_MAKER_GROUP_ID="}, "community", "plan")
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "community.maker_group_id")
}

// desk opens the desk of the guild's settings; whoever asks for it closes it.
func (g *guild) desk(t *testing.T) (*env, *store.Store) {
	t.Helper()
	e := &env{ctx: t.Context(), now: time.Now}
	var err error
	e.config, err = config.LoadOffline("", g.environ)
	require.NoError(t, err)
	s, _, err := openDesk(e, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	return e, s
}

// An administrator reads whom nobody could reach, why, and what to do.
func TestWhoCouldNotBeReached(t *testing.T) {
	t.Parallel()
	g := newGuild(t)
	e, s := g.desk(t)
	entry := community.Entry{PersonID: "kari", Name: "Kari", State: community.Found, FoundAt: e.now()}
	act := func(action community.Action) {
		next, decision, err := entry.Apply(action, e.now())
		require.NoError(t, err)
		entry, err = s.SaveMaker(t.Context(), next, decision)
		require.NoError(t, err)
	}
	act(community.Action{Kind: community.Ask, By: community.Deskhand, Reason: "it was their turn to be asked"})
	act(community.Action{Kind: community.Return, By: community.Deskhand, Reason: "could not be told: no chat"})
	require.NoError(t, s.Close())

	code, stdout, stderr := g.run(t, nil, "community", "status")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "Invited today      0 of at most 25\nNot reached today  1, who don't count\n")
	assert.Regexp(t, `could not be asked yet +1\n`, stdout)
	assert.Regexp(t, `kari +Kari +1 of 5 +could not be asked yet: could not be told: no chat\n`, stdout)
	assert.Contains(t, stdout, "deskhand community invite PERSON")
	code, stdout, stderr = g.run(t, nil, "community", "show", "kari")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "kari Kari could not be asked yet: could not be told: no chat\n")
	assert.NotContains(t, stdout, "asked -> asked")
	assert.Contains(t, stdout, "It has been tried 1 of 5 times, and is tried again by itself.\n")
	_, stdout, _ = g.run(t, nil, "community", "status", "--json")
	var status struct {
		Today      community.Today
		Makers     map[string]int
		NotReached []struct{ ID, Cause string } `json:"not_reached"`
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &status))
	assert.Equal(t, community.Today{Unreached: 1}, status.Today)
	assert.Equal(t, map[string]int{"could not be asked yet": 1}, status.Makers)
	assert.Equal(t, "could not be told: no chat", status.NotReached[0].Cause)
}

// A maker who has never talked to the bot is asked, says yes, is added and welcomed, and leaves: over HTTP on all sides.
// When Teams tells that the bot was installed for them, the question is what they are welcomed with.
func TestServeInvites(t *testing.T) {
	t.Parallel()
	g := newGuild(t, "Kari")
	kari := g.people["Kari"]
	teams, said := teamsServer(t)
	address, _ := serve(t, append(g.environ, "DESKHAND_COMMUNITY_MODE=consent", "DESKHAND_COMMUNITY_INTERVAL=200ms", "DESKHAND_BOT_TYPING_AFTER=1m")...)
	require.Eventually(t, func() bool { return g.Installed(kari)[g.app] != "" }, 20*time.Second, 20*time.Millisecond)
	from := fmt.Sprintf(`{"id":"29:kari","name":"Kari","aadObjectId":%q}`, kari)
	for i, more := range []string{
		`"type":"conversationUpdate","membersAdded":[{"id":"28:bot"}]`, `"type":"installationUpdate","action":"add"`,
	} {
		deliverFrom(t, from, address, teams, fmt.Sprint("installed", i), more)
	}
	assert.Contains(t, hear(t, said), "Kan jeg melde deg inn i utviklerfellesskapet?")

	const yes = `"type":"invoke","name":"adaptiveCard/action","value":{"action":{"verb":"community.yes","data":{"nonce":"n","language":"nb"}}}`
	for _, id := range []string{"yes", "yes, delivered again"} {
		assert.Contains(t, deliverFrom(t, from, address, teams, id, yes), "Takk. Du blir meldt inn")
	}
	heard := hear(t, said) + hear(t, said) + hear(t, said) // the card is replaced twice
	assert.Contains(t, heard, "Velkommen til utviklerfellesskapet")
	assert.Equal(t, map[string]int{kari: 1}, g.Added(g.team))

	deliverFrom(t, from, address, teams, "leave", `"type":"message","text":"forlat fellesskapet"`)
	assert.Contains(t, hear(t, said), "Du blir ikke invitert igjen", "in the language that the directory has for them")
	g.LeaveTeam(g.team, kari)
	looked := len(g.Requests())
	require.Eventually(t, func() bool { return len(g.Requests()) > looked+10 }, 20*time.Second, 20*time.Millisecond)
	assert.Equal(t, map[string]int{kari: 1}, g.Added(g.team), "who left is not added again")
	assert.Empty(t, said)
}
