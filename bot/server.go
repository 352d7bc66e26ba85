package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"deskhand/bot/activity"
	"deskhand/bot/connector"
	"deskhand/internal/trace"
)

// maxBody is the largest activity that is read, in bytes. Teams sends at most 100 KB in a message; what a card's inputs
// and the envelope add stays below this.
const maxBody = 256 << 10

// How long things may take. Teams delivers again when it has no answer within 15 seconds.
const (
	answerWithin = 12 * time.Second // what Teams waits for
	workWithin   = 60 * time.Second // what was acknowledged
)

// Door decides who may call. *connector.Validator is one. The text of its error is for the log alone.
type Door interface {
	Authenticate(r *http.Request, a *activity.Activity) error
}

// Server takes activities from Teams over HTTP.
type Server struct {
	bot    *Bot
	door   Door
	lanes  *lanes
	logger *slog.Logger
}

// NewServer returns a server that hands to the bot what the door lets in, and works on at most so many deliveries at a
// time.
func NewServer(bot *Bot, door Door, workers int64) *Server {
	return &Server{bot: bot, door: door, lanes: newLanes(workers), logger: bot.Logger}
}

// ServeHTTP takes one activity. Messages and events are acknowledged at once and worked afterwards; a press on a button
// is worked first, since its answer goes back in the response or its ticket must not be lost.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := s.bot.Now()
	a, status := s.admit(w, r)
	if status != http.StatusOK {
		s.bot.Metrics.turned(status)
		w.WriteHeader(status)
		return
	}
	ctx := trace.With(context.WithoutCancel(r.Context()), "")
	_, isPress := a.Action()
	switch {
	case a.Type == activity.TypeInvoke && a.Name == activity.InvokeCardAction:
		s.invoke(ctx, w, a)
	case a.Type == activity.TypeInvoke:
		w.WriteHeader(http.StatusNotImplemented)
	case a.Type == activity.TypeMessage && isPress:
		w.WriteHeader(s.submit(ctx, a))
	case a.Type == activity.TypeMessage, a.Type == activity.TypeConversationUpdate, a.Type == activity.TypeInstallationUpdate:
		w.WriteHeader(s.receive(ctx, a, start))
	default:
		w.WriteHeader(http.StatusOK)
	}
}

// admit reads the activity and asks the door. A status other than 200 is the answer.
func (s *Server) admit(w http.ResponseWriter, r *http.Request) (*activity.Activity, int) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, http.StatusMethodNotAllowed
	}
	body, err := readBody(w, r)
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, http.StatusRequestEntityTooLarge
		}
		return nil, http.StatusBadRequest
	}
	a, err := activity.Decode(body)
	if err != nil {
		s.logger.InfoContext(r.Context(), "a request is not an activity", "error", err)
		return nil, http.StatusBadRequest
	}
	if err := s.door.Authenticate(r, &a); err != nil {
		s.logger.WarnContext(r.Context(), "a request was turned away", "error", err)
		return nil, statusOf(err)
	}
	return &a, http.StatusOK
}

// usualBody is as large as nearly all activities are at most, in bytes.
const usualBody = 8 << 10

// readBody reads what was sent, up to maxBody. The sender says beforehand how much that is, and is believed as far as it
// costs little.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), usualBody)) + bytes.MinRead) // without that much room left it grows before the end
	_, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody))
	return body.Bytes(), err
}

// statusOf is how somebody is turned away. What is not the caller's fault is ours, and worth another try.
func statusOf(err error) int {
	switch {
	case errors.Is(err, connector.ErrUnauthorized):
		return http.StatusUnauthorized
	case errors.Is(err, connector.ErrForbidden):
		return http.StatusForbidden
	}
	return http.StatusServiceUnavailable
}

// receive acknowledges and works afterwards, in the order of the conversation.
func (s *Server) receive(ctx context.Context, a *activity.Activity, start time.Time) int {
	waiting, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	err := s.lanes.run(waiting, a.Conversation.ID, func() {
		ctx, cancel := context.WithTimeout(ctx, workWithin)
		defer cancel()
		if err := s.bot.Receive(ctx, a); err != nil {
			s.logger.ErrorContext(ctx, "a delivery failed", "type", string(a.Type), "error", err)
		}
		s.bot.Metrics.worked(string(a.Type), s.bot.Now().Sub(start))
	})
	if err != nil {
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// submit works before it acknowledges: an error makes Teams deliver again.
func (s *Server) submit(ctx context.Context, a *activity.Activity) int {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	if err := s.bot.Submit(ctx, a); err != nil {
		s.logger.ErrorContext(ctx, "a press on a button failed", "error", err)
		return http.StatusInternalServerError
	}
	return http.StatusOK
}

// invoke works and answers in the response.
func (s *Server) invoke(ctx context.Context, w http.ResponseWriter, a *activity.Activity) {
	working, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	answer, later := s.bot.Invoke(working, a)
	if later != nil {
		defer s.afterwards(ctx, a, later)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		s.logger.WarnContext(ctx, "an answer could not be written", "error", err)
	}
}

// afterwards runs what need not keep the person waiting.
func (s *Server) afterwards(ctx context.Context, a *activity.Activity, later func(context.Context) error) {
	err := s.lanes.run(ctx, a.Conversation.ID, func() {
		ctx, cancel := context.WithTimeout(ctx, workWithin)
		defer cancel()
		if err := later(ctx); err != nil {
			s.logger.ErrorContext(ctx, "a card could not be brought up to date", "error", err)
		}
	})
	if err != nil {
		s.logger.ErrorContext(ctx, "a card could not be brought up to date", "error", err)
	}
}

// Close returns when everything that was acknowledged is done, or the context ends. No request may come any more.
func (s *Server) Close(ctx context.Context) error {
	return s.lanes.wait(ctx)
}
