package ticketlist_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"deskhand/graph"
	"deskhand/graph/graphtest"
	"deskhand/graph/msgraph"
	"deskhand/graph/ticketlist"
	"deskhand/helpdesk"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	kari = helpdesk.Person{ID: "11111111-0000-4000-8000-000000000001", Name: "Kari Nordmann"}
	ola  = helpdesk.Person{ID: "11111111-0000-4000-8000-000000000002", Name: "Ola Agent"}
	eva  = helpdesk.Person{ID: "11111111-0000-4000-8000-000000000003", Name: "Eva Agent"}
)

// world is a desk and a list, with Graph between them.
type world struct {
	*ticketlist.Sync

	t       *testing.T
	graph   *graphtest.Server
	client  *msgraph.Client
	memory  *memory
	desk    *helpdesk.Desk
	options ticketlist.Options
	clock   *clock
	site    string
	list    string
}

// clock is a time that a test moves; it stays behind the real one, by which contexts end. Whoever sleeps by it moves it too.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.pass(d)
	return ctx.Err()
}

type badge struct{ graph *graphtest.Server }

func (b badge) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: b.graph.Token(), ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// columns are those of the list that deskhand provision makes.
func columns() []graphtest.Column { return graphtest.ColumnsOf(ticketlist.Columns()) }

func newWorld(t *testing.T, changes ...func(*graphtest.Options)) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{now: time.Date(2025, time.November, 23, 8, 0, 0, 0, time.UTC)}}
	w.memory = newMemory(w.clock.Now)
	options := graphtest.Options{Now: w.clock.Now}
	for _, change := range changes {
		change(&options)
	}
	w.graph = graphtest.Start(t, options)
	w.site = w.graph.AddSite(graphtest.Site{Name: "helpdesk", Grant: "write"})
	for _, p := range []helpdesk.Person{kari, ola, eva} {
		w.graph.AddUser(graphtest.User{ID: p.ID, Name: p.Name, UPN: p.Name[:4] + "@contoso.com"})
	}
	for _, p := range []helpdesk.Person{kari, ola} { // the site has not seen Eva
		_, err := w.graph.AddSiteUser(w.site, p.ID)
		require.NoError(t, err)
	}
	w.addList(columns()...)
	var err error
	w.client, err = msgraph.New(msgraph.Config{BaseURL: w.graph.GraphURL(), SharePointUnits: 1_000_000}, badge{w.graph},
		msgraph.Options{Now: w.clock.Now, Sleep: w.clock.Sleep})
	require.NoError(t, err)
	w.desk = helpdesk.NewDesk(w.memory, deskPolicy(t), w.clock.Now, w.memory.newID)
	w.options = ticketlist.Options{
		Lists: w.client, Directory: w.client, Desk: w.desk, Memory: w.memory,
		List: graph.ListRef{Site: w.site, List: w.list}, App: graphtest.DefaultClient, Interval: 10 * time.Millisecond,
		Logger: slog.New(slog.NewTextHandler(t.Output(), nil)), Now: w.clock.Now, Sleep: w.clock.Sleep,
	}
	w.restart()
	return w
}

func (w *world) addList(columns ...graphtest.Column) {
	var err error
	w.list, err = w.graph.AddList(w.site, fmt.Sprint("Tickets ", len(w.graph.Lists(w.site))), columns...)
	require.NoError(w.t, err)
}

// restart is a new process, which knows what the memory knows.
func (w *world) restart(changes ...func(*ticketlist.Options)) {
	w.memory.revive()
	w.clock.pass(time.Minute) // a lease of one that was killed runs out
	o := w.options
	o.Metrics = metrics()
	for _, change := range changes {
		change(&o)
	}
	w.Sync = ticketlist.New(o)
}

func metrics() *ticketlist.Metrics { return ticketlist.NewMetrics(prometheus.NewRegistry()) }

func deskPolicy(t *testing.T) helpdesk.Policy {
	t.Helper()
	always := map[time.Weekday][]helpdesk.Shift{}
	for day := range time.Weekday(7) {
		always[day] = []helpdesk.Shift{{From: 0, To: 24 * 60}}
	}
	p := helpdesk.Policy{
		Calendar: helpdesk.Calendar{Location: time.UTC, Hours: always}, Targets: map[helpdesk.Priority]helpdesk.Target{},
		ReopenWithin: 14 * 24 * time.Hour, Recent: 30 * 24 * time.Hour, Mirrored: true,
	}
	for i, priority := range helpdesk.Priorities() {
		p.Targets[priority] = helpdesk.Target{Response: time.Duration(i+1) * time.Hour, Resolution: time.Duration(i+1) * 8 * time.Hour}
	}
	require.NoError(t, p.Validate())
	return p
}

// open opens a ticket, which nobody has listed yet.
func (w *world) open(wish string) helpdesk.Ticket {
	w.t.Helper()
	ticket, err := w.desk.Open(w.t.Context(), helpdesk.Request{
		OpenKey: wish, Summary: wish, Details: "It fails.\nSince today.", Solution: "Expense", Impact: helpdesk.ImpactTeam,
		Urgency: helpdesk.UrgencyMedium, Requester: kari, Origin: helpdesk.Origin{ConversationID: "a:chat-of-kari"},
	})
	require.NoError(w.t, err)
	return ticket
}

// listed opens a ticket and lists it.
func (w *world) listed(wish string) helpdesk.Ticket {
	w.t.Helper()
	ticket := w.open(wish)
	require.NoError(w.t, w.Send(w.t.Context(), ticket.ID))
	w.item(ticket)
	return ticket
}

// item is the ticket's item, of which there has to be one.
func (w *world) item(ticket helpdesk.Ticket) graphtest.Item {
	w.t.Helper()
	items := w.items(ticket)
	require.Len(w.t, items, 1, ticket.Key())
	return items[0]
}

func (w *world) items(ticket helpdesk.Ticket) []graphtest.Item {
	var found []graphtest.Item
	for _, item := range w.graph.Items(w.list) {
		if item.Fields["TicketKey"] == ticket.Key() {
			found = append(found, item)
		}
	}
	return found
}

// edit is somebody working in the list, a while later.
func (w *world) edit(ticket helpdesk.Ticket, who helpdesk.Person, fields map[string]any) {
	w.t.Helper()
	w.clock.pass(10 * time.Second)
	require.NoError(w.t, w.graph.EditItem(w.list, w.item(ticket).ID, fields, who.ID))
}

func (w *world) act(ticket helpdesk.Ticket, action helpdesk.Action) {
	w.t.Helper()
	w.clock.pass(10 * time.Second)
	_, err := w.desk.Act(w.t.Context(), ticket.Number, action)
	require.NoError(w.t, err)
}

func (w *world) poll() {
	w.t.Helper()
	w.clock.pass(time.Second)
	require.NoError(w.t, w.Poll(w.t.Context()))
}

// now is the ticket as it stands.
func (w *world) now(ticket helpdesk.Ticket) helpdesk.Ticket {
	w.t.Helper()
	ticket, err := w.desk.Ticket(w.t.Context(), ticket.Number)
	require.NoError(w.t, err)
	return ticket
}

// events are what happened to the ticket, in short.
func (w *world) events(ticket helpdesk.Ticket) []string {
	w.t.Helper()
	history, err := w.desk.History(w.t.Context(), ticket)
	require.NoError(w.t, err)
	var all []string
	for _, e := range history[1:] {
		text := string(e.Kind)[len("ticket."):] + " " + e.Actor.Name
		if e.Text != "" {
			text += ": " + e.Text
		}
		all = append(all, text)
	}
	return all
}

// told counts the messages that the requester gets of a ticket.
func (w *world) told(ticket helpdesk.Ticket) int {
	w.memory.mu.Lock()
	defer w.memory.mu.Unlock()
	n := 0
	for _, job := range w.memory.jobs {
		if job.Effect == helpdesk.EffectNotify && job.Ticket == ticket.ID {
			n++
		}
	}
	return n
}
