package graphtest

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Mail is a mail that was sent.
type Mail struct {
	Mailbox string // id of the user it was sent as
	To      []string
	ReplyTo []string
	Subject string
	Kind    string // of the content: text or html
	Content string
	Headers map[string]string // custom ones
	Saved   bool              // in the sent items
	At      time.Time
}

func mailRoutes() []route {
	return []route{{pattern: "POST /users/{user}/sendMail", roles: []string{"Mail.Send"}, do: (*Server).sendMail}}
}

// Mails returns the mails that were sent, the oldest first.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

// recipients are people as a mail names them.
type recipients []struct {
	Address struct {
		Address string `json:"address"`
	} `json:"emailAddress"`
}

func (r recipients) addresses() []string {
	var all []string
	for _, one := range r {
		all = append(all, one.Address.Address)
	}
	return all
}

// maxHeaders is how many custom headers a mail can have.
const maxHeaders = 5

func (s *Server) sendMail(c *call) (answer, *Failure) {
	u := s.user(c.PathValue("user"))
	if u == nil {
		return answer{}, &Failure{
			Status: http.StatusNotFound, Code: "ErrorInvalidUser",
			Message: "The requested user '" + c.PathValue("user") + "' is invalid.",
		}
	}
	var asked struct {
		Message struct {
			Subject string `json:"subject"`
			Body    struct {
				Kind    string `json:"contentType"`
				Content string `json:"content"`
			} `json:"body"`
			To      recipients `json:"toRecipients"`
			ReplyTo recipients `json:"replyTo"`
			Headers []struct {
				Name  string `json:"name"`
				Value string `json:"value"`
			} `json:"internetMessageHeaders"`
		} `json:"message"`
		Save *bool `json:"saveToSentItems"`
	}
	if failed := c.decode(&asked); failed != nil {
		return answer{}, failed
	}
	m := asked.Message
	switch {
	case len(m.To) == 0:
		return answer{}, &Failure{Status: http.StatusBadRequest, Code: "ErrorInvalidRecipients", Message: "At least one recipient isn't valid."}
	case len(m.Headers) > maxHeaders:
		return answer{}, &Failure{Status: http.StatusBadRequest, Code: "InvalidInternetMessageHeaderCollection", Message: "Too many headers."}
	}
	headers := map[string]string{}
	for _, h := range m.Headers {
		if !strings.HasPrefix(strings.ToLower(h.Name), "x-") {
			return answer{}, &Failure{
				Status: http.StatusBadRequest, Code: "InvalidInternetMessageHeader",
				Message: "The internet message header name '" + h.Name + "' should start with 'x-' or 'X-'.",
			}
		}
		headers[h.Name] = h.Value
	}
	s.mails = append(s.mails, Mail{
		Mailbox: u.ID, To: m.To.addresses(), ReplyTo: m.ReplyTo.addresses(), Subject: m.Subject, Kind: m.Body.Kind,
		Content: m.Body.Content, Headers: headers, Saved: asked.Save == nil || *asked.Save, At: s.now(),
	})
	return empty(http.StatusAccepted), nil
}
