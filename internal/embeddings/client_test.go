package embeddings_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/embeddings"
)

// service stands in for one that encodes. It answers as it is told, and otherwise as it should.
type service struct {
	*httptest.Server

	mu      sync.Mutex
	answers []func(http.ResponseWriter) // the next ones
	headers []http.Header
	inputs  [][]string
	now     time.Time
	slept   []time.Duration
}

func start(t *testing.T) *service {
	t.Helper()
	s := &service{now: time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

// client is one of the service, at a path of it. Its time stands still, but when it sleeps.
func (s *service) client(t *testing.T, path string, config embeddings.Config) *embeddings.Client {
	t.Helper()
	config.URL, config.Model = s.URL+path, "small"
	client, err := embeddings.New(config, embeddings.Options{
		Now: func() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.now },
		Sleep: func(_ context.Context, d time.Duration) error {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.slept, s.now = append(s.slept, d), s.now.Add(d)
			return nil
		},
	})
	require.NoError(t, err)
	return client
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var asked struct {
		Model string
		Input []string
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || r.Method != http.MethodPost || asked.Model != "small" {
		http.Error(w, "what?", http.StatusTeapot)
		return
	}
	s.headers, s.inputs = append(s.headers, r.Header), append(s.inputs, asked.Input)
	s.headers[len(s.headers)-1].Set("Url", r.URL.String())
	if len(s.answers) > 0 {
		answer := s.answers[0]
		s.answers = s.answers[1:]
		answer(w)
		return
	}
	var data []string
	for i, text := range asked.Input { // the last first
		data = append([]string{fmt.Sprintf(`{"index":%d,"embedding":[%d,0,%d]}`, i, 3*len(text), 4*len(text))}, data...)
	}
	fmt.Fprintf(w, `{"data":[%s]}`, strings.Join(data, ","))
}

func status(code int, header ...string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
		fmt.Fprint(w, `{"error":{"message":"somebody's secret question"}}`)
	}
}

func body(text string) func(http.ResponseWriter) {
	return func(w http.ResponseWriter) { fmt.Fprint(w, text) }
}

func TestTextsAreSentInBatchesAndVectorsComeInOrder(t *testing.T) {
	t.Parallel()
	s := start(t)
	client := s.client(t, "/v1/", embeddings.Config{Key: "k"})
	texts := []string{"", " ", strings.Repeat("å", 10_000), "bad \xff"}
	for i := range 100 {
		texts = append(texts, strings.Repeat("x", i+1))
	}
	vectors, err := client.Encode(t.Context(), texts)
	require.NoError(t, err)
	require.Len(t, vectors, len(texts))
	for _, vector := range vectors {
		assert.InDeltaSlice(t, []float32{.6, 0, .8}, vector, 1e-6)
	}
	require.Len(t, s.inputs, 2)
	assert.Len(t, s.inputs[0], 64)
	assert.Equal(t, []string{".", ".", strings.Repeat("å", 4096), "bad "}, s.inputs[0][:4])
	assert.Equal(t, "Bearer k", s.headers[0].Get("Authorization"))
	assert.Equal(t, "/v1/embeddings", s.headers[0].Get("Url"))
	assert.Equal(t, "small at "+s.URL+"/v1/embeddings", client.Name())
}

func TestVectorsAreInTheOrderOfTheTexts(t *testing.T) {
	t.Parallel()
	s := start(t)
	s.answers = append(s.answers, body(`{"data":[{"index":1,"embedding":[0,-2]},{"index":0,"embedding":[5,0]}]}`))
	vectors, err := s.client(t, "", embeddings.Config{}).Encode(t.Context(), []string{"a", "b"})
	require.NoError(t, err)
	assert.Equal(t, [][]float32{{1, 0}, {0, -1}}, vectors)
	assert.Empty(t, s.headers[0].Get("Authorization"))
}

func TestAzureHasItsOwnWays(t *testing.T) {
	t.Parallel()
	s := start(t)
	client := s.client(t, "/openai/deployments/d?api-version=2024-10-21", embeddings.Config{Key: "k", KeyHeader: "api-key"})
	_, err := client.Encode(t.Context(), []string{"a"})
	require.NoError(t, err)
	assert.Equal(t, "/openai/deployments/d/embeddings?api-version=2024-10-21", s.headers[0].Get("Url"))
	assert.Equal(t, "k", s.headers[0].Get("Api-Key"))
	assert.Empty(t, s.headers[0].Get("Authorization"))
}

func TestServiceThatIsDownIsLeftAlone(t *testing.T) {
	t.Parallel()
	s := start(t)
	client := s.client(t, "", embeddings.Config{})
	s.answers = append(s.answers, status(http.StatusInternalServerError))
	_, err := client.Encode(t.Context(), []string{"a question"})
	require.ErrorContains(t, err, "500 Internal Server Error")
	assert.NotContains(t, err.Error(), "secret")
	_, err = client.Encode(t.Context(), []string{"a question"})
	require.ErrorIs(t, err, embeddings.ErrDown)
	_, err = client.Encode(t.Context(), []string{"an", "article"})
	require.ErrorIs(t, err, embeddings.ErrDown)
	assert.Len(t, s.inputs, 1, "a question is tried once, and then nothing is")
	assert.Empty(t, s.slept)
	s.now = s.now.Add(30 * time.Second)
	_, err = client.Encode(t.Context(), []string{"a question"})
	require.NoError(t, err)
}

func TestArticlesAreTriedAgain(t *testing.T) {
	t.Parallel()
	s := start(t)
	client := s.client(t, "", embeddings.Config{})
	s.answers = append(s.answers, status(http.StatusTooManyRequests, "Retry-After", "7"), status(http.StatusServiceUnavailable),
		status(http.StatusTooManyRequests, "Retry-After", s.now.Add(12*time.Second).Format(http.TimeFormat)))
	_, err := client.Encode(t.Context(), []string{"a", "b"})
	require.NoError(t, err)
	assert.Equal(t, []time.Duration{7 * time.Second, 2 * time.Second, 3 * time.Second}, s.slept)

	for range 4 {
		s.answers = append(s.answers, status(http.StatusBadGateway, "Retry-After", "9999"))
	}
	s.slept = nil
	_, err = client.Encode(t.Context(), []string{"a", "b"})
	require.ErrorContains(t, err, "502")
	assert.Equal(t, []time.Duration{30 * time.Second, 30 * time.Second, 30 * time.Second}, s.slept)
	_, err = client.Encode(t.Context(), []string{"a"})
	require.ErrorIs(t, err, embeddings.ErrDown)
}

func TestAnswersThatAreOfNoUse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		answer func(http.ResponseWriter)
		want   string
		down   bool
	}{
		"bad text":     {status(http.StatusBadRequest), "400 Bad Request", false},
		"bad key":      {status(http.StatusUnauthorized), "401 Unauthorized; check kb.embeddings.key and", true},
		"bad address":  {status(http.StatusNotFound), "404 Not Found; check kb.embeddings.url and", true},
		"elsewhere":    {status(http.StatusTemporaryRedirect, "Location", "https://example.com/"), "307 Temporary Redirect", true},
		"no JSON":      {body("<html>"), "not what it should be", true},
		"none":         {body(`{}`), "0 vectors for 2 texts", true},
		"one too few":  {body(`{"data":[{"index":0,"embedding":[1]}]}`), "1 vectors for 2 texts", true},
		"twice":        {body(`{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}`), "twice", true},
		"not asked":    {body(`{"data":[{"index":0,"embedding":[1]},{"index":2,"embedding":[1]}]}`), "wasn't sent", true},
		"lengths":      {body(`{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1,2]}]}`), "1 and of 2 numbers", true},
		"nothing":      {body(`{"data":[{"index":0,"embedding":[0]},{"index":1,"embedding":[1]}]}`), "no direction", true},
		"no numbers":   {body(`{"data":[{"index":0,"embedding":[]},{"index":1,"embedding":[]}]}`), "no direction", true},
		"vast numbers": {body(`{"data":[{"index":0,"embedding":[1e300]},{"index":1,"embedding":[1]}]}`), "no direction", true},
		"endless":      {body(strings.Repeat(" ", 1<<20)), "too long", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			for range 4 {
				s.answers = append(s.answers, test.answer)
			}
			client := s.client(t, "", embeddings.Config{})
			_, err := client.Encode(t.Context(), []string{"a", "b"})
			require.ErrorContains(t, err, test.want)
			s.answers = nil
			_, err = client.Encode(t.Context(), []string{"a"})
			if test.down {
				assert.ErrorIs(t, err, embeddings.ErrDown)
			} else {
				assert.NoError(t, err)
			}
		})
	}
}

func TestWhoeverGoesAwayDoesNotMakeTheServiceDown(t *testing.T) {
	t.Parallel()
	s := start(t)
	client := s.client(t, "", embeddings.Config{})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := client.Encode(gone, []string{"a"})
	require.ErrorIs(t, err, context.Canceled)
	_, err = client.Encode(t.Context(), []string{"a"})
	require.NoError(t, err)
	late, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	_, err = client.Encode(late, []string{"a"})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	_, err = client.Encode(t.Context(), []string{"a"})
	require.ErrorIs(t, err, embeddings.ErrDown, "a service that is too slow is one that is down")
}

func TestNobodyElseGetsTheKey(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "http://example.com/v1", "ftp://example.com", "example.com/v1", "https://", "http://127.0.0.1.example.com",
		"https://user:password@example.com/v1", "https://example.com/v1#x", "http://[::2]:1/v1", "%",
	} {
		_, err := embeddings.New(embeddings.Config{URL: address, Model: "m"}, embeddings.Options{})
		assert.ErrorContains(t, err, "is not an address for embeddings", address)
	}
	for _, address := range []string{"https://example.com/v1", "http://localhost:11434/v1", "http://127.0.0.1:1", "http://[::1]:1/v1"} {
		_, err := embeddings.New(embeddings.Config{URL: address, Model: "m"}, embeddings.Options{})
		assert.NoError(t, err, address)
	}
	_, err := embeddings.New(embeddings.Config{URL: "https://example.com"}, embeddings.Options{})
	assert.ErrorContains(t, err, "model")
}
