package msgraph

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/microsoft/kiota-abstractions-go/serialization"
	kiota "github.com/microsoft/kiota-http-go"
	serialjson "github.com/microsoft/kiota-serialization-json-go"
	core "github.com/microsoftgraph/msgraph-sdk-go-core"

	"deskhand/graph/internal/wire"
)

// newAdapter puts the SDK's request adapter together by hand. Its default middleware ranges over a map, so that
// a retry may end up outside of compression and send plain JSON as gzip, and it repeats a POST after a 504. Ours is a list,
// in this order, that neither compresses, retries nor follows redirects.
func newAdapter(tokens *tokens, client *http.Client) (*core.GraphRequestAdapterBase, error) {
	own := wire.Unfollowed(client)
	own.Transport = watcher{kiota.NewCustomTransportWithParentTransport(client.Transport,
		core.NewGraphTelemetryHandler(&core.GraphClientOptions{GraphServiceLibraryVersion: "1.89.0"}),
		kiota.NewParametersNameDecodingHandler(),
		kiota.NewUserAgentHandlerWithOptions(&kiota.UserAgentHandlerOptions{Enabled: true, ProductName: "deskhand", ProductVersion: "1"}),
		kiota.NewHeadersInspectionHandler(),
	)}
	// The root package of the SDK would register these for all the world.
	const mime = "application/json"
	reader := serialization.NewParseNodeFactoryRegistry()
	reader.ContentTypeAssociatedFactories[mime] = serialjson.NewJsonParseNodeFactory()
	writer := serialization.NewSerializationWriterFactoryRegistry()
	writer.ContentTypeAssociatedFactories[mime] = serialjson.NewJsonSerializationWriterFactory()
	adapter, err := core.NewGraphRequestAdapterBaseWithParseNodeFactoryAndSerializationWriterFactoryAndHttpClient(
		tokens, core.GraphClientOptions{}, reader, writer, own)
	if err != nil {
		return nil, fmt.Errorf("the adapter of the Graph SDK: %w", err)
	}
	return adapter, nil
}

// answer is what is known of an answer whatever its body is. The SDK forgets it when the body is empty or no JSON.
type answer struct {
	status     int
	retryAfter time.Duration
	requestID  string
	token      string // that was shown to Graph
}

type answerKey struct{}

func withAnswer(ctx context.Context) (context.Context, *answer) {
	got := &answer{}
	return context.WithValue(ctx, answerKey{}, got), got
}

// watcher notes the answer to a request where the context says so.
type watcher struct{ next http.RoundTripper }

func (w watcher) RoundTrip(r *http.Request) (*http.Response, error) {
	r, err := sized(r)
	if err != nil {
		return nil, err
	}
	resp, err := w.next.RoundTrip(r)
	got, ok := r.Context().Value(answerKey{}).(*answer)
	if err != nil || !ok {
		return resp, err
	}
	got.status = resp.StatusCode
	got.requestID = resp.Header.Get("request-id")
	got.retryAfter = wire.RetryAfter(resp.Header)
	// The adapter answers a challenge by itself, and panics when its claims are without quotes. Renewing a token is ours.
	resp.Header.Del("WWW-Authenticate")
	return resp, nil
}

// sized is the request with the length of its body. The SDK leaves it out, and the body would go in chunks, which not every
// proxy takes. A body that can be had again also lets a request that finds its idle connection closed be sent on another.
func sized(r *http.Request) (*http.Request, error) {
	if r.Body == nil || r.ContentLength > 0 {
		return r, nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("reading the request to Graph: %w", err)
	}
	again := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	sent := r.Clone(r.Context())
	sent.ContentLength, sent.GetBody = int64(len(body)), again
	sent.Body, err = again()
	return sent, err
}
