package community_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"deskhand/helpdesk/community"
)

func oslo(t require.TestingT) *time.Location {
	place, err := time.LoadLocation("Europe/Oslo")
	require.NoError(t, err)
	return place
}

func TestThePlanSaysWhyNot(t *testing.T) {
	t.Parallel()
	zone := oslo(t)
	now := time.Date(2026, time.November, 26, 10, 0, 0, 0, zone)
	found := func(id string, hoursAgo int) community.Entry {
		return community.Entry{PersonID: id, State: community.Found, FoundAt: now.Add(-time.Duration(hoursAgo) * time.Hour)}
	}
	entries := []community.Entry{
		found("young", 1), found("old", 9), found("b", 5), found("a", 5), found("member", 20), found("outcast", 20),
		{PersonID: "gone", State: community.Left},
		{PersonID: "no", State: community.Declined, Reason: "said no when asked"},
	}
	facts := community.Facts{
		Members: map[string]bool{"member": true}, Excluded: map[string]bool{"outcast": true}, Today: community.Today{Invited: 2},
	}
	rules := community.Rules{Mode: community.Preview, Cap: 5, Quiet: community.Quiet{From: 18 * 60, To: 8 * 60}, Zone: zone}
	plan := community.NewPlan(entries, facts, rules, now)
	assert.Equal(t, []string{"old", "a", "b"}, ids(plan.Invite), "who was found first comes first, and two were invited today")
	assert.Equal(t, map[string]community.Why{
		"young": community.WhyCap, "member": community.WhyMember, "outcast": community.WhyExcluded,
		"gone": community.WhyLeft, "no": community.WhyDeclined,
	}, reasons(plan))

	night := time.Date(2026, time.November, 26, 23, 0, 0, 0, zone)
	plan = community.NewPlan(entries, facts, rules, night)
	assert.Empty(t, plan.Invite)
	assert.Equal(t, community.WhyQuiet, reasons(plan)["old"])
	assert.Equal(t, "until 08:00", plan.Others[len(plan.Others)-1].Detail)

	rules.Mode = community.Off
	assert.Empty(t, community.NewPlan(entries, facts, rules, now).Invite)
}

func ids(entries []community.Entry) []string {
	var list []string
	for _, entry := range entries {
		list = append(list, entry.PersonID)
	}
	return list
}

func reasons(plan community.Plan) map[string]community.Why {
	why := map[string]community.Why{}
	for _, verdict := range plan.Others {
		why[verdict.Entry.PersonID] = verdict.Why
	}
	return why
}

func TestQuietHours(t *testing.T) {
	t.Parallel()
	zone := oslo(t)
	for _, tt := range []struct {
		from, to string
		at       string
		until    string // empty: it isn't quiet
	}{
		{"18:00", "08:00", "2026-11-26T17:59", ""},
		{"18:00", "08:00", "2026-11-26T18:00", "2026-11-27T08:00"},
		{"18:00", "08:00", "2026-11-27T07:59", "2026-11-27T08:00"},
		{"18:00", "08:00", "2026-11-27T08:00", ""},
		{"12:00", "13:00", "2026-11-26T12:30", "2026-11-26T13:00"},
		{"12:00", "13:00", "2026-11-26T13:00", ""},
		{"12:00", "12:00", "2026-11-26T12:00", ""},
		{"22:00", "06:00", "2027-03-28T01:30", "2027-03-28T06:00"}, // summer time begins at two
	} {
		minute := func(clock string) int {
			at, err := time.Parse("15:04", clock)
			require.NoError(t, err)
			return at.Hour()*60 + at.Minute()
		}
		moment := func(text string) time.Time {
			at, err := time.ParseInLocation("2006-01-02T15:04", text, zone)
			require.NoError(t, err)
			return at
		}
		rules := community.Rules{Quiet: community.Quiet{From: minute(tt.from), To: minute(tt.to)}, Zone: zone}
		until, quiet := rules.QuietUntil(moment(tt.at).UTC())
		assert.Equal(t, tt.until != "", quiet, tt.at)
		if quiet {
			assert.Equal(t, tt.until, until.Format("2006-01-02T15:04"), tt.at)
		}
	}
}

// life is a community over some days, in which everything happens in any order.
type life struct {
	now     time.Time
	rules   community.Rules
	entries map[string]community.Entry
	facts   community.Facts
	invited map[string]int // by the day
	told    map[string]int // how many messages of a kind somebody got, by id and state
	left    map[string]bool
}

// TestNobodyIsInvitedTooOften lets days go by at random, and holds what the planner does against what was promised.
func TestNobodyIsInvitedTooOften(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l := &life{
			now: time.Date(2026, time.October, 23, 12, 0, 0, 0, time.UTC), // summer time ends on the 25th
			rules: community.Rules{
				Mode: rapid.SampledFrom([]community.Mode{community.Consent, community.Auto}).Draw(t, "mode"),
				Cap:  rapid.IntRange(0, 4).Draw(t, "cap"), Zone: oslo(t),
				Quiet: community.Quiet{From: rapid.IntRange(0, 1439).Draw(t, "from"), To: rapid.IntRange(0, 1439).Draw(t, "to")},
			},
			entries: map[string]community.Entry{}, invited: map[string]int{}, told: map[string]int{}, left: map[string]bool{},
			facts: community.Facts{Members: map[string]bool{}, Excluded: map[string]bool{}},
		}
		t.Repeat(map[string]func(*rapid.T){
			"time": func(t *rapid.T) {
				l.now = l.now.Add(time.Duration(rapid.IntRange(1, 600).Draw(t, "minutes")) * time.Minute)
			},
			"find":    l.find,
			"run":     l.run,
			"happens": l.happens,
		})
	})
}

func (l *life) find(t *rapid.T) {
	id := fmt.Sprint("p", rapid.IntRange(0, 12).Draw(t, "person"))
	if _, known := l.entries[id]; !known {
		l.entries[id] = community.Entry{PersonID: id, State: community.Found, FoundAt: l.now}
	}
}

// happens is something that others do.
func (l *life) happens(t *rapid.T) {
	id := fmt.Sprint("p", rapid.IntRange(0, 12).Draw(t, "person"))
	kind := rapid.SampledFrom([]community.Kind{
		community.Accept, community.Refuse, community.Leave, community.See, community.Miss, community.Exclude,
		community.Include, community.Disable, community.Enable, community.Fail, community.Deliver, community.Return,
	}).Draw(t, "kind")
	l.apply(id, community.Action{Kind: kind, By: id})
}

func (l *life) apply(id string, action community.Action) bool {
	entry, known := l.entries[id]
	if !known {
		return false
	}
	next, decision, err := entry.Apply(action, l.now)
	if err != nil {
		return false
	}
	switch {
	case decision.To == community.Left:
		l.left[id] = true
	case action.Kind == community.Deliver:
		l.told[id+" "+string(entry.State)]++
	case action.Kind == community.Return:
		l.told[id+" "+string(entry.State)]--
	}
	l.entries[id] = next
	return true
}

// run does what the runner does.
func (l *life) run(t *rapid.T) {
	day := l.now.In(l.rules.Zone).Format(time.DateOnly)
	l.facts.Today.Invited = l.invited[day]
	var entries []community.Entry
	for _, entry := range l.entries {
		entries = append(entries, entry)
	}
	plan := community.NewPlan(entries, l.facts, l.rules, l.now)
	require.Len(t, entries, len(plan.Invite)+len(plan.Others), "everybody is either invited or told why not")
	if _, quiet := l.rules.QuietUntil(l.now); quiet {
		require.Empty(t, plan.Invite, "nobody is invited in quiet hours")
	}
	for _, entry := range plan.Invite {
		kind := community.Invite
		if l.rules.Mode == community.Consent {
			kind = community.Ask
		}
		require.True(t, l.apply(entry.PersonID, community.Action{Kind: kind, By: community.Deskhand}))
		l.invited[day]++
		require.False(t, l.left[entry.PersonID], "%s left and was invited again", entry.PersonID)
	}
	require.LessOrEqual(t, l.invited[day], l.rules.Cap, "more were invited in a day than was settled")
	for message, times := range l.told {
		require.LessOrEqual(t, times, 1, "twice: %s", message)
	}
}
