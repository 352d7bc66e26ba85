package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"deskhand/internal/locale"
	"deskhand/store/storetest"
)

func TestMain(m *testing.M) {
	forget, err := trust(graphCertificate)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"), goleak.Cleanup(func(code int) {
		forget()
		os.Exit(code)
	}))
}

// deskhand runs a command as the shell would, and returns its status and what it printed.
func deskhand(t *testing.T, environ []string, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, problems bytes.Buffer
	e := &env{ctx: t.Context(), stdin: strings.NewReader(stdin), stdout: &out, stderr: &problems, now: time.Now}
	code = run(e, args, environ)
	return code, out.String(), problems.String()
}

// settings are those of a new installation in a folder of its own.
func settings(t *testing.T) []string {
	t.Helper()
	return []string{"DESKHAND_DATA_DIR=" + t.TempDir(), "DESKHAND_KB_DIR=../../kb", "DESKHAND_LOG_LEVEL=error"}
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		"help":              {[]string{"--help"}, 0, "serve", ""},
		"version":           {[]string{"--version"}, 0, "dev", ""},
		"no such command":   {[]string{"dance"}, 2, "", "unexpected argument dance\nSee deskhand --help."},
		"serve, unsettled":  {[]string{"serve"}, 1, "", "bot.app_id"},
		"no such settings":  {[]string{"--config", "missing.yaml", "kb", "lint"}, 1, "", "missing.yaml"},
		"no open tickets":   {[]string{"ticket", "list"}, 0, "No open tickets; --all", ""},
		"no tickets":        {[]string{"ticket", "list", "--all"}, 0, "No tickets.", ""},
		"no such ticket":    {[]string{"ticket", "take", "HD-9"}, 1, "", "no such ticket: HD-9"},
		"none to show":      {[]string{"ticket", "show", "99"}, 1, "", "no such ticket: HD-99"},
		"nothing taught":    {[]string{"kb", "phrasings", "list", "sla"}, 0, "Nothing has been taught.", ""},
		"no such article":   {[]string{"kb", "phrasings", "list", "nosuch"}, 1, "", "no article has the id"},
		"no ticket at all":  {[]string{"ticket", "show", "nine"}, 1, "", "they look like HD-42"},
		"assigned to none":  {[]string{"ticket", "assign", "HD-9"}, 2, "", "--to=NAME or --nobody"},
		"assigned to both":  {[]string{"ticket", "assign", "HD-9", "--to", "Eva", "--nobody"}, 2, "", "can't be used together"},
		"assigned to blank": {[]string{"ticket", "assign", "HD-9", "--to", " "}, 1, "", "--to NAME"},
		"nothing to tell":   {[]string{"ticket", "resolve"}, 2, "", "See deskhand ticket resolve --help."},
		"no such tier":      {[]string{"ticket", "tier", "HD-9", "vital"}, 2, "", `"productivity","important","critical"`},
		"amended to none":   {[]string{"ticket", "amend", "HD-9"}, 1, "", "deskhand ticket amend HD-9"},
		"search":            {[]string{"kb", "search", "where can I see why my flow failed?"}, 0, "flow-failed", ""},
		"in one language":   {[]string{"kb", "search", "--language", "nb", "treg flyt"}, 0, "speed it up? (only in \"en\")\n", ""},
		"search as JSON":    {[]string{"kb", "search", "--json", "what is the weather"}, 0, `"verdict": "unknown"`, ""},
		"articles in order": {[]string{"kb", "lint"}, 0, "0 faults", ""},
		"no articles":       {[]string{"kb", "lint", "nowhere"}, 1, "", "nowhere"},
		"manifest, wrong":   {[]string{"manifest", "--app-id", "me", "--domain", "https://x"}, 1, "", "me"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := deskhand(t, settings(t), "", tt.args...)
			assert.Equal(t, tt.code, code, stderr)
			assert.Contains(t, stdout, tt.stdout)
			assert.Contains(t, stderr, tt.stderr)
		})
	}
}

// What the welcome card suggests to ask is answered, not asked back.
func TestSuggestionsAreAnswered(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	require.NoError(t, err)
	for _, language := range locale.Languages() {
		for question := range strings.SplitSeq(catalog.For(language).T("welcome.asks"), "|") {
			code, stdout, stderr := deskhand(t, settings(t), "", "kb", "search", "--language", string(language), question)
			require.Zero(t, code, stderr)
			assert.Contains(t, stdout, "sure", question)
		}
	}
}

func TestLintNamesEveryFault(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "en"), 0o755))
	bad := "---\nid: other\nquestion: No question\n---\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "en", "bad.md"), []byte(bad), 0o600))
	code, stdout, _ := deskhand(t, settings(t), "", "kb", "lint", dir)
	assert.Equal(t, 1, code)
	assert.Contains(t, stdout, "en/bad.md:2:")
	assert.Contains(t, stdout, "en/bad.md:3:")
}

func TestManifestIsWritten(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "app.zip")
	code, stdout, stderr := deskhand(t, nil, "", "manifest", "--app-id", "3f1c8a52-0f0e-4a57-9d2c-6f4f7b1f0a11",
		"--domain", "desk.example.com", "--out", path)
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "app.zip")
	archive, err := zip.OpenReader(path)
	require.NoError(t, err)
	require.NoError(t, archive.Close())
}

// A whole conversation in the terminal: an answer, a ticket, and the desk's reply to it.
func TestChat(t *testing.T) {
	t.Parallel()
	environ := settings(t)
	lines := "hvorfor feilet flyten min?\n1\n99\nkaffemaskinen er ødelagt\n1\n\n\n\nnobody\n2\n3\nmine saker\nexit\n"
	code, stdout, stderr := deskhand(t, environ, lines, "chat", "--language", "nb")
	require.Zero(t, code, stderr)
	for _, want := range []string{"Deskhand", "[1] Dette hjalp", "ingen knapp 99", "HD-1"} {
		assert.Contains(t, stdout, want)
	}
	code, stdout, stderr = deskhand(t, environ, "", "ticket", "show", "HD-1")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "impact team, urgency high")
}

// teams is what the bot talks to: it keeps what it is told.
func teamsServer(t *testing.T) (url string, said <-chan string) {
	t.Helper()
	all := make(chan string, 100)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		all <- string(body)
		fmt.Fprint(w, `{"id":"1"}`)
	}))
	t.Cleanup(server.Close)
	return server.URL, all
}

// serve runs the server until the test ends, and returns where it listens. It must stop without an error.
func serve(t *testing.T, environ ...string) (address, metrics string) {
	t.Helper()
	address, metrics = freeAddress(t), freeAddress(t)
	var log bytes.Buffer
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	e := &env{ctx: ctx, stdout: io.Discard, stderr: &log, now: time.Now}
	stopped := make(chan int, 1)
	go func() {
		stopped <- run(e, []string{"serve"}, append(environ, "DESKHAND_BOT_NO_AUTH=true",
			"DESKHAND_LISTEN="+address, "DESKHAND_METRICS_LISTEN="+metrics, "DESKHAND_LOG_FORMAT=json"))
	}()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		stop()
		assert.Zero(t, <-stopped, log.String())
	})
	await(t, "http://"+address+"/readyz")
	return address, metrics
}

// deliver posts an activity as Teams does, and returns the answer.
func deliver(t *testing.T, address, serviceURL, id, more string) string {
	t.Helper()
	return deliverFrom(t, `{"id":"29:kari","name":"Kari"}`, address, serviceURL, id, more)
}

func deliverFrom(t *testing.T, person, address, serviceURL, id, more string) string {
	t.Helper()
	body := fmt.Sprintf(`{"id":%q,"channelId":"msteams","serviceUrl":%q,"replyToId":"card","from":%s,
		"recipient":{"id":"28:bot"},"conversation":{"id":"a:1","conversationType":"personal"},%s}`, id, serviceURL, person, more)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/api/messages", strings.NewReader(body))
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode)
	return string(answer)
}

// hear waits for what the bot says next.
func hear(t *testing.T, said <-chan string) string {
	t.Helper()
	select {
	case text := <-said:
		return text
	case <-time.After(20 * time.Second):
		t.Fatal("the bot says nothing")
		return ""
	}
}

// The server answers a message that comes over HTTP, and stops when it is told to, with nothing left running.
func TestServe(t *testing.T) {
	t.Parallel()
	teams, said := teamsServer(t)
	address, metrics := serve(t, settings(t)...)
	await(t, "http://"+address+"/healthz")
	deliver(t, address, teams, "1", `"type":"message","text":"help"`)
	assert.Contains(t, hear(t, said), "AdaptiveCard")
	assert.Contains(t, await(t, "http://"+metrics+"/metrics"), "deskhand_duplicate_deliveries_total 0")
}

// Two replicas over one database: what is delivered to both is worked once.
func TestReplicas(t *testing.T) {
	t.Parallel()
	database := "DESKHAND_DATABASE=" + storetest.Postgres(t)
	teams, said := teamsServer(t)
	one, _ := serve(t, append(settings(t), database)...)
	other, _ := serve(t, append(settings(t), database)...)
	both := func(id, more string) (answers [2]string) {
		var group sync.WaitGroup
		for i, address := range []string{one, other} {
			group.Go(func() { answers[i] = deliver(t, address, teams, id, more) })
		}
		group.Wait()
		return answers
	}

	both("question", `"type":"message","text":"my tickets"`)
	assert.Contains(t, hear(t, said), "You have no open or recent tickets")
	for _, answer := range both("press", `"type":"invoke","name":"adaptiveCard/action","value":{"action":{"verb":"ticket.open",
		"data":{"nonce":"n","summary":"The app is down","impact":"me","urgency":"low"}}}`) {
		assert.Contains(t, answer, "HD-1")
	}
	for range 2 { // each replaces the card that was pressed on
		assert.Contains(t, hear(t, said), "HD-1")
	}
	code, _, stderr := deskhand(t, append(settings(t), database), "", "ticket", "take", "HD-1", "--as", "Ola")
	require.Zero(t, code, stderr)
	assert.Contains(t, hear(t, said), "Ola is working on your ticket")
	both("list", `"type":"message","text":"my tickets"`)
	assert.Contains(t, hear(t, said), "HD-1")
	assert.Empty(t, said, "nothing is said twice")
}

// await gets a page as soon as it is there.
func await(t *testing.T, url string) string {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for {
		response, err := http.Get(url) //nolint:noctx,gosec // loopback
		if err == nil {
			body, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			if response.StatusCode == http.StatusOK {
				return string(body)
			}
		}
		select {
		case <-deadline:
			t.Fatalf("%s does not answer: %v", url, err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return listener.Addr().String()
}
