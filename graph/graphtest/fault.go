package graphtest

import (
	"math/rand/v2"
	"net/http"
	"path"
	"strings"
	"time"
)

// Kind is how a request goes wrong.
type Kind string

// The kinds of faults. Those named After come when the request has been carried out.
const (
	Throttled        Kind = "throttled"         // 429, with Retry-After when Fault has one
	ThrottledEmpty   Kind = "throttled-empty"   // 429 with neither body nor Retry-After
	Unavailable      Kind = "unavailable"       // 503
	UnavailableAfter Kind = "unavailable-after" // 503
	TimeoutAfter     Kind = "timeout-after"     // 504
	BadGateway       Kind = "bad-gateway"       // 502 with a page in HTML
	Reset            Kind = "reset"             // the connection breaks before the request is worked
	Lost             Kind = "lost"              // the connection breaks after the request was worked: the answer is lost
	Slow             Kind = "slow"              // the answer is good, after Fault's Delay
)

// Kinds are all kinds of faults.
func Kinds() []Kind {
	return []Kind{Throttled, ThrottledEmpty, Unavailable, UnavailableAfter, TimeoutAfter, BadGateway, Reset, Lost, Slow}
}

// early reports whether the request is not carried out.
func (k Kind) early() bool {
	return k.spoils() && k != UnavailableAfter && k != TimeoutAfter && k != Lost
}

// spoils reports whether the caller doesn't get the real answer.
func (k Kind) spoils() bool { return k != "" && k != Slow }

// Fault says which requests go wrong, and how. Of several faults the first that fits counts.
type Fault struct {
	Method string // "": all
	Path   string // as path.Match has it, without /v1.0: /sites/*/lists/*/items; "": all of Graph, but not the login

	After  int     // how many that fit go well before the first goes wrong
	Times  int     // how many go wrong; 0: all from there on
	Chance float64 // of each that fits, between 0 and 1; 0: each goes wrong
	Seed   uint64  // the same seed deals the same chances

	Kind       Kind
	Kinds      []Kind        // instead of Kind: one of them by chance each time
	RetryAfter string        // with Throttled and Unavailable: the header's value; "": none
	Delay      time.Duration // before the answer; Slow without one takes 200 ms
}

// schedule is a fault with what has come of it so far. The server's lock guards it.
type schedule struct {
	Fault
	chance    *rand.Rand
	fit, done int
}

// Fail makes requests go wrong from now on.
func (s *Server) Fail(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		//nolint:gosec // the same chances each time are what a test wants
		s.faults = append(s.faults, &schedule{Fault: f, chance: rand.New(rand.NewPCG(f.Seed, f.Seed))})
	}
}

// Mend ends all faults.
func (s *Server) Mend() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// trouble is what goes wrong with one request.
type trouble struct {
	kind       Kind
	retryAfter string
}

// nextFault is what goes wrong with the request, and how long its answer takes.
func (s *Server) nextFault(r *http.Request) (trouble, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if !f.fits(r) {
			continue
		}
		kind, delay := f.Kind, f.Delay
		if len(f.Kinds) > 0 {
			kind = f.Kinds[f.chance.IntN(len(f.Kinds))]
		}
		if kind == Slow && delay == 0 {
			delay = 200 * time.Millisecond
		}
		return trouble{kind: kind, retryAfter: f.RetryAfter}, s.latency + delay
	}
	return trouble{}, s.latency
}

// fits reports whether the request goes wrong by this fault.
func (f *schedule) fits(r *http.Request) bool {
	if f.Path == "" && isLogin(r.URL.Path) || !matches(f.Method, f.Path, r.Method, r.URL.Path) {
		return false
	}
	f.fit++
	switch {
	case f.fit <= f.After, f.Times > 0 && f.done >= f.Times, f.Chance > 0 && f.chance.Float64() >= f.Chance:
		return false
	}
	f.done++
	return true
}

// matches reports whether a request has the method and a path of the pattern; "" stands for all.
func matches(method, pattern, gotMethod, gotPath string) bool {
	if method != "" && method != gotMethod {
		return false
	}
	ok, err := path.Match(pattern, gotPath)
	return pattern == "" || ok && err == nil
}

// answer writes what the caller gets in place of the real answer. A broken connection answers nothing.
func (t trouble) answer(w http.ResponseWriter, r *http.Request) {
	if t.retryAfter != "" && (t.kind == Throttled || strings.HasPrefix(string(t.kind), string(Unavailable))) {
		w.Header().Set("Retry-After", t.retryAfter)
	}
	fail := func(status int, code, message string) {
		writeFailure(w, r, &Failure{Status: status, Code: code, Message: message})
	}
	switch t.kind {
	case Throttled:
		fail(http.StatusTooManyRequests, "activityLimitReached", "The application or user has been throttled.")
	case ThrottledEmpty:
		w.WriteHeader(http.StatusTooManyRequests)
	case Unavailable, UnavailableAfter:
		fail(http.StatusServiceUnavailable, "serviceNotAvailable", "The service is temporarily unavailable.")
	case TimeoutAfter:
		fail(http.StatusGatewayTimeout, "UnknownError", "")
	case BadGateway:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"))
	case Reset, Lost, Slow:
	}
}
