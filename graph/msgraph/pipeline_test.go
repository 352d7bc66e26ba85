package msgraph_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/msgraph"
)

const (
	oneItem = `{"id":"7","eTag":"\"a,1\"","fields":{"Title":"x"}}`
	busy    = `{"error":{"code":"activityLimitReached","message":"Slow down."}}`
)

func TestReadingIsTriedAgain(t *testing.T) {
	t.Parallel()
	for name, fails := range map[string]http.HandlerFunc{
		"503": says(503, busy), "504 without a body": says(504, ""), "429": says(429, ""), "no answer": hangsUp,
		"a proxy's page": says(502, "<html>Bad gateway</html>", "Content-Type", "text/html"),
		"half an answer": says(200, `{"id":"7"`, "Content-Length", "500"),
	} {
		server := play(t, fails, fails, says(200, oneItem)) //nolint:gocritic // twice
		client, passing := connect(t, server)
		item, err := client.Item(t.Context(), list, "7")
		require.NoError(t, err, name)
		require.Equal(t, "7", item.ID, name)
		require.Len(t, server.heard(), 3, name)
		naps := passing.naps()
		require.Len(t, naps, 2, name)
		require.Less(t, naps[0], naps[1], "%s: the second pause is longer", name)
	}
}

func TestTriesAreBounded(t *testing.T) {
	t.Parallel()
	server := play(t, says(503, busy, "request-id", "r-1"))
	client, _ := connect(t, server)
	_, err := client.Item(t.Context(), list, "7")
	require.ErrorIs(t, err, graph.ErrUnavailable)
	require.Len(t, server.heard(), 3)
	require.Equal(t, &graph.Error{
		Operation: "read list item", Status: 503, Code: "activityLimitReached", Message: "Slow down.", RequestID: "r-1",
		Permission: "Sites.Selected with a read grant to the site, or Sites.Read.All",
	}, fault(t, err))
}

// A create whose fate is unknown may have been carried out: only its caller can look.
func TestCreatingIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"503 after it was done": says(503, busy), "504": says(504, ""), "no answer": hangsUp, "500": says(500, ""),
		"half an answer": says(201, `{"id":"7"`, "Content-Length", "500"), "an empty answer": says(204, ""),
	} {
		server := play(t, answer)
		client, _ := connect(t, server)
		_, err := client.CreateItem(t.Context(), list, graph.Fields{"Title": "x"})
		require.ErrorIs(t, err, graph.ErrUnavailable, name)
		require.Len(t, server.heard(), 1, name)
		require.Equal(t, http.MethodPost, server.heard()[0].method)
	}
}

// What was throttled was not looked at. The SDK's own retry could send the second body as gzip that is none.
func TestThrottledCreateIsSentAgainAsItWas(t *testing.T) {
	t.Parallel()
	server := play(t, says(429, "", "Retry-After", "7"), says(201, oneItem))
	client, passing := connect(t, server)
	item, err := client.CreateItem(t.Context(), list, graph.Fields{"Title": "x"})
	require.NoError(t, err)
	require.Equal(t, "7", item.ID)
	require.Len(t, server.heard(), 2)
	require.Equal(t, server.heard()[0].body, server.heard()[1].body)
	for _, r := range server.heard() {
		require.JSONEq(t, `{"@odata.type":"#microsoft.graph.listItem","fields":{"Title":"x"}}`, r.body)
		require.Empty(t, r.header.Get("Content-Encoding"))
		require.EqualValues(t, len(r.body), r.length)
	}
	require.GreaterOrEqual(t, sum(passing.naps()), 7*time.Second)
}

func TestChangingIsRepeatedOnlyWithETag(t *testing.T) {
	t.Parallel()
	server := play(t, hangsUp, says(503, ""), says(200, `{"Title":"y"}`))
	client, _ := connect(t, server)
	require.NoError(t, client.UpdateItem(t.Context(), list, "7", `"a,1"`, graph.Fields{"Title": "y"}))
	require.Len(t, server.heard(), 3)
	for _, r := range server.heard() {
		require.Equal(t, `"a,1"`, r.header.Get("If-Match"))
	}

	server = play(t, says(503, ""))
	client, _ = connect(t, server)
	require.ErrorIs(t, client.UpdateItem(t.Context(), list, "7", "", graph.Fields{"Title": "y"}), graph.ErrUnavailable)
	require.Len(t, server.heard(), 1)
	require.Empty(t, server.heard()[0].header.Get("If-Match"))
}

// A long Retry-After goes back to the queue of jobs, and meanwhile nobody asks that service; others are asked.
func TestLongRetryAfter(t *testing.T) {
	t.Parallel()
	server := play(t, says(429, "", "Retry-After", "120", "request-id", "r-2"), says(200, `{"id":"u"}`))
	client, passing := connect(t, server)
	_, err := client.Item(t.Context(), list, "7")
	failed := fault(t, err)
	require.Equal(t, 2*time.Minute, failed.RetryAfter)
	require.Equal(t, 429, failed.Status)
	require.Equal(t, "r-2", failed.RequestID)

	_, err = client.FindItems(t.Context(), list, "TicketKey", "HD-1")
	require.ErrorIs(t, err, graph.ErrUnavailable)
	require.Equal(t, 2*time.Minute, fault(t, err).RetryAfter)
	require.Len(t, server.heard(), 1, "the second was not sent")
	require.Empty(t, passing.naps())

	_, err = client.User(t.Context(), "u")
	require.NoError(t, err)

	require.NoError(t, passing.Sleep(t.Context(), 100*time.Second))
	_, err = client.Lists(t.Context(), list.Site)
	require.NoError(t, err, "with little left, it is waited for")
	require.GreaterOrEqual(t, passing.naps()[1], 20*time.Second)
}

func TestRetryAfterAsDate(t *testing.T) {
	t.Parallel()
	server := play(t, says(503, "", "Retry-After", "Thu, 26 Nov 2026 12:01:40 GMT", "Date", "Thu, 26 Nov 2026 12:00:00 GMT"))
	client, _ := connect(t, server)
	_, err := client.Item(t.Context(), list, "7")
	require.Equal(t, 100*time.Second, fault(t, err).RetryAfter)
}

func TestNoPauseGoesPastTheDeadline(t *testing.T) {
	t.Parallel()
	server := play(t, says(429, "", "Retry-After", "20"))
	client, passing := connect(t, server)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := client.Item(ctx, list, "7")
	require.Equal(t, 429, fault(t, err).Status)
	require.Empty(t, passing.naps())
	_, err = client.Item(ctx, list, "7")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Len(t, server.heard(), 1)
}

func TestCancelledPause(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := play(t, says(503, "", "Retry-After", "20"))
	client, err := msgraph.New(msgraph.Config{BaseURL: server.URL}, &badge{}, msgraph.Options{
		HTTP: server.Client(), Sleep: func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() },
	})
	require.NoError(t, err)
	_, err = client.Item(ctx, list, "7")
	require.Equal(t, 503, fault(t, err).Status, "it says what went wrong, not that waiting did")
	_, err = client.Item(ctx, list, "7")
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, server.heard(), 1)
}

func TestWhatIsLostWithoutABody(t *testing.T) {
	t.Parallel()
	for _, status := range []int{403, 404, 409, 410, 412, 429, 500, 502} {
		for _, body := range []string{"", "<html>no</html>", `{"error":null}`, `{"error":{"code":"x"}}`, `[]`, `nonsense`} {
			kind := "application/json"
			if strings.HasPrefix(body, "<") {
				kind = "text/html"
			}
			server := play(t, says(status, body, "Content-Type", kind, "request-id", "r-3", "Retry-After", "60"))
			client, _ := connect(t, server)
			_, err := client.CreateItem(t.Context(), list, graph.Fields{"Title": "x"})
			failed := fault(t, err)
			assert.Equal(t, status, failed.Status, body)
			assert.Equal(t, "r-3", failed.RequestID, body)
			assert.Equal(t, time.Minute, failed.RetryAfter, body)
			assert.NotEmpty(t, failed.Error())
		}
	}
}

func TestKindsOfErrors(t *testing.T) {
	t.Parallel()
	for status, kind := range map[int]error{
		403: graph.ErrForbidden, 404: graph.ErrNotFound, 409: graph.ErrExists, 410: graph.ErrResync, 412: graph.ErrChanged,
	} {
		server := play(t, says(status, `{"error":{"code":"c","message":"m"}}`))
		client, _ := connect(t, server)
		err := client.UpdateItem(t.Context(), list, "7", `"a,1"`, graph.Fields{"Title": "x"})
		require.ErrorIs(t, err, kind)
		require.Len(t, server.heard(), 1)
	}
	duplicate := `{"error":{"code":"invalidRequest","message":"One or more fields with unique constraints already has the provided value: duplicate."}}`
	client, _ := connect(t, play(t, says(400, duplicate)))
	_, err := client.CreateItem(t.Context(), list, graph.Fields{"TicketKey": "HD-1"})
	require.ErrorIs(t, err, graph.ErrExists)
}

// The SDK takes an answer of 302 for a success without a body.
func TestRedirectIsAnError(t *testing.T) {
	t.Parallel()
	elsewhere := play(t, says(200, oneItem))
	server := play(t, says(302, "", "Location", elsewhere.URL+"/v1.0/x"))
	client, _ := connect(t, server)
	require.ErrorContains(t, client.Unsubscribe(t.Context(), "7"), "redirect")
	_, err := client.Item(t.Context(), list, "7")
	require.ErrorContains(t, err, "redirect")
	require.Empty(t, elsewhere.heard())
}

// An empty id would make another request of it: of an item, all items; of a subscription, all subscriptions.
func TestNothingIsDoneToNothing(t *testing.T) {
	t.Parallel()
	server := play(t, says(200, "{}"))
	client, _ := connect(t, server)
	require.ErrorIs(t, client.Unsubscribe(t.Context(), ""), graph.ErrNotFound)
	_, err := client.Item(t.Context(), graph.ListRef{Site: list.Site}, "7")
	require.ErrorIs(t, err, graph.ErrNotFound)
	require.NotErrorIs(t, err, graph.ErrUnavailable, "trying again would not help")
	require.Empty(t, server.heard())
}

func TestSharePointIsPaced(t *testing.T) {
	t.Parallel()
	server := play(t, says(200, oneItem))
	client, passing := connect(t, server)
	began := passing.Now()
	for range 300 {
		require.NoError(t, client.UpdateItem(t.Context(), list, "7", `"a,1"`, graph.Fields{"Title": "y"}))
	}
	require.GreaterOrEqual(t, passing.Now().Sub(began), 26*time.Second, "600 units at 18 a second, after the first 120")
}

func TestFourMailsAtOnce(t *testing.T) {
	t.Parallel()
	arrived, leave := make(chan struct{}, 16), make(chan struct{})
	server := play(t, func(w http.ResponseWriter, _ *http.Request) {
		arrived <- struct{}{}
		<-leave
		w.WriteHeader(http.StatusAccepted)
	})
	client, _ := connect(t, server)
	var senders sync.WaitGroup
	for range 8 {
		senders.Go(func() {
			assert.NoError(t, client.SendMail(t.Context(), "desk@contoso.com", graph.Mail{To: "a@b.no", Subject: "s", Text: "t"}))
		})
	}
	for range 4 {
		<-arrived
	}
	select {
	case <-arrived:
		t.Error("a fifth mail was sent while four were not answered")
	case <-time.After(50 * time.Millisecond):
	}
	close(leave)
	senders.Wait()
	require.Len(t, server.heard(), 8)
}

func TestRequestsAreObserved(t *testing.T) {
	t.Parallel()
	server := play(t, hangsUp, says(503, ""), says(200, oneItem))
	passing := &clock{now: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)}
	var seen []string
	client, err := msgraph.New(msgraph.Config{BaseURL: server.URL}, &badge{}, msgraph.Options{
		HTTP: server.Client(), Now: passing.Now, Sleep: passing.Sleep,
		Observe: func(operation, outcome string, _ time.Duration) { seen = append(seen, operation+": "+outcome) },
	})
	require.NoError(t, err)
	_, err = client.Item(t.Context(), list, "7")
	require.NoError(t, err)
	require.Equal(t, []string{"read list item: failed", "read list item: 503", "read list item: ok"}, seen)
}

func TestNewRefusesWhatIsNoAddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"graph.microsoft.com", "http://graph.microsoft.com/v1.0", "https://a@b/v1.0", "https://b/?x=1"} {
		_, err := msgraph.New(msgraph.Config{BaseURL: address}, &badge{}, msgraph.Options{})
		require.ErrorContains(t, err, address)
	}
	_, err := msgraph.New(msgraph.Config{}, nil, msgraph.Options{})
	require.ErrorContains(t, err, "credential")
	_, err = msgraph.New(msgraph.Config{}, &badge{}, msgraph.Options{})
	require.NoError(t, err)
}

func sum(naps []time.Duration) (all time.Duration) {
	for _, nap := range naps {
		all += nap
	}
	return all
}

// The address of a request names a person now and then, and what is logged of a failure must not.
func TestABrokenConnectionSaysNothingOfTheAddress(t *testing.T) {
	t.Parallel()
	client, _ := connect(t, play(t, hangsUp))
	_, err := client.User(t.Context(), "kari.nordmann@contoso.com")
	require.ErrorIs(t, err, graph.ErrUnavailable)
	require.NotContains(t, err.Error(), "kari")
}
