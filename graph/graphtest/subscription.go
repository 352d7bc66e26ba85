package graphtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Subscription is a promise to call when a list changes.
type Subscription struct {
	ID          string
	Resource    string // sites/{site}/lists/{list}
	URL         string
	ClientState string
	ExpiresAt   time.Time
	Delivered   int // calls that were answered with success

	list string
}

func subscriptionRoutes() []route {
	const one = " /subscriptions/{subscription}"
	return []route{
		{pattern: "POST /subscriptions", roles: subscribe, do: (*Server).createSubscription, waits: true},
		{pattern: "GET" + one, roles: subscribe, do: (*Server).getSubscription},
		{pattern: "PATCH" + one, roles: subscribe, do: (*Server).patchSubscription},
		{pattern: "DELETE" + one, roles: subscribe, do: (*Server).deleteSubscription},
	}
}

// Subscriptions returns those that have not expired.
func (s *Server) Subscriptions() []Subscription {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Subscription
	for _, sub := range s.subscriptions {
		if sub.ExpiresAt.After(s.opts.Now()) {
			all = append(all, *sub)
		}
	}
	return all
}

// DropSubscriptions forgets all subscriptions, as if they had expired.
func (s *Server) DropSubscriptions() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subscriptions = nil
}

// RefuseSubscriptions makes Graph answer 403 to whoever subscribes, as it does to an application in some tenants.
func (s *Server) RefuseSubscriptions(refuse bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subscriptionsRefused = refuse
}

func (sub *Subscription) show(app string) object {
	return object{
		"id": sub.ID, "resource": sub.Resource, "changeType": "updated", "notificationUrl": sub.URL, "applicationId": app,
		"clientState": nil, "expirationDateTime": sub.ExpiresAt.UTC().Format(time.RFC3339),
	}
}

// maxSubscription is how long a subscription to a list can last.
const maxSubscription = 42300 * time.Minute

func (s *Server) lasts(until time.Time) *Failure {
	if left := until.Sub(s.opts.Now()); left <= 0 || left > maxSubscription {
		return &Failure{
			Status: http.StatusBadRequest, Code: "ValidationError",
			Message: "Subscription expiration can only be 42300 minutes in the future.",
		}
	}
	return nil
}

func (s *Server) createSubscription(c *call) (answer, *Failure) {
	var asked struct {
		ChangeType      string    `json:"changeType"`
		NotificationURL string    `json:"notificationUrl"`
		Resource        string    `json:"resource"`
		ClientState     string    `json:"clientState"`
		Expires         time.Time `json:"expirationDateTime"`
	}
	if failed := c.decode(&asked); failed != nil {
		return answer{}, failed
	}
	made := &Subscription{
		ID: newID(), Resource: asked.Resource, URL: asked.NotificationURL, ClientState: asked.ClientState, ExpiresAt: asked.Expires,
	}
	s.mu.Lock()
	refused := s.subscriptionsRefused
	made.list = s.listOf(asked.Resource)
	s.mu.Unlock()
	switch {
	case refused:
		return answer{}, &Failure{
			Status: http.StatusForbidden, Code: "ExtensionError",
			Message: "Operation: Create; Exception: [Status Code: Forbidden; Reason: Access denied]",
		}
	case asked.ChangeType != "updated":
		return answer{}, bad("Lists support the change type 'updated' only.")
	case made.list == "":
		return answer{}, bad("Resource '%s' is not valid", asked.Resource)
	}
	if failed := s.lasts(asked.Expires); failed != nil {
		return answer{}, failed
	}
	if err := s.shakeHands(c.Context(), asked.NotificationURL); err != nil {
		return answer{}, &Failure{
			Status: http.StatusBadRequest, Code: "ValidationError",
			Message: "Subscription validation request failed. " + err.Error(),
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.subscriptions = append(s.subscriptions, made)
	return created(made.show(c.by.AppID)), nil
}

// listOf is the id of the list that a resource names; "" when it names none.
func (s *Server) listOf(resource string) string {
	parts := strings.Split(strings.Trim(resource, "/"), "/")
	if len(parts) != 4 || parts[0] != "sites" || parts[2] != "lists" || s.sites[parts[1]] == nil {
		return ""
	}
	for _, l := range s.sites[parts[1]].lists {
		if l.id == parts[3] || strings.EqualFold(l.title, parts[3]) {
			return l.id
		}
	}
	return ""
}

// handshake is how long a subscriber has to prove that it is one.
const handshake = 10 * time.Second

// shakeHands asks the subscriber to repeat a token.
func (s *Server) shakeHands(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, handshake)
	defer cancel()
	target, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("the notification URL is not valid: %w", err)
	}
	token := "Validation: Testing client application reachability for subscription Request-Id: " + newID()
	query := target.Query()
	query.Set("validationToken", token)
	target.RawQuery = query.Encode()
	status, kind, body, err := s.post(ctx, target.String(), "text/plain; charset=utf-8", nil)
	switch {
	case err != nil:
		return err
	case status != http.StatusOK:
		return fmt.Errorf("must respond with 200 OK to validation request, not %d", status)
	case !strings.HasPrefix(kind, "text/plain"):
		return fmt.Errorf("must respond to validation request with text/plain, not %q", kind)
	case body != token:
		return fmt.Errorf("must respond to validation request with the token")
	}
	return nil
}

func (s *Server) post(ctx context.Context, address, kind string, body []byte) (status int, got, text string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0, "", "", fmt.Errorf("calling the subscriber: %w", err)
	}
	req.Header.Set("Content-Type", kind)
	resp, err := s.opts.Callback.Do(req)
	if err != nil {
		return 0, "", "", fmt.Errorf("calling the subscriber: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return 0, "", "", fmt.Errorf("calling the subscriber: %w", err)
	}
	return resp.StatusCode, resp.Header.Get("Content-Type"), string(data), nil
}

// subscription finds the subscription of a call, unless it has expired.
func (s *Server) subscription(c *call) (int, *Failure) {
	at := slices.IndexFunc(s.subscriptions, func(sub *Subscription) bool {
		return sub.ID == c.PathValue("subscription") && sub.ExpiresAt.After(s.opts.Now())
	})
	if at < 0 {
		return 0, &Failure{Status: http.StatusNotFound, Code: "ResourceNotFound", Message: "The object was not found."}
	}
	return at, nil
}

func (s *Server) getSubscription(c *call) (answer, *Failure) {
	at, failed := s.subscription(c)
	if failed != nil {
		return answer{}, failed
	}
	return ok(s.subscriptions[at].show(c.by.AppID)), nil
}

func (s *Server) patchSubscription(c *call) (answer, *Failure) {
	at, failed := s.subscription(c)
	if failed != nil {
		return answer{}, failed
	}
	var asked struct {
		Expires time.Time `json:"expirationDateTime"`
	}
	if failed := c.decode(&asked); failed != nil {
		return answer{}, failed
	}
	if failed := s.lasts(asked.Expires); failed != nil {
		return answer{}, failed
	}
	s.subscriptions[at].ExpiresAt = asked.Expires
	return ok(s.subscriptions[at].show(c.by.AppID)), nil
}

func (s *Server) deleteSubscription(c *call) (answer, *Failure) {
	at, failed := s.subscription(c)
	if failed != nil {
		return answer{}, failed
	}
	s.subscriptions = slices.Delete(s.subscriptions, at, at+1)
	return empty(http.StatusNoContent), nil
}

// notify calls those who subscribed to the list, without waiting for them.
func (s *Server) notify(l *list) {
	if s.stopping.Err() != nil {
		return
	}
	for _, sub := range s.subscriptions {
		if sub.list != l.id || !sub.ExpiresAt.After(s.opts.Now()) {
			continue
		}
		told, err := json.Marshal(object{"value": []any{object{
			"subscriptionId": sub.ID, "clientState": sub.ClientState, "resource": sub.Resource, "changeType": "updated",
			"tenantId": s.opts.Tenant, "subscriptionExpirationDateTime": sub.ExpiresAt.UTC().Format(time.RFC3339),
			"resourceData": nil,
		}}})
		if err != nil {
			continue // it is plain text
		}
		s.calls.Go(func() { s.deliver(sub, told) })
	}
}

// deliver calls a subscriber until it answers with success, a few times.
func (s *Server) deliver(sub *Subscription, told []byte) {
	const attempts = 4
	for attempt := range attempts {
		status, _, _, err := s.post(s.stopping, sub.URL, "application/json", told)
		if err == nil && status >= 200 && status < 300 {
			s.mu.Lock()
			sub.Delivered++
			s.mu.Unlock()
			return
		}
		if !wait(s.stopping, 100*time.Millisecond<<attempt) {
			return
		}
	}
}
