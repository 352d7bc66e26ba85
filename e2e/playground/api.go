package playground

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// api is the local client's own HTTP interface, at an address.
type api struct{ address string }

// post sends a body as JSON and reads the answer into out, unless that is nil.
func (a api) post(ctx context.Context, path string, body, out any) error {
	payload, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("writing what goes to %s: %w", path, err)
	}
	return a.do(ctx, http.MethodPost, path, payload, out)
}

func (a api) do(ctx context.Context, method, path string, payload []byte, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, a.address+path, bytes.NewReader(payload))
	if err != nil {
		return fmt.Errorf("asking the local client for %s: %w", path, err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("asking the local client for %s: %w", path, err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("reading what the local client says to %s: %w", path, err)
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the local client says to %s: %s: %s", path, resp.Status, answer)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer, out); err != nil {
		return fmt.Errorf("understanding what the local client says to %s: %w", path, err)
	}
	return nil
}
