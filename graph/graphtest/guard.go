package graphtest

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Request is a request that was made, as it came in.
type Request struct {
	At     time.Time
	Method string
	Path   string // without /v1.0
	Query  string
	Body   string
	Status int  // of the answer; 0: the connection was broken
	Fault  Kind // what went wrong on purpose; "": nothing
}

// Requests returns every request so far, the oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Count returns how many requests there were so far with this method and a path of this pattern, as Fault has them.
func (s *Server) Count(method, path string) int {
	n := 0
	for _, r := range s.Requests() {
		if matches(method, path, r.Method, r.Path) {
			n++
		}
	}
	return n
}

// recorder keeps an answer until it is certain what becomes of it.
type recorder struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func newRecorder() *recorder { return &recorder{header: http.Header{}} }

func (r *recorder) Header() http.Header { return r.header }
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(p)
}

// send passes the answer on.
func (r *recorder) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), r.header)
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body.Bytes()) // fails when the caller is gone, which is the caller's business
}

// guard stands before every request: it reads it, waits, lets faults happen, and notes what came of it.
func (s *Server) guard(w http.ResponseWriter, r *http.Request) {
	if !s.begin() {
		hangUp(w)
		return
	}
	defer s.calls.Done()
	asked, err := readRequest(r)
	if err != nil {
		rec := newRecorder()
		writeFailure(rec, r, &Failure{Status: http.StatusBadRequest, Code: "BadRequest", Message: err.Error()})
		rec.send(w)
		return
	}
	noted := Request{At: s.opts.Now(), Method: asked.Method, Path: asked.URL.Path, Query: asked.URL.RawQuery, Body: string(bodyOf(asked))}
	fault, delay := s.nextFault(asked)
	noted.Fault = fault.kind
	if !wait(r.Context(), delay) {
		return
	}
	rec := newRecorder()
	if !fault.kind.early() {
		s.serve(rec, asked)
	}
	if fault.kind.spoils() {
		rec = newRecorder()
		fault.answer(rec, r)
	}
	broken := fault.kind == Reset || fault.kind == Lost
	if !broken {
		noted.Status = rec.status
	}
	s.mu.Lock()
	s.requests = append(s.requests, noted)
	s.mu.Unlock()
	if broken {
		hangUp(w)
		return
	}
	rec.send(w)
}

// begin notes that a request is worked, which Close waits for, and reports whether the server still works any.
func (s *Server) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping.Err() != nil {
		return false
	}
	s.calls.Add(1)
	return true
}

// serve works the request, and holds it and its answer against the description of Graph.
func (s *Server) serve(rec *recorder, r *http.Request) {
	rec.header.Set("Request-Id", rand.Text())
	if id := r.Header.Get("Client-Request-Id"); id != "" {
		rec.header.Set("Client-Request-Id", id)
	}
	if isNative(r.URL.Path) {
		rec.header.Set("Sprequestguid", rec.header.Get("Request-Id"))
		s.native.ServeHTTP(rec, r)
		return
	}
	s.routes.ServeHTTP(rec, r)
	if s.spec == nil || isLogin(r.URL.Path) {
		return
	}
	if err := s.spec.check(r, rec); err != nil {
		s.opts.Violation(err)
	}
}

// maxBody is more than any request needs, in bytes.
const maxBody = 4 << 20

type (
	bodyKey struct{}
	baseKey struct{}
)

// bodyOf is what the guard has read of the request.
func bodyOf(r *http.Request) []byte {
	body, _ := r.Context().Value(bodyKey{}).([]byte)
	return body
}

// readRequest reads a request, and brings its path into the one form that the table of routes knows.
func readRequest(r *http.Request) (*http.Request, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("reading the request: %w", err)
	}
	if r.Header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("the body is not what Content-Encoding says: %w", err)
		}
		if body, err = io.ReadAll(io.LimitReader(unpacked, maxBody)); err != nil {
			return nil, fmt.Errorf("the body is not what Content-Encoding says: %w", err)
		}
	}
	path, base := r.URL.EscapedPath(), ""
	if rest, ok := strings.CutPrefix(path, "/v1.0/"); ok {
		path, base = "/"+rest, "/v1.0"
	}
	ctx := context.WithValue(context.WithValue(r.Context(), bodyKey{}, body), baseKey{}, base)
	asked := r.Clone(ctx)
	asked.Header.Del("Content-Encoding")
	asked.Body = io.NopCloser(bytes.NewReader(body))
	asked.ContentLength = int64(len(body))
	if m := deltaWithToken.FindStringSubmatch(path); m != nil {
		path = m[1]
		query := asked.URL.Query()
		query.Set("token", m[2])
		asked.URL.RawQuery = query.Encode()
	}
	asked.URL.RawPath = plainPath(path)
	if asked.URL.Path, err = url.PathUnescape(asked.URL.RawPath); err != nil {
		return nil, fmt.Errorf("reading the path: %w", err)
	}
	return asked, nil
}

var (
	alternateKey   = regexp.MustCompile(`^/directoryRoles\((roleTemplateId=.*?)\)`)
	deltaWithToken = regexp.MustCompile(`^(.*/items/delta)\(token=(?:'|%27)(.*?)(?:'|%27)\)$`)
	siteByPath     = regexp.MustCompile(`^/sites/([^/:]+):/([^:]*?)/?(?::(/.*)?)?$`)
)

// plainPath turns the forms that are no folders into ones that are: directoryRoles(key=…), and sites/host:/path:/rest.
func plainPath(path string) string {
	path = alternateKey.ReplaceAllString(strings.ReplaceAll(path, "%3A", ":"), "/directoryRoles/$1")
	if m := siteByPath.FindStringSubmatch(path); m != nil {
		return "/sites/" + url.PathEscape(m[1]+":/"+m[2]) + m[3]
	}
	return path
}

// wait waits, and reports whether the caller is still there.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// hangUp breaks the connection. Where it can't be had, the answer stays empty, which the caller takes for the same.
func hangUp(w http.ResponseWriter) {
	if connection, _, err := http.NewResponseController(w).Hijack(); err == nil {
		_ = connection.Close() // it is to break
	}
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // into a buffer
}
