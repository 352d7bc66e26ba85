package sharepoint

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"deskhand/graph"
)

// domains are SharePoint's in Microsoft's clouds: public, US Government (GCC High and DoD), and China.
var domains = []string{".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.cn"}

var errNoList = fmt.Errorf("the id of the list is no GUID: %w", graph.ErrNotFound)

// place is a list as SharePoint's own interface finds it.
type place struct {
	origin string // of the site: https and its host
	list   string // address of the list
}

// locate finds the place of a list, if a token may be sent there. The address of the site is Graph's word; still, it has to
// be one of SharePoint's.
func (c *Client) locate(site graph.Site, list graph.List) (place, error) {
	u, err := url.Parse(site.WebURL)
	if err != nil {
		return place{}, fmt.Errorf("the address of the site can't be read: %w", graph.ErrNotFound)
	}
	if u.Scheme != "https" || u.User != nil || !c.trusted(u) {
		return place{}, fmt.Errorf("a SharePoint to send a token to, at %s://%s: %w", u.Scheme, u.Host, graph.ErrNotFound)
	}
	if uuid.Validate(list.ID) != nil {
		return place{}, errNoList
	}
	origin := "https://" + u.Host
	return place{origin, origin + strings.TrimRight(u.EscapedPath(), "/") + "/_api/web/lists(guid'" + list.ID + "')"}, nil
}

// trusted reports whether the host may have a token: SharePoint's, or the one that Graph's tokens go to anyway, where
// both are played.
func (c *Client) trusted(u *url.URL) bool {
	base, err := url.Parse(c.graphURL)
	if err == nil && base.Scheme == "https" && strings.EqualFold(base.Host, u.Host) {
		return true
	}
	host := strings.ToLower(u.Hostname())
	return u.Port() == "" && slices.ContainsFunc(domains, func(domain string) bool { return strings.HasSuffix(host, domain) })
}
