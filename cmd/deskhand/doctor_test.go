package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph/doctor"
	"deskhand/graph/graphtest"
	"deskhand/graph/ticketlist"
	"deskhand/internal/config"
	"deskhand/manifest"
)

// What is different each time, and as the knowledge base grows.
var (
	requestID = regexp.MustCompile(`\(request [^)]+\)`)
	articles  = regexp.MustCompile(`\d+ articles`)
)

// today is the day on which the doctor is asked.
func today() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) }

// appPackage writes the package of an app to a file.
func appPackage(t *testing.T, appID string) string {
	t.Helper()
	archive, err := manifest.Build(manifest.App{AppID: appID, Domain: "desk.example.com"})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "deskhand.zip")
	require.NoError(t, os.WriteFile(file, archive, 0o600))
	return file
}

// What an administrator sees who has forgotten this and that: the package of another bot, an index, a permission, a
// permission too many, and the app in the catalogue.
func TestDoctor(t *testing.T) {
	t.Parallel()
	fake, client, c, trusting := office(t,
		"Sites.Selected", "User.Read.All", "RoleManagement.Read.Directory", "GroupMember.Read.All", "TeamMember.Read.All",
		"TeamMember.ReadWriteNonOwnerRole.All", "TeamsAppInstallation.ReadWriteSelfForUser.All", "AppCatalog.Read.All",
		"ChannelMember.ReadWrite.All", "Mail.Send")
	site := fake.AddSite(graphtest.Site{Name: "helpdesk", Grant: "write"})
	list, err := fake.AddList(site, "Deskhand tickets", listColumns()...)
	require.NoError(t, err)
	kari := fake.AddUser(graphtest.User{Name: "Kari", UPN: "kari@contoso.com"})
	c.DataDir, c.KB.Dir, c.Bot.ClientSecretExpires = t.TempDir(), "../../kb", "2026-12-10"
	c.Graph.SiteID, c.Graph.ListID, c.Graph.Tickets = site, list, config.TicketsList
	c.Community.Mode, c.Community.MakerGroupID = "consent", fake.AddGroup("Makers", kari)
	c.Community.TeamID = fake.AddTeam(graphtest.Team{Name: "Makers", Owners: []string{kari}})

	var out bytes.Buffer
	e := &env{ctx: t.Context(), stdout: &out, now: today, config: c}
	d := diagnosis{env: e, manifest: appPackage(t, "5d1b6a0e-7c1f-4c5b-8a51-9c1f2e3d4a5b"), http: trusting, graph: client}
	require.ErrorIs(t, (&doctorCmd{}).examine(e, d), errReported)
	got := strings.NewReplacer(c.DataDir, "DATA", c.Community.TeamID, "TEAM").Replace(out.String())
	got = requestID.ReplaceAllString(got, "(request ID)")
	got = articles.ReplaceAllString(got, "N articles")
	const golden = "testdata/doctor.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), got, "go test ./cmd/deskhand -run TestDoctor -update")

	out.Reset()
	require.ErrorIs(t, (&doctorCmd{JSON: true}).examine(e, d), errReported)
	var report struct {
		Healthy  bool
		Findings []doctor.Finding
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &report))
	assert.False(t, report.Healthy)
	assert.Len(t, report.Findings, strings.Count(got, "\n")-2, "one for each line but the last two")
}

// The names of lists, channels and people, and what Graph says, are others' words.
func TestFindingsSteerNoTerminal(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	r := report{env: &env{stdout: &out}, counts: map[doctor.Level]int{}}
	r.tell(doctor.Finding{Level: doctor.OK, Check: "list", Detail: "\"a\x1b]0;x\a\nb\" is there", Advice: "go on"})
	assert.Equal(t, "ok    list                   \"a]0;x b\" is there; go on\n", out.String())
}

// listColumns are those of the help desk's list, but for the index of the key.
func listColumns() []graphtest.Column {
	columns := graphtest.ColumnsOf(ticketlist.Columns())
	for i := range columns {
		columns[i].Indexed, columns[i].Unique = columns[i].Indexed && !columns[i].Unique, false
	}
	return columns
}

func TestTheBotIsRefused(t *testing.T) {
	t.Parallel()
	_, _, c, trusting := office(t)
	c.Bot.ClientSecret = "another"
	found := diagnosis{env: &env{now: today, config: c}, http: trusting}.signIn(t.Context())
	require.Len(t, found, 1)
	assert.Equal(t, doctor.Fail, found[0].Level)
	assert.Equal(t, "the client secret is wrong", found[0].Detail)
	assert.Equal(t, "of the bot, copy the secret's value, not its id (AADSTS7000215)", found[0].Advice)
}

func TestDoctorOnSettings(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := deskhand(t, append(settings(t), "DESKHAND_LISTEN=nowhere", "DESKHAND_BOT_WORKERS=0"), "", "doctor")
	assert.Equal(t, 1, code)
	assert.Empty(t, stderr)
	assert.Contains(t, stdout, "FAIL  settings               listen: \"nowhere\" is not an address; write host:port")
	assert.Contains(t, stdout, "FAIL  settings               bot.workers: nobody would work")

	code, stdout, _ = deskhand(t, append(settings(t), "DESKHAND_BOT_NO_AUTH=true"), "", "doctor")
	assert.Zero(t, code, stdout)
	assert.Contains(t, stdout, "off   Microsoft Graph        graph.enabled: false")
	assert.Contains(t, stdout, "off   app package            bot.app_id is empty")

	code, stdout, _ = deskhand(t, append(settings(t), "DESKHAND_BOT_NO_AUTH=true"), "", "doctor", "--manifest", "deskhand.zip")
	assert.Equal(t, 1, code)
	assert.Contains(t, stdout, "FAIL  app package            there is no deskhand.zip; ", "the name that it has by default was meant")
}

func TestLocalChecks(t *testing.T) {
	t.Parallel()
	const ours, theirs = "5d1b6a0e-7c1f-4c5b-8a51-9c1f2e3d4a5b", "3f1c8a52-0f0e-4a57-9d2c-6f4f7b1f0a11"
	bot := func(change func(*config.Config)) config.Config {
		var c config.Config
		c.Bot.AppID = ours
		if change != nil {
			change(&c)
		}
		return c
	}
	secret := func(day string) config.Config {
		return bot(func(c *config.Config) { c.Bot.ClientSecret, c.Bot.ClientSecretExpires = "s", day })
	}
	certificate := func(days int) config.Config {
		return bot(func(c *config.Config) { c.Bot.CertificateFile = certificateFile(t, today().AddDate(0, 0, days)) })
	}
	for name, tt := range map[string]struct {
		config   config.Config
		manifest string
		check    func(diagnosis, context.Context) []doctor.Finding
		level    doctor.Level
		text     string
	}{
		"no database": {
			config.Config{Database: "postgres://nobody@127.0.0.1:1/none?connect_timeout=1"}, "", diagnosis.database, doctor.Fail, "check that it runs",
		},
		"no articles":       {config.Config{KB: config.KB{Dir: t.TempDir()}}, "", diagnosis.articles, doctor.Fail, "kb.dir"},
		"secret, unknown":   {secret(""), "", diagnosis.credentials, doctor.Warn, "set bot.client_secret_expires"},
		"secret, good":      {secret("2027-01-30"), "", diagnosis.credentials, doctor.OK, "good until 30 January 2027"},
		"secret, soon":      {secret("2026-12-26"), "", diagnosis.credentials, doctor.Warn, "expires on 26 December 2026"},
		"secret, gone":      {secret("2026-11-26"), "", diagnosis.credentials, doctor.Fail, "expired on 26 November 2026"},
		"certificate, good": {certificate(31), "", diagnosis.credentials, doctor.OK, "bot certificate is good until 27 December 2026"},
		"certificate, soon": {certificate(29), "", diagnosis.credentials, doctor.Warn, "expires on 25 December 2026"},
		"certificate, gone": {certificate(-1), "", diagnosis.credentials, doctor.Fail, "expired on 25 November 2026"},
		"no certificate": {
			bot(func(c *config.Config) { c.Bot.CertificateFile = "missing.pem" }), "", diagnosis.credentials, doctor.Fail, "missing.pem",
		},
		"nothing that ends": {bot(func(c *config.Config) { c.Bot.ManagedIdentity = true }), "", diagnosis.credentials, doctor.OK, "none"},
		"package, ours":     {bot(nil), appPackage(t, strings.ToUpper(ours)), diagnosis.appPackage, doctor.OK, "desk.example.com"},
		"package, another":  {bot(nil), appPackage(t, theirs), diagnosis.appPackage, doctor.Fail, theirs},
		"package, no bot": {
			config.Config{}, appPackage(t, theirs), diagnosis.appPackage, doctor.Warn, theirs + ", at desk.example.com, and bot.app_id is empty",
		},
		"package, broken":   {bot(nil), "doctor_test.go", diagnosis.appPackage, doctor.Fail, "make it again"},
		"no package":        {bot(nil), "", diagnosis.appPackage, doctor.Warn, "--manifest"},
		"no package, named": {bot(nil), "deskhand.zip", diagnosis.appPackage, doctor.Fail, "there is no deskhand.zip; name the package"},
		"package elsewhere": {bot(nil), "no/such/folder/desk.zip", diagnosis.appPackage, doctor.Fail, "there is no no/such/folder/desk.zip"},
		"package for another host": {
			bot(func(c *config.Config) { c.Graph.NotificationURL = "https://other.example.com/api/graph/notifications" }),
			appPackage(t, ours), diagnosis.appPackage, doctor.Warn, "other.example.com",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := diagnosis{env: &env{now: today, config: tt.config}, manifest: tt.manifest}
			found := tt.check(d, t.Context())
			require.Len(t, found, 1)
			assert.Equal(t, tt.level, found[0].Level, found)
			assert.Contains(t, found[0].Detail+"; "+found[0].Advice, tt.text)
		})
	}
}

// serve tells of the same once a day.
func TestCredentialsAreWatched(t *testing.T) {
	t.Parallel()
	var c config.Config
	c.Bot.AppID, c.Bot.ClientSecret, c.Bot.ClientSecretExpires = "a", "s", "2026-12-10"
	c.Graph.Enabled, c.Graph.ClientID, c.Graph.CertificateFile = true, "g", certificateFile(t, today().AddDate(1, 0, 0))
	var log bytes.Buffer
	registry := prometheus.NewRegistry()
	x := newExpiry(&env{config: c, now: today}, slog.New(slog.NewTextHandler(&log, nil)), registry)
	assert.Equal(t, 24*time.Hour, x.watch(t.Context()))
	assert.InDelta(t, float64(time.Date(2026, 12, 10, 0, 0, 0, 0, time.UTC).Unix()), testutil.ToFloat64(x.ends.WithLabelValues("bot client secret")), 0)
	assert.InDelta(t, float64(today().AddDate(1, 0, 0).Unix()), testutil.ToFloat64(x.ends.WithLabelValues("graph certificate")), 0)
	assert.Equal(t, 1, strings.Count(log.String(), "level=WARN"), log.String())
	assert.Contains(t, log.String(), `credential="bot client secret"`)
	assert.Contains(t, log.String(), "days=13")
}

// certificateFile holds a certificate that ends at some time, and its key.
func certificateFile(t *testing.T, ends time.Time) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: ends.AddDate(-1, 0, 0), NotAfter: ends}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "certificate.pem")
	content := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...)
	require.NoError(t, os.WriteFile(file, content, 0o600))
	return file
}
