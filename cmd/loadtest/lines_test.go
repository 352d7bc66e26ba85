package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLinesSpeakHTTPAndStayOpen(t *testing.T) {
	t.Parallel()
	var said atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		said.Store(strings.Join([]string{
			r.Method, r.Host, r.URL.Path, r.Header.Get("Authorization"), r.Header.Get("Content-Type"), string(body), r.RemoteAddr,
		}, " "))
		_, err = io.WriteString(w, strings.Repeat("an answer that nobody reads", 1000))
		assert.NoError(t, err)
	}))
	t.Cleanup(server.Close)
	address := server.Listener.Addr().String()
	lines := newLines(address, "token")
	t.Cleanup(lines.close)

	var first string
	for _, body := range []string{`{"text":"æ"}`, `{}`} {
		require.NoError(t, lines.post(t.Context(), []byte(body)))
		require.Len(t, lines.free, 1)
		from := lines.free[0].LocalAddr().String()
		want := "POST " + address + " /api/messages Bearer token application/json; charset=utf-8 " + body + " " + from
		assert.Equal(t, want, said.Load())
		if first == "" {
			first = from
		}
		assert.Equal(t, first, from, "one line for both")
	}
}

func TestLinesThatBreakAreNotKept(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if assert.NoError(t, err) {
			assert.NoError(t, conn.Close())
		}
	}))
	lines := newLines(server.Listener.Addr().String(), "token")
	require.ErrorContains(t, lines.post(t.Context(), []byte("{}")), "sending a message")
	assert.Empty(t, lines.free)

	server.Close()
	require.ErrorContains(t, lines.post(t.Context(), []byte("{}")), "calling the bot")
}

func TestLinesGiveUpInTime(t *testing.T) {
	t.Parallel()
	asleep := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-asleep }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(asleep) })
	lines := newLines(server.Listener.Addr().String(), "token")
	line, err := lines.take(t.Context())
	require.NoError(t, err)
	lines.free = append(lines.free, line)
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	require.ErrorContains(t, lines.post(ctx, []byte("{}")), "timeout")
}
