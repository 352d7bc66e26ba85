package sharepoint

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"deskhand/graph"
	"deskhand/graph/internal/wire"
)

// mostAnswer is the longest answer that is read, in bytes. A view is described in some 5 KB of which we ask for three words.
const mostAnswer = 4 << 20

var errRedirected = errors.New("the answer is a redirect, which a token must not follow")

// request is one thing that SharePoint is asked for.
type request struct {
	operation string // in words, for people who read errors
	method    string
	address   string
	body      any // of a POST
}

// repeat does what may be done again after any fault until it succeeds, fails for good, or has failed often enough.
// SharePoint's Retry-After is waited for up to 30 seconds; a longer one is for whoever reads the error.
func (c *Client) repeat(ctx context.Context, do func() *graph.Error) error {
	for attempt := 1; ; attempt++ {
		failed := do()
		if failed == nil {
			return nil
		}
		wait, again := wire.Pause(true, attempt, failed)
		if !again || ctx.Err() != nil {
			return failed
		}
		c.logger.InfoContext(ctx, "trying SharePoint again", "operation", failed.Operation, "status", failed.Status,
			"attempt", attempt, "pause", wait)
		if c.sleep(ctx, wait) != nil {
			return failed
		}
	}
}

// send sends the request once, and reads the answer into the value.
func (c *Client) send(ctx context.Context, r request, into any) *graph.Error {
	ctx, cancel := context.WithTimeout(ctx, wire.AttemptTime)
	defer cancel()
	sent, err := c.prepare(ctx, r)
	if err != nil {
		return unanswered(r.operation, err)
	}
	resp, err := c.http.Do(sent)
	if err != nil {
		return unanswered(r.operation, wire.WithoutAddress(err))
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	switch {
	case resp.StatusCode >= http.StatusBadRequest:
		return refused(r, resp, said)
	case resp.StatusCode >= http.StatusMultipleChoices:
		return unanswered(r.operation, errRedirected)
	case err != nil:
		return unanswered(r.operation, err)
	}
	if err := json.Unmarshal(said, into); err != nil {
		return unanswered(r.operation, fmt.Errorf("the answer can't be read: %w", err))
	}
	return nil
}

// prepare is the request with its token. No form digest is needed beside one.
func (c *Client) prepare(ctx context.Context, r request) (*http.Request, error) {
	var body io.Reader = http.NoBody
	if r.body != nil {
		data, err := json.Marshal(r.body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(data)
	}
	sent, err := http.NewRequestWithContext(ctx, r.method, r.address, body)
	if err != nil {
		return nil, err
	}
	scope := "https://" + sent.URL.Host + "/.default"
	token, err := c.credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scope}})
	if err != nil {
		return nil, wire.SignInFault(err)
	}
	sent.Header.Set("Authorization", "Bearer "+token.Token)
	sent.Header.Set("Accept", "application/json;odata=nometadata")
	sent.Header.Set("User-Agent", "NONISV|Deskhand|Deskhand/1") // in the form that SharePoint asks for
	if r.body != nil {
		sent.Header.Set("Content-Type", "application/json;odata=verbose")
	}
	return sent, nil
}

// unanswered is a call of which it is not known what came of it, or that was never made.
func unanswered(operation string, err error) *graph.Error {
	return &graph.Error{Service: service, Operation: operation, Err: err}
}

const service = "SharePoint"

// refused is an answer that says what was wrong.
func refused(r request, resp *http.Response, said []byte) *graph.Error {
	code, message := reason(said)
	failed := &graph.Error{
		Service: service, Operation: r.operation, Status: resp.StatusCode, Code: code, Message: message,
		RequestID:  cmp.Or(resp.Header.Get("sprequestguid"), resp.Header.Get("request-id")),
		RetryAfter: wire.RetryAfter(resp.Header),
	}
	failed.Advice = advice(failed)
	return failed
}

// reason is what an answer says was wrong, in each of the forms that SharePoint has for it.
func reason(said []byte) (code, message string) {
	type fault struct {
		Code    string
		Message struct{ Value string }
	}
	var answer struct {
		Plain       fault  `json:"odata.error"`
		Verbose     fault  `json:"error"`
		Description string `json:"error_description"` // by those who look at the token
	}
	_ = json.Unmarshal(said, &answer) // what can't be read of it is left out; a gateway says HTML
	return cmp.Or(answer.Plain.Code, answer.Verbose.Code),
		cmp.Or(answer.Plain.Message.Value, answer.Verbose.Message.Value, answer.Description)
}

// advice is what an administrator can do about a refusal.
func advice(failed *graph.Error) string {
	switch {
	case failed.Status == http.StatusUnauthorized && failed.Message == "Unsupported app only token.":
		return NoSecrets
	case failed.Status == http.StatusUnauthorized:
		return "grant the application Sites.Selected of SharePoint, beside that of Microsoft Graph: docs/install.md, Views by status"
	case failed.Status == http.StatusForbidden:
		return "grant the application fullcontrol on this site: docs/install.md, Grant the site"
	case errors.Is(failed, graph.ErrUnavailable):
		return "try again later"
	}
	return ""
}
