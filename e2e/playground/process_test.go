package playground

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func shell(t *testing.T, script string) *Process {
	t.Helper()
	p, err := start("it", exec.CommandContext(t.Context(), "sh", "-c", script))
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, p.Kill()) })
	return p
}

func TestProcessThatEndsByItselfSaysSo(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, shell(t, "exit 0").Err(), "it ended by itself")
	require.ErrorContains(t, shell(t, "exit 3").Err(), "it ended: exit status 3")
}

func TestStopAsksFirst(t *testing.T) {
	t.Parallel()
	p := shell(t, "trap 'exit 0' TERM; while :; do sleep 0.05; done")
	require.NoError(t, p.Stop(time.Minute))
	require.NoError(t, p.Stop(time.Minute), "stopping what has stopped is no fault")
}

func TestStopKillsWhatDoesNotListen(t *testing.T) {
	t.Parallel()
	armed := filepath.Join(t.TempDir(), "armed")
	p := shell(t, "trap '' TERM; touch '"+armed+"'; while :; do sleep 0.05; done")
	require.Eventually(t, func() bool { _, err := os.Stat(armed); return err == nil }, time.Minute, time.Millisecond)
	require.ErrorContains(t, p.Stop(10*time.Millisecond), "it did not stop within 10ms and was killed")
	<-p.Done()
}

func TestAwaitGivesTimeToStart(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	t.Cleanup(server.Close)
	require.NoError(t, shell(t, "sleep 60").Await(t.Context(), server.URL))
	require.EqualValues(t, 3, asked.Load())
}

func TestAwaitEndsWithTheProcess(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	require.ErrorContains(t, shell(t, "exit 1").Await(t.Context(), server.URL), "it ended: exit status 1")
}

func TestAwaitEndsWithTheContext(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	require.ErrorContains(t, shell(t, "sleep 60").Await(ctx, server.URL), "it does not answer at")
}
