package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// role makes this test binary play a bot, and says which sort of one.
const role = "LOADTEST_ROLE"

func TestMain(m *testing.M) {
	if playing := os.Getenv(role); playing != "" {
		os.Exit(play(playing))
	}
	os.Exit(m.Run())
}

// play is a bot that is ready at once, and ends well, badly, or before it is ready.
func play(playing string) int {
	fmt.Fprintln(os.Stderr, "playing a bot that", playing)
	if playing == "fails" {
		return 3
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	http.HandleFunc("/readyz", func(http.ResponseWriter, *http.Request) {})
	http.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, metrics) })
	failed := make(chan error, 2)
	for _, name := range []string{"DESKHAND_METRICS_LISTEN", "DESKHAND_LISTEN"} {
		go func() { failed <- http.ListenAndServe(os.Getenv(name), nil) }()
	}
	select {
	case err := <-failed:
		fmt.Fprintln(os.Stderr, err)
		return 4
	case <-ctx.Done():
	}
	if playing == "loses" {
		return 5
	}
	return 0
}

func newTestSite(t *testing.T, playing string) site {
	t.Helper()
	program, err := os.Executable()
	require.NoError(t, err)
	s, err := newSite(t.Context(), program, t.TempDir(), "kb", []string{role + "=" + playing})
	require.NoError(t, err)
	return s
}

func TestABotIsStartedReadAndStopped(t *testing.T) {
	t.Parallel()
	s := newTestSite(t, "serves")
	for range 2 { // the addresses are free again
		b, took, err := s.start(t.Context())
		require.NoError(t, err)
		assert.Positive(t, took)
		// The metrics have a listener of their own, which may be a moment later.
		require.EventuallyWithT(t, func(c *assert.CollectT) {
			u, err := b.usage(t.Context())
			require.NoError(c, err)
			assert.Positive(c, u.resident)
		}, 10*time.Second, time.Millisecond)
		require.NoError(t, b.stop())
	}
}

func TestABotThatFailsIsQuoted(t *testing.T) {
	t.Parallel()
	_, _, err := newTestSite(t, "fails").start(t.Context())
	require.ErrorContains(t, err, "before it was ready")
	require.ErrorContains(t, err, "exit status 3")
	require.ErrorContains(t, err, "playing a bot that fails")

	missing := newTestSite(t, "serves")
	missing.bin = filepath.Join(missing.dir, "missing")
	_, _, err = missing.start(t.Context())
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestABotMustEndWell(t *testing.T) {
	t.Parallel()
	b, _, err := newTestSite(t, "loses").start(t.Context())
	require.NoError(t, err)
	require.ErrorContains(t, b.stop(), "exit status 5")
}

func TestABotIsStoppedWhenTheMeasurementIs(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	b, _, err := newTestSite(t, "serves").start(ctx)
	require.NoError(t, err)
	cancel()
	<-b.ended
	require.ErrorIs(t, b.stop(), context.Canceled)
}

func TestTheBotIsToldNothingElse(t *testing.T) {
	t.Setenv("DESKHAND_BOT_NO_AUTH", "true")
	s, err := newSite(t.Context(), "deskhand", "/site", "/kb", []string{"DESKHAND_BOT_APP_ID=" + appID})
	require.NoError(t, err)
	assert.NotContains(t, s.env, "DESKHAND_BOT_NO_AUTH=true")
	assert.Contains(t, s.env, "DESKHAND_BOT_APP_ID="+appID)
	assert.Contains(t, s.env, "DESKHAND_KB_DIR=/kb")
	assert.Contains(t, s.env, "PATH="+os.Getenv("PATH"))
	assert.NotEqual(t, s.listen, s.metrics)
}
