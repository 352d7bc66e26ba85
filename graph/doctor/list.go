package doctor

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"deskhand/graph"
	"deskhand/graph/provision"
)

// lists is what the checks ask about the help desk's list.
type lists interface {
	Site(ctx context.Context, id string) (graph.Site, error)
	List(ctx context.Context, ref graph.ListRef) (graph.List, error)
	Columns(ctx context.Context, ref graph.ListRef) ([]graph.Column, error)
}

func (g checks) list(ctx context.Context) []Finding {
	site, err := g.Client.Site(ctx, g.config.Graph.SiteID)
	if err != nil {
		return g.refused(err, "check graph.site_id")
	}
	if g.config.Graph.ListID == "" {
		return One(Fail, "graph.list_id is empty", "run deskhand provision; it makes the list and says its id")
	}
	found, err := g.Client.List(ctx, graph.ListRef{Site: site.ID, List: g.config.Graph.ListID})
	if err != nil {
		return g.refused(err, "check graph.list_id; deskhand provision says it")
	}
	return One(OK, fmt.Sprintf("%q in %s can be read; writing was not tried, since that would leave something behind",
		found.Name, site.WebURL), "")
}

// refused is a failed call for a site or a list. Graph says 403 when Sites.Selected was consented to and no site granted.
func (g checks) refused(err error, advice string) []Finding {
	found := g.failed(err, advice)
	if errors.Is(err, graph.ErrForbidden) {
		found[0].Advice = "grant the application write on this site: docs/install.md, Grant the site"
	}
	return found
}

func (g checks) columns(ctx context.Context) []Finding {
	site, err := g.Client.Site(ctx, g.config.Graph.SiteID)
	if err != nil {
		return g.refused(err, "check graph.site_id")
	}
	have, err := g.Client.Columns(ctx, graph.ListRef{Site: site.ID, List: g.config.Graph.ListID})
	if err != nil {
		return g.refused(err, "check graph.list_id")
	}
	steps, faults := provision.Compare(have, g.Columns)
	var found []Finding
	for _, fault := range faults {
		found = append(found, Finding{Level: Fail, Detail: fault.Problem, Advice: fault.Advice})
	}
	for _, step := range steps {
		found = append(found, Finding{Level: Fail, Detail: "missing: " + step.Lacks, Advice: "run deskhand provision"})
	}
	if len(found) == 0 {
		return One(OK, fmt.Sprintf("%d columns, their indexes and the unique key are there", len(g.Columns)), "")
	}
	return found
}

// notifications makes the call by which Graph finds out whether an address is ours.
func (g checks) notifications(ctx context.Context) []Finding {
	address, err := url.Parse(g.config.Graph.NotificationURL)
	if err != nil {
		return One(Fail, err.Error(), "check graph.notification_url")
	}
	token := g.NewID()
	query := address.Query()
	query.Set("validationToken", token)
	address.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address.String(), http.NoBody)
	if err != nil {
		return One(Fail, err.Error(), "check graph.notification_url")
	}
	answer, err := g.HTTP.Do(request)
	if err != nil {
		return One(Warn, "no answer from here: "+withoutToken(err, token),
			"start deskhand serve; if it runs, see whether the address can be reached from the internet, as Graph must")
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<10))
	plain := strings.HasPrefix(answer.Header.Get("Content-Type"), "text/plain")
	if err != nil || answer.StatusCode != http.StatusOK || !plain || subtle.ConstantTimeCompare(body, []byte(token)) == 0 {
		return One(Fail, fmt.Sprintf("the address does not repeat what Graph says to it (%s)", answer.Status),
			"have the proxy pass POST "+address.Path+", query and all, to deskhand serve")
	}
	return One(OK, "the address answers as Graph expects, when called from here", "")
}

// withoutToken leaves the address out of an error of the HTTP client: it is known, and its query is noise.
func withoutToken(err error, token string) string {
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
	}
	return strings.ReplaceAll(err.Error(), token, "")
}

// mail can't be tried without sending one.
func (g checks) mail(roles []string) []Finding {
	mailbox := g.config.Graph.Mailbox
	if slices.Contains(roles, "Mail.Send") {
		return One(Warn, "Mail.Send is granted, and lets the application send from every mailbox of the organisation",
			"let Exchange permit it for "+mailbox+" alone, and remove it: docs/install.md, Mail from one mailbox")
	}
	return One(OK, "not tried, since that would send a mail; Exchange must let the application send from "+mailbox, "")
}
