package inviter_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/inviter"
	"deskhand/helpdesk"
	"deskhand/helpdesk/community"
)

// world is Microsoft 365, the store and the bot in memory. Every call that changes something outside can be the last one
// that this process makes.
type world struct {
	now     time.Time
	options inviter.Options

	// the store
	entries map[string]community.Entry
	history []community.Decision
	cursors map[string]string
	holder  string
	until   time.Time // the holder has it
	lapsed  bool      // it ran out while somebody was being added

	// Microsoft 365
	group    []string // the makers
	removed  []string // from it, as the next delta says
	resync   bool     // the delta link is too old
	excluded []string
	users    map[string]graph.User // those that differ from the usual
	team     map[string]bool
	inside   map[string]bool // the private channel
	private  bool
	slow     time.Duration    // how long it takes to add somebody to the channel
	refuses  map[string]error // who can't be added
	log      []graph.Creation
	queries  []string // from and to, of those that were started
	done     bool     // whether a query is

	// the bot
	chats       map[string]bool
	unreachable map[string]bool // by any message
	tried       []string        // whom it has tried to tell something
	silent      bool            // Teams tells it of no installation
	looks       map[string]int  // for a chat with somebody
	messages    []string        // "ask p1 nb-NO", "welcome p1 nb-NO"

	writes   []string // what was written to Graph
	calls    int
	dieAfter int  // the call that is the last one; 0: none
	carried  bool // whether the last call is still carried out
	fail     map[string]error
}

var errDied = errors.New("the process died")

func newWorld(t *testing.T, mode community.Mode, makers int) *world {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Oslo")
	require.NoError(t, err)
	w := &world{
		now:     time.Date(2026, time.November, 26, 10, 0, 0, 0, zone),
		entries: map[string]community.Entry{}, cursors: map[string]string{}, users: map[string]graph.User{},
		team: map[string]bool{}, inside: map[string]bool{}, refuses: map[string]error{}, chats: map[string]bool{}, looks: map[string]int{},
		fail: map[string]error{}, unreachable: map[string]bool{},
	}
	for i := range makers {
		w.group = append(w.group, fmt.Sprintf("p%02d", i))
	}
	w.options = inviter.Options{
		Graph: w, Ledger: w, Messenger: w, MakerGroupID: "makers", ExclusionGroupID: "never", TeamID: "team", AppID: "app",
		Rules:    community.Rules{Mode: mode, Cap: 100, Quiet: community.Quiet{From: 18 * 60, To: 8 * 60}, Zone: zone},
		Interval: 15 * time.Minute, Batch: 3, Holder: "one", Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return w.now },
	}
	return w
}

func (w *world) run(t *testing.T) (inviter.Report, error) {
	t.Helper()
	return inviter.New(w.options).Run(t.Context())
}

// mustRun lets the time between two runs pass, and runs.
func (w *world) mustRun(t *testing.T) inviter.Report {
	t.Helper()
	report, err := w.run(t)
	require.NoError(t, err)
	w.now = w.now.Add(w.options.Interval)
	return report
}

func (w *world) states() map[string]community.State {
	states := map[string]community.State{}
	for id, entry := range w.entries {
		states[id] = entry.State
	}
	return states
}

// outside is a call that changes something, by the moment at which the process is to die.
func (w *world) outside(what string, do func()) error {
	w.calls++
	if w.dieAfter > 0 && w.calls > w.dieAfter {
		return errDied
	}
	if err := w.fail[strings.Fields(what)[0]]; err != nil {
		return err
	}
	if w.calls != w.dieAfter || w.carried {
		do()
	}
	if w.calls == w.dieAfter {
		return errDied
	}
	return nil
}

// The store.

func (w *world) Maker(_ context.Context, id string) (community.Entry, error) {
	if e, ok := w.entries[id]; ok {
		return e, nil
	}
	return community.Entry{}, helpdesk.ErrNotFound
}

func (w *world) SaveMaker(_ context.Context, e community.Entry, d community.Decision) (community.Entry, error) {
	if w.entries[e.PersonID].Version != e.Version {
		return community.Entry{}, helpdesk.ErrConflict
	}
	e.Version++
	return e, w.outside("ledger", func() { w.entries[e.PersonID], w.history = e, append(w.history, d) })
}

func (w *world) Makers(_ context.Context, states []community.State, after string, limit int) ([]community.Entry, error) {
	var page []community.Entry
	for _, id := range slices.Sorted(maps.Keys(w.entries)) {
		if e := w.entries[id]; id > after && len(page) < limit && (len(states) == 0 || slices.Contains(states, e.State)) {
			page = append(page, e)
		}
	}
	return page, nil
}

func (w *world) FindMakers(_ context.Context, found []community.Entry) (added int, err error) {
	err = w.outside("find", func() {
		for _, e := range found {
			if _, known := w.entries[e.PersonID]; !known {
				e.Version = 1
				w.entries[e.PersonID] = e
				added++
			}
		}
	})
	return added, err
}

func (w *world) ForgetMaker(_ context.Context, id string) (bool, error) {
	_, known := w.entries[id]
	delete(w.entries, id)
	return known, nil
}

func (w *world) Invited(_ context.Context, since time.Time) (community.Today, error) {
	var today community.Today
	counted := map[string]bool{}
	for _, d := range w.history {
		e := w.entries[d.PersonID]
		chosen := d.From == community.Found && d.By == community.Deskhand && (d.To == community.Asked || d.To == community.Inviting)
		now := !d.At.Before(since)
		later := !e.AskedAt.Before(since) || e.AskedAt.IsZero() && !e.JoinedAt.Before(since)
		switch {
		case !chosen || counted[d.PersonID] || !now && !later:
			continue
		case !e.Unreached():
			today.Invited++
		case now:
			today.Unreached++
		}
		counted[d.PersonID] = true
	}
	return today, nil
}

func (w *world) Cursor(_ context.Context, name string) (string, error) { return w.cursors[name], nil }

func (w *world) SaveCursor(_ context.Context, name, value string) error {
	return w.outside("cursor", func() { w.cursors[name] = value })
}

func (w *world) Hold(_ context.Context, _, holder string, lasts time.Duration) (bool, error) {
	if w.holder != "" && w.holder != holder && w.now.Before(w.until) {
		return false, nil
	}
	w.holder, w.until = holder, w.now.Add(lasts)
	return true, nil
}

func (w *world) Release(context.Context, string, string) error {
	w.holder = ""
	return nil
}

// Microsoft 365.

func (w *world) GroupMembers(_ context.Context, group string, each func([]string) error) error {
	if group == "never" {
		return each(w.excluded)
	}
	return each(w.group)
}

// GroupChanges has three makers on a page.
func (w *world) GroupChanges(_ context.Context, _, link string) (graph.MemberChanges, error) {
	if w.resync && link != "" {
		w.resync = false
		return graph.MemberChanges{}, &graph.Error{Status: http.StatusGone}
	}
	from := 0
	if link != "" {
		if _, err := fmt.Sscanf(link, "from %d", &from); err != nil {
			return graph.MemberChanges{}, err
		}
	}
	to := min(from+3, len(w.group))
	page := graph.MemberChanges{Added: w.group[from:to], Removed: w.removed}
	w.removed = nil
	if next := fmt.Sprint("from ", to); to < len(w.group) {
		page.Next = next
	} else {
		page.Delta = next
	}
	return page, nil
}

func (w *world) StartCreationQuery(_ context.Context, from, to time.Time) (string, error) {
	w.queries = append(w.queries, from.UTC().Format(time.DateTime)+" to "+to.UTC().Format(time.DateTime))
	return "query", nil
}

func (w *world) CreationQuery(context.Context, string) (bool, error) { return w.done, w.fail["query"] }

func (w *world) Creations(_ context.Context, _ string, each func([]graph.Creation) error) error {
	return each(w.log)
}

func (w *world) User(_ context.Context, id string) (graph.User, error) {
	if user, ok := w.users[id]; ok {
		if user.ID == "" {
			return user, &graph.Error{Status: http.StatusNotFound}
		}
		return user, nil
	}
	return graph.User{ID: id, Name: "Maker " + id, Language: "nb-NO", Enabled: true}, w.fail["user"]
}

func members(set map[string]bool) []graph.Member {
	var list []graph.Member
	for id := range set {
		list = append(list, graph.Member{ID: "membership " + id, UserID: id})
	}
	return list
}

func (w *world) TeamMembers(_ context.Context, _ string, each func([]graph.Member) error) error {
	return each(members(w.team))
}

func (w *world) AddTeamMembers(_ context.Context, _ string, users []string) (results []graph.MemberResult, err error) {
	err = w.outside("add "+strings.Join(users, " "), func() {
		for _, id := range users {
			w.writes = append(w.writes, "add "+id)
			if w.refuses[id] == nil {
				w.team[id] = true
			}
			results = append(results, graph.MemberResult{UserID: id, Err: w.refuses[id]})
		}
	})
	return results, err
}

func (w *world) Channel(context.Context, string, string) (graph.Channel, error) {
	return graph.Channel{ID: "channel", Name: "Makers", Private: w.private}, nil
}

func (w *world) ChannelMembers(_ context.Context, _, _ string, each func([]graph.Member) error) error {
	return each(members(w.inside))
}

func (w *world) AddChannelMember(_ context.Context, _, _, user string) error {
	return w.outside("channel "+user, func() {
		w.now = w.now.Add(w.slow)
		w.lapsed = w.lapsed || !w.now.Before(w.until)
		w.writes = append(w.writes, "channel "+user)
		w.inside[user] = true
	})
}

func (w *world) TeamsApp(_ context.Context, externalID string) (string, error) {
	return "catalog " + externalID, w.fail["catalog"]
}

func (w *world) InstallApp(_ context.Context, user, _ string) error {
	return w.outside("install "+user, func() {
		w.writes = append(w.writes, "install "+user)
		w.chats[user] = !w.silent
	})
}

// The bot.

func (w *world) Knows(_ context.Context, id string) (bool, error) {
	w.looks[id]++
	if w.chats[id] {
		return true, nil
	}
	return false, w.fail["knows"]
}

func (w *world) AskConsent(_ context.Context, guest community.Guest, _ string) error {
	w.tried = append(w.tried, guest.PersonID)
	if w.unreachable[guest.PersonID] {
		return &graph.Error{Status: http.StatusBadRequest}
	}
	return w.outside("ask", func() { w.messages = append(w.messages, "ask "+guest.PersonID+" "+guest.Language) })
}

func (w *world) WelcomeMaker(_ context.Context, guest community.Guest, _ string) error {
	return w.outside("welcome", func() { w.messages = append(w.messages, "welcome "+guest.PersonID+" "+guest.Language) })
}
