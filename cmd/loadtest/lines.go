package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// lines send messages to the bot over connections that stay open. They speak HTTP by themselves, since an http.Client
// wakes two goroutines for every message, and takes that from the bot on the same cores. They are safe for concurrent use.
type lines struct {
	address string
	head    string // of every request, up to its length

	mu   sync.Mutex
	free []*line
}

// line is a connection to the bot on which nobody waits.
type line struct {
	net.Conn
	reader *bufio.Reader
	out    []byte
}

// newLines returns lines to the bot at the address, which is shown the token with every message.
func newLines(address, token string) *lines {
	return &lines{address: address, head: "POST /api/messages HTTP/1.1\r\nHost: " + address + "\r\nAuthorization: Bearer " + token +
		"\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: "}
}

// post sends an activity and returns when the bot has accepted it.
func (l *lines) post(ctx context.Context, activity []byte) error {
	c, err := l.take(ctx)
	if err != nil {
		return fmt.Errorf("calling the bot: %w", err)
	}
	deadline, _ := ctx.Deadline()
	status, err := c.exchange(deadline, l.head, activity)
	if err != nil {
		_ = c.Close() // the reason above is the one to tell
		return fmt.Errorf("sending a message: %w", err)
	}
	l.mu.Lock()
	l.free = append(l.free, c)
	l.mu.Unlock()
	if status != http.StatusOK {
		return fmt.Errorf("sending a message: the bot answered %d %s", status, http.StatusText(status))
	}
	return nil
}

// take is a free line, or a new one.
func (l *lines) take(ctx context.Context) (*line, error) {
	l.mu.Lock()
	if last := len(l.free) - 1; last >= 0 {
		c := l.free[last]
		l.free = l.free[:last]
		l.mu.Unlock()
		return c, nil
	}
	l.mu.Unlock()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", l.address)
	if err != nil {
		return nil, err
	}
	return &line{Conn: conn, reader: bufio.NewReader(conn)}, nil
}

// exchange is one request and the status of its answer.
func (c *line) exchange(deadline time.Time, head string, body []byte) (status int, err error) {
	if err := c.SetDeadline(deadline); err != nil {
		return 0, err
	}
	c.out = append(c.out[:0], head...)
	c.out = strconv.AppendInt(c.out, int64(len(body)), 10)
	c.out = append(c.out, "\r\n\r\n"...)
	c.out = append(c.out, body...)
	if _, err := c.Write(c.out); err != nil {
		return 0, err
	}
	response, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// close hangs up. Nobody may be sending.
func (l *lines) close() {
	for _, c := range l.free {
		_ = c.Close() // all has been said
	}
}
