package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/config"
)

// write makes a file for a test and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestEnvironmentGoesBeforeFileBeforeDefault(t *testing.T) {
	t.Parallel()
	path := write(t, "settings.yaml", `
data_dir: /from/file
kb: {dir: /from/file}
bot:
  no_auth: true
  typing_after:      # left empty: stays what it was
  service_hosts: [one.example.com, "two.example.com:8443"]
  allowed_tenants: one, two
`)
	c, err := config.Load(path, []string{
		"DESKHAND_KB_DIR=/from/environment",
		"DESKHAND_METRICS_LISTEN=",
		"DESKHAND_DESK_HOLIDAYS= 2026-12-24 ,2026-12-25, ",
		"DESKHAND_TEST_POSTGRES=not ours",
		"DESKHAND_CONFIG=not ours",
		"PATH=/bin",
	})
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1:3978", c.Listen)
	assert.Equal(t, "/from/file", c.DataDir)
	assert.Equal(t, "/from/environment", c.KB.Dir)
	assert.Empty(t, c.Metrics.Listen)
	assert.Equal(t, 200*time.Millisecond, c.Bot.TypingAfter)
	assert.Equal(t, []string{"one.example.com", "two.example.com:8443"}, c.Bot.ServiceHosts)
	assert.Equal(t, []string{"one", "two"}, c.Bot.AllowedTenants)
	assert.Equal(t, []string{"2026-12-24", "2026-12-25"}, c.Desk.Holidays)
	assert.Equal(t, "sqlite:/from/file/deskhand.db", c.DatabaseURL())
}

func TestTheBotsOwnTenantIsAllowedUnlessOthersAreNamed(t *testing.T) {
	t.Parallel()
	c, err := config.Load("", variables(registered))
	require.NoError(t, err)
	assert.Equal(t, []string{"tenant"}, c.Bot.AllowedTenants)

	c, err = config.Load("", variables(registered+"bot.allowed_tenants=other"))
	require.NoError(t, err)
	assert.Equal(t, []string{"other"}, c.Bot.AllowedTenants)
}

func TestTheFileInTheWorkingDirectoryIsFoundByItself(t *testing.T) {
	path := write(t, "deskhand.yaml", "language: nb")
	t.Chdir(filepath.Dir(path))
	c, err := config.LoadOffline("", nil)
	require.NoError(t, err)
	assert.Equal(t, "nb", c.Language)

	t.Chdir(t.TempDir())
	c, err = config.LoadOffline("", nil)
	require.NoError(t, err)
	assert.Equal(t, "en", c.Language)
}

func TestAFileThatIsNamedMustBeThere(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "missing.yaml")
	_, err := config.Load(path, nil) // and doesn't say that app_id, which may be in it, is missing
	assert.EqualError(t, err, path+": open "+path+": no such file or directory; name a file that exists and can be read")
}

func TestAnEmptyFileSaysNothing(t *testing.T) {
	t.Parallel()
	want, err := config.LoadOffline("", nil)
	require.NoError(t, err)
	for _, text := range []string{"", "# later\n", "---\n", "bot:\ndesk: ~\n"} {
		c, err := config.LoadOffline(write(t, "empty.yaml", text), nil)
		require.NoError(t, err, text)
		assert.Equal(t, want, c, text)
	}
}

func TestAnAnchorStandsForItsValue(t *testing.T) {
	t.Parallel()
	c, err := config.LoadOffline(write(t, "anchors.yaml", `
desk:
  hours: {mon: &short 09:00-15:00, tue: *short}
  sla: {critical: &fast {response: 30m, resolution: 2h}, high: *fast}
`), nil)
	require.NoError(t, err)
	assert.Equal(t, "09:00-15:00", c.Desk.Hours.Tue)
	assert.Equal(t, config.Target{Response: 30 * time.Minute, Resolution: 2 * time.Hour}, c.Desk.SLA.High)
}

func TestASecretCanComeFromAFile(t *testing.T) {
	t.Parallel()
	secret := write(t, "secret", " top secret \r\n\n")
	c, err := config.LoadOffline("", []string{"DESKHAND_BOT_CLIENT_SECRET_FILE=" + secret})
	require.NoError(t, err)
	assert.Equal(t, " top secret ", c.Bot.ClientSecret.Reveal())

	_, err = config.LoadOffline("", []string{
		"DESKHAND_BOT_CLIENT_SECRET_FILE=" + secret, "DESKHAND_BOT_CLIENT_SECRET=other",
		"DESKHAND_BOT_CERTIFICATE_PASSWORD_FILE=/nowhere/at/all",
		"DESKHAND_LISTEN_FILE=" + secret,
	})
	assert.EqualError(t, err, strings.Join([]string{
		"DESKHAND_BOT_CLIENT_SECRET_FILE: bot.client_secret: DESKHAND_BOT_CLIENT_SECRET is set as well; keep one of the two",
		"DESKHAND_BOT_CERTIFICATE_PASSWORD_FILE: bot.certificate_password: open /nowhere/at/all: no such file or directory; " +
			"name a file that exists and can be read",
		"environment: DESKHAND_LISTEN_FILE: there is no such setting; did you mean DESKHAND_LISTEN?",
	}, "\n"))
}

func TestTheExampleInTheDocumentationWorks(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/settings.md")
	require.NoError(t, err)
	_, after, _ := strings.Cut(string(page), "```yaml\n")
	example, _, found := strings.Cut(after, "```")
	require.True(t, found)
	c, err := config.Load(write(t, "deskhand.yaml", example), nil)
	require.NoError(t, err)
	assert.Len(t, c.Desk.Holidays, 3)
}
