package main

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot"
	"deskhand/graph/graphtest"
	"deskhand/helpdesk"
	"deskhand/internal/config"
)

// Whom the directory doesn't know may be somebody of another tenant that is let in.
func TestWhetherTheDirectoryKnowsEverybody(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		graph   string
		allowed []string
		want    bool
	}{
		"one tenant":           {"A", []string{"a"}, true},
		"several":              {"a", []string{"a", "b"}, false},
		"another than Graph's": {"a", []string{"b"}, false},
		"anybody":              {"a", nil, false},
	} {
		cfg := config.Config{Graph: config.Graph{TenantID: test.graph}, Bot: config.Bot{AllowedTenants: test.allowed}}
		assert.Equal(t, test.want, oneTenant(cfg), name)
	}
}

func TestCommandsThatNeedGraphSaySo(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"health"}, {"people", "show", "kari"}, {"people", "administrators"}} {
		var out bytes.Buffer
		e := &env{ctx: t.Context(), stdout: &out, stderr: &out, now: time.Now}
		assert.Equal(t, 1, run(e, args, nil), "%q", args)
		assert.Contains(t, out.String(), "graph.enabled is false", "%q", args)
	}
}

// What the directory says about a person is shown, and is what the bot goes by. Time zones may be kept from it.
func TestWhatTheDirectorySays(t *testing.T) {
	t.Parallel()
	org := newTenant(t, graphtest.Options{})
	org.AddUser(graphtest.User{ID: "eva", Name: "Eva Dahl", UPN: "eva@contoso.com"})
	org.AddUser(graphtest.User{
		ID: "kari", Name: "Kari Nordmann", UPN: "kari@contoso.com", Department: "Sales", JobTitle: "Lead", Language: "nb-NO",
		TimeZone: "W. Europe Standard Time", Manager: "eva",
	})
	environ := slices.Concat(settings(t), org.environ, []string{"DESKHAND_LOG_LEVEL=warn"})
	const before, zone, after = "Name        Kari Nordmann\nPrincipal   kari@contoso.com\nMail        kari@contoso.com\n" +
		"Department  Sales\nTitle       Lead\nManager     Eva Dahl\nLanguage    nb-NO\n",
		"Time zone   Europe/Berlin\n", "Account     enabled\nObject id   kari\n"
	code, stdout, stderr := deskhand(t, environ, "", "people", "show", "Kari@contoso.com")
	require.Zero(t, code, stderr)
	assert.Equal(t, before+zone+after, stdout)
	assert.Empty(t, stderr)

	cfg, err := config.LoadOffline("", environ)
	require.NoError(t, err)
	people, err := askDirectory(&env{ctx: t.Context(), stderr: io.Discard, config: cfg, now: time.Now})
	require.NoError(t, err)
	_, err = people.Lookup(t.Context(), "kari")
	require.NoError(t, err)
	assert.Equal(t, bot.Acquaintance{Name: "Kari Nordmann", Language: "nb-NO", TimeZone: "Europe/Berlin"}, acquaintances{people}.Known("kari"))

	org.SetRoles("User.Read.All")
	code, stdout, stderr = deskhand(t, environ, "", "people", "show", "kari")
	require.Zero(t, code, stderr)
	assert.Equal(t, before+after, stdout)
	assert.Equal(t, 1, strings.Count(stderr, "MailboxSettings.Read"), stderr)
}

func TestHealthIsPrinted(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	e := &env{stdout: &out, config: config.Config{Desk: config.Desk{TimeZone: "Europe/Oslo"}}}
	begun := time.Date(2026, time.November, 23, 8, 12, 0, 0, time.UTC)
	incidents := []helpdesk.Incident{
		{ID: "MO2", Service: "Power Apps", Title: "It is\nover", StartedAt: begun, EndedAt: begun.Add(time.Hour)},
	}
	require.NoError(t, printIncidents(e, incidents))
	assert.Equal(t, "Microsoft reports no disruption to Power Platform.\n", out.String())
	out.Reset()
	incidents = append(incidents, helpdesk.Incident{
		ID: "MO1", Service: "Power Automate", Title: "Flows\nmay \x1b[31mfail", Advisory: true, StartedAt: begun, UpdatedAt: begun.Add(time.Hour),
	})
	require.NoError(t, printIncidents(e, incidents))
	assert.Equal(t, "ID   KIND      SINCE             UPDATED           SERVICE         TITLE\n"+
		"MO1  advisory  2026-11-23 09:12  2026-11-23 10:12  Power Automate  Flows may [31mfail\n", out.String())
}
