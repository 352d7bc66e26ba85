package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"deskhand/graph/graphtest"
	"deskhand/graph/msgraph"
	"deskhand/graph/ticketlist"
)

// deskList is the help desk's SharePoint list in a transcript.
type deskList struct {
	*stage

	graph      *graphtest.Server
	site, list string
}

func newDeskList(s *stage) *deskList {
	l := &deskList{stage: s, graph: graphtest.Start(s.t, graphtest.Options{Now: s.clock})}
	l.site = l.graph.AddSite(graphtest.Site{Name: "helpdesk", Grant: "write"})
	for _, name := range []string{"Kari", "Ola"} {
		id := l.graph.AddUser(graphtest.User{ID: strings.ToLower(name), Name: name, UPN: name + "@contoso.com"})
		_, err := l.graph.AddSiteUser(l.site, id)
		require.NoError(s.t, err)
	}
	var err error
	l.list, err = l.graph.AddList(l.site, "Tickets", graphtest.ColumnsOf(ticketlist.Columns())...)
	require.NoError(s.t, err)
	s.vars = append(s.vars, "DESKHAND_GRAPH_ENABLED=true", "DESKHAND_GRAPH_TICKETS=list", "DESKHAND_GRAPH_SITE_ID="+l.site,
		"DESKHAND_GRAPH_LIST_ID="+l.list, "DESKHAND_GRAPH_POLL_INTERVAL=100ms", "DESKHAND_GRAPH_CLIENT_ID="+graphtest.DefaultClient)
	return l
}

// GetToken implements azcore.TokenCredential: azidentity insists on https, which a test has no certificate for.
func (l *deskList) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: l.graph.Token(), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// open keeps the list and the desk in step, as serve does.
func (l *deskList) open() {
	client, err := msgraph.New(msgraph.Config{BaseURL: l.graph.GraphURL()}, l, msgraph.Options{})
	require.NoError(l.t, err)
	require.NoError(l.t, l.app.openTool(l.env, client, prometheus.NewRegistry()))
	ctx, cancel := context.WithCancel(context.WithoutCancel(l.t.Context()))
	done := make(chan error, 1)
	go func() { done <- l.app.tool.list.Run(ctx) }()
	l.t.Cleanup(func() {
		cancel()
		require.NoError(l.t, <-done)
	})
}

// play does what a line says, or shows the newest item.
func (l *deskList) play(line string) {
	l.settle()
	who, changes, edited := strings.Cut(line, ":")
	if !edited {
		l.newest()
		return
	}
	fields := map[string]any{}
	for change := range strings.SplitSeq(changes, ";") {
		name, value, _ := strings.Cut(change, "=")
		fields[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	items := l.graph.Items(l.list)
	for len(l.said) > 0 {
		<-l.said
	}
	require.NoError(l.t, l.graph.EditItem(l.list, items[len(items)-1].ID, fields, strings.ToLower(who)))
	select {
	case <-l.said:
	case <-time.After(20 * time.Second):
		l.t.Fatal("the requester was not told")
	}
}

// settle waits until the list shows the tickets as they are.
func (l *deskList) settle() {
	require.Eventually(l.t, func() bool {
		lagging, err := l.app.store.Unmirrored(l.t.Context(), time.Time{}, 1)
		return err == nil && len(lagging) == 0
	}, 20*time.Second, 10*time.Millisecond)
}

// newest shows the newest item.
func (l *deskList) newest() {
	items := l.graph.Items(l.list)
	fields := items[len(items)-1].Fields
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		fmt.Fprintf(&b, "%s: %v\n", name, fields[name])
	}
	l.write(indent(b.String()))
}
