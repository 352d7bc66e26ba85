package ticketlist

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"strings"
)

const (
	longestNotification = 256 << 10
	longestToken        = 2048
)

// notifications are Graph's calls. All that counts of one is that it proves to be Graph's: what has changed is asked for.
type notifications struct {
	Value []struct {
		ClientState string `json:"clientState"`
	} `json:"value"`
}

// ServeHTTP answers POST /api/graph/notifications: Graph's question whether anybody is there, and its word that the list has
// changed, which wakes whoever polls. A call that can't prove that it is Graph's is answered the same and does nothing: so
// says Microsoft's "Receive change notifications through webhooks".
func (s *Sync) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return
	}
	if r.URL.Query().Has("validationToken") {
		token := r.URL.Query().Get("validationToken")
		if token == "" || len(token) > longestToken {
			http.Error(w, "that is no validation token", http.StatusBadRequest)
			return
		}
		tags := strings.NewReplacer("<", "&lt;", ">", "&gt;") // Graph has none in it; who does has something else in mind
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.WriteHeader(http.StatusOK)
		_, _ = tags.WriteString(w, token) // or Graph has gone away
		return
	}
	var got notifications
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, longestNotification)).Decode(&got); err != nil {
		http.Error(w, "that is no notification", http.StatusBadRequest)
		return
	}
	kept, err := s.subscription(r.Context())
	if err == nil && genuine(got, kept.ClientState) {
		err = s.poke(r.Context())
	}
	if err != nil {
		s.Logger.ErrorContext(r.Context(), "a notification could not be passed on; Graph sends it again", "error", err)
		http.Error(w, "try again", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// genuine reports whether one of the calls repeats our secret.
func genuine(got notifications, secret string) bool {
	ok := false
	for _, n := range got.Value {
		if secret != "" && subtle.ConstantTimeCompare([]byte(n.ClientState), []byte(secret)) == 1 {
			ok = true
		}
	}
	return ok
}
