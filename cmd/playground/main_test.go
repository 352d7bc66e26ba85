package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/e2e/playground"
)

func env(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func TestSettingsHaveDefaults(t *testing.T) {
	t.Parallel()
	s, err := readSettings(env(nil))
	require.NoError(t, err)
	assert.Equal(t, settings{listen: "127.0.0.1:3978", dir: filepath.Join("data", "playground"), port: 56150}, s)
}

func TestSettingsFollowTheEnvironment(t *testing.T) {
	t.Parallel()
	s, err := readSettings(env(map[string]string{
		"DESKHAND_LISTEN": "[::1]:4000", "DESKHAND_DATA_DIR": "/srv", "PLAYGROUND_PORT": "5000",
	}))
	require.NoError(t, err)
	assert.Equal(t, settings{listen: "[::1]:4000", dir: filepath.Join("/srv", "playground"), port: 5000}, s)
}

func TestSettingsThatCannotBe(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ name, value string }{
		{"DESKHAND_LISTEN", "localhost"},
		{"DESKHAND_LISTEN", "127.0.0.1:0"},
		{"PLAYGROUND_PORT", "often"},
		{"PLAYGROUND_PORT", "0"},
		{"PLAYGROUND_PORT", "65536"},
	} {
		_, err := readSettings(env(map[string]string{row.name: row.value}))
		require.ErrorContainsf(t, err, row.name, "%s=%s", row.name, row.value)
		require.ErrorContains(t, err, row.value)
	}
}

func TestPortsThatAreTakenNameTheirSetting(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", ":0")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, taken.Close()) })
	port := taken.Addr().(*net.TCPAddr).Port

	bot := settings{listen: net.JoinHostPort("127.0.0.1", strconv.Itoa(port))}
	require.ErrorContains(t, bot.checkPorts(t.Context()), "DESKHAND_LISTEN=")
	client := settings{listen: "127.0.0.1:0", port: port}
	require.ErrorContains(t, client.checkPorts(t.Context()), "PLAYGROUND_PORT=")
	require.NoError(t, settings{listen: "127.0.0.1:0"}.checkPorts(t.Context()))
}

func TestWithoutTheClientTheTerminalIsOffered(t *testing.T) {
	t.Chdir(t.TempDir())
	null, err := os.Open(os.DevNull)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, null.Close()) })
	var out bytes.Buffer
	err = run(t.Context(), env(nil), null, &out)
	require.ErrorIs(t, err, playground.ErrNoClient)
	require.ErrorContains(t, err, "./bin/deskhand chat")
	assert.Empty(t, out.String())
}

func TestOnlyATerminalIsATerminal(t *testing.T) {
	t.Parallel()
	null, err := os.Open(os.DevNull)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, null.Close()) })
	assert.False(t, isTerminal(null))

	file, err := os.Create(filepath.Join(t.TempDir(), "file"))
	require.NoError(t, err)
	assert.False(t, isTerminal(file))
	require.NoError(t, file.Close())
	assert.False(t, isTerminal(file), "a closed standard input is none either")
}

func TestLastWordsAreQuoted(t *testing.T) {
	t.Parallel()
	log, err := newLog(filepath.Join(t.TempDir(), "log"))
	require.NoError(t, err)
	_, err = log.file.Write(bytes.Repeat([]byte("chatter\n"), 1000))
	require.NoError(t, err)
	_, err = log.file.WriteString("the disk is full\n")
	require.NoError(t, err)

	explained := log.explain(assert.AnError)
	require.ErrorIs(t, explained, assert.AnError)
	require.ErrorContains(t, explained, "the disk is full")
	assert.Less(t, len(explained.Error()), 3000, "the rest is in the file")
	log.close(&err)
	require.NoError(t, err)
}

// What an administrator is told to type names the files that the programs write.
func TestTheWordsForAdministrators(t *testing.T) {
	t.Parallel()
	s, err := readSettings(env(map[string]string{"DESKHAND_DATA_DIR": "/srv"}))
	require.NoError(t, err)
	words := s.listWords()
	assert.NotContains(t, words, "%!")
	for _, line := range []string{
		"http://" + graphPage, "\n  set -a; . /srv/playground/graph/fakegraph.env; set +a\n",
		"\n  export DESKHAND_DATABASE=sqlite:/srv/playground/graph/deskhand.db\n", "\n  ./bin/deskhand ticket list\n",
	} {
		assert.Contains(t, words, line)
	}
}
