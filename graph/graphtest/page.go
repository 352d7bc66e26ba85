package graphtest

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
)

// maxTop is the most that $top can ask for.
const maxTop = 999

// mark is a place to go on from. It is in links in a form that tells the caller nothing.
type mark struct {
	At    int  `json:"a"`
	Epoch int  `json:"e"`
	First bool `json:"f,omitempty"` // the first reading of all that there is goes on
}

// seal writes a place into a token.
func (s *Server) seal(at int) string { return s.sealMark(mark{At: at}) }

func (s *Server) sealMark(m mark) string {
	m.Epoch = s.epoch
	data, _ := json.Marshal(m) // numbers can't fail
	return base64.RawURLEncoding.EncodeToString(data)
}

// open reads a token. A nil mark is one that has expired.
func (s *Server) open(token string) (*mark, *Failure) {
	data, err := base64.RawURLEncoding.DecodeString(token)
	var m mark
	if err != nil || json.Unmarshal(data, &m) != nil || m.At < 0 {
		return nil, bad("The token is not one that Graph gave: %s", token)
	}
	if m.Epoch != s.epoch {
		return nil, nil
	}
	return &m, nil
}

// ExpireDeltaTokens makes every link worthless that was given so far: those to what changed are answered with 410.
func (s *Server) ExpireDeltaTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch++
}

// resync is the answer to a link that has expired: 410, and where to start over.
func (c *call) resync(tokens ...string) *Failure {
	query := without(c.URL.Query(), tokens...)
	fresh := c.base + c.URL.EscapedPath()
	if len(query) > 0 {
		fresh += "?" + query.Encode()
	}
	return &Failure{
		Status: http.StatusGone, Code: "resyncRequired", Header: http.Header{"Location": {fresh}},
		Message: "Resync required. Replace any local items with the server's version.",
	}
}

// position is where the call goes on, and how many entries it may have.
func (c *call) position(s *Server) (after, size int, failed *Failure) {
	size = s.opts.PageSize
	if top := c.URL.Query().Get("$top"); top != "" {
		asked, err := strconv.Atoi(top)
		if err != nil || asked < 1 || asked > maxTop {
			return 0, 0, bad("Invalid page size specified: '%s'. Must be between 1 and 999 inclusive.", top)
		}
		size = min(size, asked)
	}
	token := c.URL.Query().Get("$skiptoken")
	if token == "" {
		return 0, size, nil
	}
	m, failed := s.open(token)
	if failed != nil {
		return 0, 0, failed
	}
	if m == nil {
		return 0, 0, bad("The $skiptoken has expired.")
	}
	return m.At, size, nil
}

// link is the address of the call with one option set, as links to go on by have it.
func (c *call) link(option, value string) string {
	query := c.URL.Query()
	query.Set(option, value)
	return c.base + c.URL.EscapedPath() + "?" + query.Encode()
}

// page answers with the entries that the call's $filter lets through, from where it goes on.
func (c *call) page(s *Server, all []object) (answer, *Failure) {
	cond, failed := parseFilter(c.URL.Query().Get("$filter"))
	if failed != nil {
		return answer{}, failed
	}
	kept := make([]object, 0, len(all))
	for _, one := range all {
		if cond.holds(one) {
			kept = append(kept, one)
		}
	}
	return c.pageOf(s, len(kept), func(i int) object { return kept[i] })
}

// pageOf answers with the entries from where the call goes on, of which there are n.
func (c *call) pageOf(s *Server, n int, entry func(i int) object) (answer, *Failure) {
	from, size, failed := c.position(s)
	if failed != nil {
		return answer{}, failed
	}
	to := min(from+size, n)
	value := make([]object, 0, max(to-from, 0))
	for i := from; i < to; i++ {
		value = append(value, entry(i))
	}
	body := object{"value": value}
	if to < n {
		body["@odata.nextLink"] = c.link("$skiptoken", s.seal(to))
	}
	return ok(body), nil
}

// without is a query without some of its options.
func without(query url.Values, options ...string) url.Values {
	for _, option := range options {
		query.Del(option)
	}
	return query
}
