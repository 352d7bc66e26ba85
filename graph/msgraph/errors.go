package msgraph

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/microsoftgraph/msgraph-sdk-go/models/odataerrors"

	"deskhand/graph"
	"deskhand/graph/internal/wire"
)

var (
	errNoID       = fmt.Errorf("an id is empty: %w", graph.ErrNotFound)
	errEmpty      = errors.New("the answer is empty")
	errCircle     = errors.New("the answer goes round in circles")
	errUnseen     = fmt.Errorf("the site does not know them: %w", graph.ErrNotFound)
	errRedirected = errors.New("the answer is a redirect, which a token must not follow: check graph.base_url")
)

// fail tells what went wrong in plain types. What the watcher saw counts more than what the SDK made of it.
func (c *Client) fail(op operation, got answer, err error) *graph.Error {
	if already, ok := errors.AsType[*graph.Error](err); ok {
		return already
	}
	failed := &graph.Error{
		Operation: op.name, Status: got.status, RequestID: got.requestID, RetryAfter: got.retryAfter, Permission: op.permission,
	}
	var said *odataerrors.ODataError
	switch {
	case errors.As(err, &said):
		// Its Error method panics when there is no message, so it is not kept.
		if main := said.GetErrorEscaped(); main != nil {
			failed.Code, failed.Message = text(main.GetCode()), text(main.GetMessage())
			if inner := main.GetInnerError(); inner != nil && failed.RequestID == "" {
				failed.RequestID = text(inner.GetRequestId())
			}
		}
	case got.status < http.StatusBadRequest:
		// There was no answer, or one that could not be read: whether the work was done is unknown.
		failed.Status, failed.Err = 0, wire.WithoutAddress(err)
	}
	return failed
}
