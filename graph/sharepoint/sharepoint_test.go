package sharepoint_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/graphtest"
	"deskhand/graph/sharepoint"
	"deskhand/graph/ticketlist"
	"deskhand/internal/identity"
	"deskhand/internal/loopback"
)

// member is the credential of an application that the tenant knows, by a certificate.
type member struct {
	*graphtest.Server

	scopes []string
}

func (m *member) GetToken(_ context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	m.scopes = append(m.scopes, o.Scopes...)
	return azcore.AccessToken{Token: m.Token(), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// world is a site with a list of tickets, and a client that may manage it.
type world struct {
	*graphtest.Server
	*sharepoint.Client

	certificate *loopback.Certificate
	credential  *member
	site        graph.Site
	list        graph.List
	waited      []time.Duration
}

func newWorld(t *testing.T) *world {
	t.Helper()
	certificate, err := loopback.NewCertificate()
	require.NoError(t, err)
	w := &world{Server: graphtest.Start(t, graphtest.Options{Certificate: certificate}), certificate: certificate}
	w.credential = &member{Server: w.Server}
	w.Client = w.client(t, w.credential)
	id := w.AddSite(graphtest.Site{Name: "helpdesk", Grant: "owner", Local: true})
	w.site = graph.Site{ID: id, WebURL: w.URL() + "/sites/helpdesk"}
	w.list.ID, err = w.AddList(id, "Deskhand tickets", graphtest.ColumnsOf(ticketlist.Columns())...)
	require.NoError(t, err)
	return w
}

func (w *world) client(t *testing.T, credential azcore.TokenCredential) *sharepoint.Client {
	t.Helper()
	trusting := w.certificate.Client()
	t.Cleanup(trusting.CloseIdleConnections)
	client, err := sharepoint.New(w.GraphURL(), credential, sharepoint.Options{
		HTTP: trusting, Sleep: func(ctx context.Context, d time.Duration) error { w.waited = append(w.waited, d); return ctx.Err() },
	})
	require.NoError(t, err)
	return client
}

// ensure makes the view of new tickets.
func (w *world) ensure(t *testing.T) (graph.View, error) {
	t.Helper()
	return w.EnsureView(t.Context(), w.site, w.list, ticketlist.Views()[0])
}

// titles are those of the list's views.
func (w *world) titles() (titles []string) {
	for _, v := range w.Server.Views(w.list.ID) {
		titles = append(titles, v.Title)
	}
	return titles
}

// refusal is the error of SharePoint.
func refusal(t *testing.T, err error) *graph.Error {
	t.Helper()
	failed, ok := errors.AsType[*graph.Error](err)
	require.True(t, ok, "%v", err)
	return failed
}

const (
	views = "/sites/*/_api/web/*/views"
	add   = views + "/add"
)

func TestAViewIsMade(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made, err := w.EnsureView(t.Context(), w.site, w.list, ticketlist.Views()[1])
	require.NoError(t, err)
	want := graph.View{Title: "In progress", WebURL: w.URL() + "/sites/helpdesk/Lists/Deskhand%20tickets/In%20progress.aspx"}
	assert.Equal(t, want, made)
	there, err := w.Client.Views(t.Context(), w.site, w.list)
	require.NoError(t, err)
	require.Len(t, there, 2)
	assert.Equal(t, "All Items", there[0].Title)
	assert.Equal(t, want, there[1])
	kept := w.Server.Views(w.list.ID)[1]
	assert.Equal(t, ticketlist.Views()[1].Columns, kept.Columns)
	assert.Equal(t, `<Where><Eq><FieldRef Name='Status'/><Value Type='Choice'>In progress</Value></Eq></Where>`+
		`<OrderBy><FieldRef Name='ResolutionDue'/></OrderBy>`, kept.Query)
	assert.Contains(t, w.credential.scopes, w.URL()+"/.default")
}

// All views that the list of tickets is to have are ones that SharePoint can make, with columns that it has.
func TestTheViewsOfTickets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, view := range ticketlist.Views() {
		_, err := w.EnsureView(t.Context(), w.site, w.list, view)
		require.NoError(t, err, view.Title)
	}
	assert.Equal(t, []string{"All Items", "New", "In progress", "Waiting", "Resolved"}, w.titles())
	assert.Equal(t, `<Where><And><Geq><FieldRef Name='ResolutionDue'/><Value Type='DateTime'><Today OffsetDays='-90'/></Value></Geq>`+
		`<Eq><FieldRef Name='Status'/><Value Type='Choice'>Resolved</Value></Eq></And></Where>`+
		`<OrderBy><FieldRef Name='Modified' Ascending='FALSE'/></OrderBy>`, w.Server.Views(w.list.ID)[4].Query)

	odd := graph.View{Title: "Odd", Columns: []string{"Title"}, Where: []graph.Condition{{Column: "Status", Choice: `R&D "<1>"`}}}
	_, err := w.EnsureView(t.Context(), w.site, w.list, odd)
	require.NoError(t, err)
	assert.Contains(t, w.Server.Views(w.list.ID)[5].Query, "R&amp;D &#34;&lt;1&gt;&#34;")
}

func TestAViewOfThatTitleStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.NoError(t, w.AddView(w.list.ID, graphtest.View{Title: "NEW", Columns: []string{"Title"}}))
	found, err := w.ensure(t)
	require.NoError(t, err)
	assert.Equal(t, "NEW", found.Title)
	assert.Equal(t, []string{"All Items", "NEW"}, w.titles())
	assert.Zero(t, w.Count(http.MethodPost, add))
}

// Whatever goes wrong on the way, one view is made.
func TestFaultsMakeNoSecondView(t *testing.T) {
	t.Parallel()
	for _, kind := range graphtest.Kinds() {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Fail(graphtest.Fault{Method: http.MethodPost, Path: add, Times: 1, Kind: kind, Delay: time.Millisecond})
			_, err := w.ensure(t)
			require.NoError(t, err)
			assert.Equal(t, []string{"All Items", "New"}, w.titles())
		})
	}
}

func TestSharePointIsLeftAloneForAsLongAsItAsks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Fail(
		graphtest.Fault{Method: http.MethodPost, Path: add, Times: 1, Kind: graphtest.Throttled, RetryAfter: "7"},
		graphtest.Fault{Method: http.MethodGet, Path: views, Times: 1, Kind: graphtest.Unavailable, RetryAfter: "12"},
	)
	_, err := w.ensure(t)
	require.NoError(t, err)
	assert.Equal(t, []time.Duration{12 * time.Second, 7 * time.Second}, w.waited)

	w.Fail(graphtest.Fault{Path: views, Kind: graphtest.Throttled, RetryAfter: "300"})
	_, err = w.ensure(t)
	require.ErrorIs(t, err, graph.ErrUnavailable)
	assert.Equal(t, 5*time.Minute, refusal(t, err).RetryAfter)
	assert.Len(t, w.waited, 2, "nobody waits so long")
}

func TestWhatSharePointRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	said := func(want error, advice string) {
		t.Helper()
		_, err := w.ensure(t)
		require.ErrorIs(t, err, want)
		require.ErrorContains(t, err, "SharePoint: make a view of the list: ")
		require.ErrorContains(t, err, advice)
		assert.NotEmpty(t, refusal(t, err).RequestID)
	}
	require.NoError(t, w.Grant(w.site.ID, "write"))
	_, err := w.Client.Views(t.Context(), w.site, w.list)
	require.NoError(t, err, "to look, that is enough")
	said(graph.ErrForbidden, "-2147024891, System.UnauthorizedAccessException (Access denied. You do not have permission to perform "+
		"this action or access this resource), request ")
	said(graph.ErrForbidden, "; grant the application fullcontrol on this site")

	w.SetSharePoint()
	said(graph.ErrUnauthorized, "grant the application Sites.Selected of SharePoint")
	w.SetSharePoint("Sites.Selected")
	w.list.ID = "7f9b2f4c-3c1e-4f0a-9d55-0d3f6a1c2b11"
	said(graph.ErrNotFound, "List does not exist")
	w.list.ID = "Tickets')/items('1"
	asked := len(w.Requests())
	_, err = w.ensure(t)
	require.ErrorIs(t, err, graph.ErrNotFound)
	assert.Len(t, w.Requests(), asked, "what is no id is part of no address")
	assert.Empty(t, w.waited, "nothing of this gets better by waiting")
}

// A client secret is good enough for Graph, and not for SharePoint.
func TestASecretIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	credential, err := identity.NewCredential(identity.Identity{
		Authority: w.URL(), TenantID: graphtest.DefaultTenant, ClientID: graphtest.DefaultClient, ClientSecret: graphtest.DefaultSecret,
	}, w.certificate.Client())
	require.NoError(t, err)
	w.Client = w.client(t, credential)
	_, err = w.ensure(t)
	require.ErrorIs(t, err, graph.ErrUnauthorized)
	require.ErrorContains(t, err, "Unsupported app only token")
	require.ErrorContains(t, err, sharepoint.NoSecrets)
}

// A refusal in any form is understood, and what is none of SharePoint's doesn't get in the way.
func TestFormsOfARefusal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for body, want := range map[string]string{
		`{"error":{"code":"-1, Oops","message":{"lang":"en-US","value":"It broke."}}}`: "400 Bad Request, -1, Oops (It broke), request guid",
		`{"error":{"code":"-1, Oops","message":"It broke."}}`:                          "400 Bad Request, -1, Oops, request guid",
		"<html>no</html>": "400 Bad Request, request guid",
	} {
		client, err := sharepoint.New("", w.credential, sharepoint.Options{HTTP: &http.Client{Transport: answering{http.StatusBadRequest, body}}})
		require.NoError(t, err)
		w.site.WebURL = "https://contoso.sharepoint.com/sites/helpdesk"
		_, err = client.Views(t.Context(), w.site, w.list)
		require.EqualError(t, err, "SharePoint: read the views of the list: "+want)
	}
}

// The token goes to SharePoint, and nowhere else.
func TestWhereTheTokenGoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for address, scope := range map[string]string{
		"https://contoso.sharepoint.com/sites/help": "https://contoso.sharepoint.com/.default",
		"https://Contoso.SharePoint.us":             "https://Contoso.SharePoint.us/.default",
		"https://contoso.sharepoint-mil.us/":        "https://contoso.sharepoint-mil.us/.default",
		"https://contoso.sharepoint.cn/sites/help":  "https://contoso.sharepoint.cn/.default",
		"https://graph.example:444/sites/help":      "https://graph.example:444/.default",
		"http://contoso.sharepoint.com/sites/help":  "",
		"https://sharepoint.com/sites/help":         "",
		"https://contososharepoint.com/sites/help":  "",
		"https://contoso.sharepoint.com.example":    "",
		"https://contoso.sharepoint.com:8443/sites": "",
		"https://a@contoso.sharepoint.com/sites":    "",
		"https://graph.example/sites/help":          "",
		"https://example.com/?.sharepoint.com":      "",
		"":                                          "",
		"://":                                       "",
	} {
		w.credential.scopes = nil
		client, err := sharepoint.New("https://graph.example:444/v1.0", w.credential, sharepoint.Options{
			HTTP: &http.Client{Transport: answering{http.StatusOK, `{"value":[]}`}},
		})
		require.NoError(t, err)
		_, err = client.Views(t.Context(), graph.Site{WebURL: address}, w.list)
		if scope == "" {
			require.ErrorIs(t, err, graph.ErrNotFound, address)
			require.NotErrorIs(t, err, graph.ErrUnavailable, address)
			assert.Empty(t, w.credential.scopes, address)
			continue
		}
		require.NoError(t, err, address)
		assert.Equal(t, []string{scope}, w.credential.scopes)
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := 0
	client, err := sharepoint.New("", w.credential, sharepoint.Options{
		HTTP:  &http.Client{Transport: redirecting{&asked}},
		Sleep: func(context.Context, time.Duration) error { return context.Canceled },
	})
	require.NoError(t, err)
	_, err = client.Views(t.Context(), graph.Site{WebURL: "https://contoso.sharepoint.com"}, w.list)
	require.ErrorContains(t, err, "a token must not follow")
	assert.Equal(t, 1, asked)
}

// answering is a host that always says the same.
type answering struct {
	status int
	body   string
}

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: a.status, Request: r, Body: io.NopCloser(strings.NewReader(a.body)), Header: http.Header{"Sprequestguid": {"guid"}},
	}, nil
}

// redirecting is a host that sends everybody to another.
type redirecting struct{ asked *int }

func (r redirecting) RoundTrip(req *http.Request) (*http.Response, error) {
	*r.asked++
	return &http.Response{
		StatusCode: http.StatusFound, Request: req, Body: http.NoBody, Header: http.Header{"Location": {"https://example.com/"}},
	}, nil
}
