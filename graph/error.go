package graph

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// What callers tell apart. An *Error is each of them when its status or code says so.
var (
	// ErrNotFound: there is no such thing, or the application may not see it. Graph says 404 for both.
	ErrNotFound = errors.New("not found")
	// ErrExists: a unique value or a membership is there already (409, or 400 with SharePoint's code for a duplicate).
	ErrExists = errors.New("exists already")
	// ErrChanged: somebody else changed the item since its ETag was read (412).
	ErrChanged = errors.New("changed meanwhile")
	// ErrResync: the delta link is too old (410); all has to be read again from the beginning.
	ErrResync = errors.New("start again from the beginning")
	// ErrForbidden: the application lacks a permission or a grant (403).
	ErrForbidden = errors.New("not permitted")
	// ErrUnauthorized: the application could not prove who it is (401, or no token was to be had).
	ErrUnauthorized = errors.New("not signed in")
	// ErrNoToken: the login service gave none for want of an answer, so that Graph was not asked. It is ErrUnavailable too.
	ErrNoToken = errors.New("no token from the login service")
	// ErrUnavailable: Graph did not answer, was overloaded or throttled the application (429, 5xx, a broken connection).
	// Whether a write was carried out is then unknown.
	ErrUnavailable = errors.New("not available")
)

// Error is a call to Microsoft 365 that failed.
type Error struct {
	Service    string        // that was called; "": Microsoft Graph
	Operation  string        // what was attempted, in words: "create list item"
	Status     int           // 0 when there was no answer
	Code       string        // Graph's own code, such as itemNotFound; may be empty
	Message    string        // Graph's own message; may be empty. It may repeat what was sent
	RequestID  string        // what Microsoft's support asks for; may be empty
	RetryAfter time.Duration // how long Graph asked to be left alone; 0 when it didn't say
	Permission string        // the application permission that the operation needs; may be empty
	Advice     string        // what an administrator can do; "": what the status says
	Err        error         // what lies beneath; may be nil
}

// Error says what failed, how, and what an administrator can do about it.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(cmp.Or(e.Service, "Microsoft Graph") + ": " + e.Operation)
	switch {
	case e.Status != 0:
		fmt.Fprintf(&b, ": %d %s", e.Status, http.StatusText(e.Status))
	case e.Err != nil:
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	if e.Code != "" {
		b.WriteString(", " + e.Code)
	}
	if e.Message != "" {
		fmt.Fprintf(&b, " (%s)", strings.TrimRight(e.Message, ". \r\n"))
	}
	if e.RequestID != "" {
		b.WriteString(", request " + e.RequestID)
	}
	if advice := e.advice(); advice != "" {
		b.WriteString("; " + advice)
	}
	return b.String()
}

// advice is what an administrator can do.
func (e *Error) advice() string {
	switch {
	case e.Advice != "":
		return e.Advice
	case e.unsent():
		return "deskhand doctor tells more"
	case e.Is(ErrForbidden) && e.Permission != "":
		return "grant the application " + e.Permission + "; deskhand doctor shows what is missing"
	case e.Is(ErrForbidden):
		return "deskhand doctor shows which permission is missing"
	case e.Is(ErrUnauthorized):
		return "check graph.tenant_id, graph.client_id and the credential; deskhand doctor tells more"
	case e.Is(ErrNotFound):
		return "check the ids in the settings; deskhand doctor tells more"
	case errors.Is(e.Err, ErrNoToken):
		return "see whether graph.authority can be reached from here; deskhand doctor tells more"
	case e.Is(ErrUnavailable):
		return "it is tried again"
	}
	return ""
}

// Unwrap returns what lies beneath.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether the error is one of those that callers tell apart.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrNotFound:
		return e.Status == http.StatusNotFound
	case ErrExists:
		return e.Status == http.StatusConflict || e.duplicate()
	case ErrChanged:
		return e.Status == http.StatusPreconditionFailed
	case ErrResync:
		return e.Status == http.StatusGone
	case ErrForbidden:
		return e.Status == http.StatusForbidden
	case ErrUnauthorized:
		return e.Status == http.StatusUnauthorized
	case ErrUnavailable:
		return e.Status == 0 && !e.unsent() || e.Status == http.StatusTooManyRequests ||
			e.Status >= http.StatusInternalServerError || e.Status == http.StatusRequestTimeout
	}
	return false
}

// unsent reports whether it is known why Graph was never asked: there was no token, for one.
func (e *Error) unsent() bool {
	return errors.Is(e.Err, ErrUnauthorized) || errors.Is(e.Err, ErrNotFound) || errors.Is(e.Err, ErrResync)
}

// duplicate reports whether SharePoint refused a second item with the same value in a unique column.
func (e *Error) duplicate() bool {
	said := strings.ToLower(e.Message)
	return e.Status == http.StatusBadRequest && (strings.Contains(said, "unique constraint") || strings.Contains(said, "duplicate"))
}
