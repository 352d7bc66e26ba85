package connector

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// Error is an answer of Teams that is not a success.
type Error struct {
	Status     int
	Code       string // Teams' own word for it, such as "ConversationNotFound"; may be empty
	Message    string // for the log
	RequestID  string // for Microsoft's support
	RetryAfter time.Duration
}

func (e *Error) Error() string {
	request := ""
	if e.RequestID != "" {
		request = fmt.Sprintf(" (request %q)", e.RequestID)
	}
	return fmt.Sprintf("Teams answered %d %s%s: %s", e.Status, e.Code, request, e.Message)
}

// Is makes errors.Is(err, ErrGone) true for the answers that mean it. Only what Teams says in so many words counts:
// a plain 403 or 404 may be a wrong setting, and must not make the bot forget how to reach everybody.
func (e *Error) Is(target error) bool {
	if target != ErrGone {
		return false
	}
	switch e.Code {
	case "ConversationNotFound", "BotNotInConversationRoster", "ConversationBlockedByUser", "MessageWritesBlocked",
		"BotDisabledByAdmin":
		return e.Status == http.StatusForbidden || e.Status == http.StatusNotFound
	}
	return false
}

// passing says whether the same request may well succeed a moment later.
func (e *Error) passing() bool {
	switch e.Status {
	case http.StatusPreconditionFailed, http.StatusTooManyRequests,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// newError reads an answer that is not a success.
func newError(response *http.Response, body []byte, now time.Time) *Error {
	var said struct {
		Error struct{ Code, Message string }
	}
	_ = json.Unmarshal(body, &said) // whatever stands before Teams may answer in another way
	const enough = 300
	return &Error{
		Status:     response.StatusCode,
		Code:       said.Error.Code,
		Message:    said.Error.Message[:min(len(said.Error.Message), enough)],
		RequestID:  response.Header.Get("X-Ms-Request-Id"),
		RetryAfter: retryAfter(response.Header.Get("Retry-After"), now),
	}
}

// retryAfter reads the header, which holds seconds or a date; 0 when it says nothing.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if date, err := http.ParseTime(header); err == nil {
		return max(0, date.Sub(now))
	}
	return 0
}
