package helpdesk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
)

// apply does something that must be possible.
func apply(t testing.TB, ticket helpdesk.Ticket, action helpdesk.Action, now time.Time) (helpdesk.Ticket, []helpdesk.Event) {
	t.Helper()
	if action.Actor.IsZero() {
		action.Actor = ola
	}
	changed, events, err := helpdesk.Apply(ticket, action, now, oslo(t))
	require.NoError(t, err)
	return changed, events
}

// A ticket that waits says whether that is for the requester's answer, as long as it waits and no longer.
func TestWhatATicketWaitsFor(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-11-24 09:00")
	asked, _ := apply(t, ticket(t, helpdesk.StatusNew), helpdesk.Action{Kind: helpdesk.ActionAsk, Text: "Which app?"}, now)
	assert.True(t, asked.Asked)
	for name, action := range map[string]helpdesk.Action{
		"answered":  {Kind: helpdesk.ActionComment, Actor: kari, Text: "Expense"},
		"resumed":   {Kind: helpdesk.ActionResume},
		"resolved":  {Kind: helpdesk.ActionResolve},
		"withdrawn": {Kind: helpdesk.ActionWithdraw, Actor: kari},
	} {
		after, _ := apply(t, asked, action, now)
		assert.False(t, after.Asked, name)
	}
	given, _ := apply(t, asked, helpdesk.Action{Kind: helpdesk.ActionAssign, Assignee: eva}, now)
	assert.True(t, given.Asked, "it still waits")
	paused, _ := apply(t, ticket(t, helpdesk.StatusNew), helpdesk.Action{Kind: helpdesk.ActionPause}, now)
	assert.Equal(t, helpdesk.StatusWaiting, paused.Status)
	assert.False(t, paused.Asked)
}

func TestAssigning(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-11-24 09:00")
	given, events := apply(t, ticket(t, helpdesk.StatusNew), helpdesk.Action{Kind: helpdesk.ActionAssign, Assignee: eva}, now)
	assert.Equal(t, eva, given.Assignee)
	assert.Equal(t, now, given.FirstRespondedAt, "that somebody works on it is an answer")
	require.Len(t, events, 1)
	assert.Equal(t, eva, events[0].Assignee)
	assert.Equal(t, ola, events[0].Actor)

	taken, events := apply(t, given, helpdesk.Action{Kind: helpdesk.ActionAssign}, now.Add(time.Hour))
	assert.Equal(t, helpdesk.StatusNew, taken.Status)
	assert.True(t, taken.Assignee.IsZero())
	assert.True(t, events[0].Assignee.IsZero())
	assert.Equal(t, now, taken.FirstRespondedAt, "the answer was given all the same")

	unanswered, _ := apply(t, ticket(t, helpdesk.StatusWaiting), helpdesk.Action{Kind: helpdesk.ActionAssign}, now)
	assert.Equal(t, helpdesk.StatusWaiting, unanswered.Status, "it waits for the requester, whoever has it")
	back, _ := apply(t, unanswered, helpdesk.Action{Kind: helpdesk.ActionResume}, now)
	assert.Equal(t, helpdesk.StatusNew, back.Status, "then it waits for somebody to take it")

	_, _, err := helpdesk.Apply(given, helpdesk.Action{
		Kind: helpdesk.ActionAssign, Actor: ola, Assignee: helpdesk.Person{Name: "somebody"},
	}, now, oslo(t))
	assert.ErrorIs(t, err, helpdesk.ErrInvalid, "a name alone is nobody's")
}

func TestPrioritising(t *testing.T) {
	t.Parallel()
	policy, now := oslo(t), at(t, "2026-11-24 09:00")
	urgent := helpdesk.Action{Kind: helpdesk.ActionPrioritise, Priority: helpdesk.PriorityCritical}

	untouched := ticket(t, helpdesk.StatusNew)
	changed, events := apply(t, untouched, urgent, now)
	assert.Equal(t, helpdesk.PriorityCritical, changed.Priority)
	assert.Equal(t, helpdesk.PriorityCritical, events[0].Priority)
	assert.Equal(t, at(t, "2026-11-23 10:00"), changed.ResponseDue, "from when it was opened, late or not")
	assert.Equal(t, at(t, "2026-11-23 13:00"), changed.ResolutionDue)
	assert.Zero(t, changed.FirstRespondedAt, "the requester still waits")

	answered := ticket(t, helpdesk.StatusInProgress)
	answered.ResponseDue = at(t, "2026-11-23 13:00")
	changed, _ = apply(t, answered, urgent, now)
	assert.Equal(t, answered.ResponseDue, changed.ResponseDue, "what it was answered by stands")

	again, _ := apply(t, ticket(t, helpdesk.StatusResolved), helpdesk.Action{Kind: helpdesk.ActionReopen, Actor: kari}, now)
	later := now.Add(time.Hour)
	changed, _ = apply(t, again, urgent, later)
	assert.Equal(t, policy.Calendar.Add(later, 4*time.Hour), changed.ResolutionDue, "once reopened, from now")

	for _, none := range []helpdesk.Priority{0, 5, -1} {
		urgent.Priority, urgent.Actor = none, ola
		_, _, err := helpdesk.Apply(untouched, urgent, now, policy)
		assert.ErrorIs(t, err, helpdesk.ErrInvalid)
	}
}

func TestClassifying(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-11-24 09:00")
	for _, tier := range helpdesk.Tiers() {
		changed, events := apply(t, ticket(t, helpdesk.StatusResolved), helpdesk.Action{Kind: helpdesk.ActionClassify, Tier: tier}, now)
		assert.Equal(t, tier, changed.Tier)
		assert.Equal(t, string(tier), events[0].Text)
		changed, events = apply(t, changed, helpdesk.Action{Kind: helpdesk.ActionClassify}, now)
		assert.Empty(t, changed.Tier, "what was said can be taken back")
		assert.Len(t, events, 1)
	}
	_, _, err := helpdesk.Apply(ticket(t, helpdesk.StatusNew),
		helpdesk.Action{Kind: helpdesk.ActionClassify, Actor: ola, Tier: "vital"}, now, oslo(t))
	assert.ErrorIs(t, err, helpdesk.ErrInvalid)
}

// The desk itself may find that a solution was none, for as long as it likes.
func TestResumingWhatWasResolved(t *testing.T) {
	t.Parallel()
	resolved := ticket(t, helpdesk.StatusResolved)
	now := resolved.ResolvedAt.Add(oslo(t).ReopenWithin + 48*time.Hour)
	again, events := apply(t, resolved, helpdesk.Action{Kind: helpdesk.ActionResume}, now)
	assert.Equal(t, helpdesk.StatusInProgress, again.Status)
	assert.Zero(t, again.ResolvedAt)
	assert.Zero(t, again.Rating)
	assert.Equal(t, 1, again.Reopened)
	assert.Equal(t, oslo(t).Calendar.Add(now, 24*time.Hour), again.ResolutionDue)
	assert.Equal(t, helpdesk.EventResumed, events[0].Kind)

	waiting := ticket(t, helpdesk.StatusWaiting)
	resumed, _ := apply(t, waiting, helpdesk.Action{Kind: helpdesk.ActionResume}, now)
	assert.Zero(t, resumed.Reopened, "it was never closed")
	assert.Equal(t, waiting.ResolutionDue, resumed.ResolutionDue)
}

func TestResolvingWithoutWords(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-11-24 09:00")
	resolved, events := apply(t, ticket(t, helpdesk.StatusNew), helpdesk.Action{Kind: helpdesk.ActionResolve}, now)
	assert.Equal(t, helpdesk.StatusResolved, resolved.Status)
	assert.Equal(t, ola, resolved.Assignee)
	assert.Empty(t, resolved.Resolution)
	require.Len(t, events, 1)

	amended, events := apply(t, resolved, helpdesk.Action{Kind: helpdesk.ActionAmend, Text: "Restarted"}, now)
	assert.Equal(t, "Restarted", amended.Resolution)
	assert.Equal(t, resolved.ResolvedAt, amended.ResolvedAt)
	assert.Len(t, helpdesk.Policy{}.JobsFor(amended, events), 1)
	_, _, err := helpdesk.Apply(amended, helpdesk.Action{Kind: helpdesk.ActionAmend, Actor: ola}, now, oslo(t))
	assert.ErrorIs(t, err, helpdesk.ErrInvalid, "words are not taken away again")
}

func TestNotesChangeNothing(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-11-24 09:00")
	for _, status := range statuses {
		before := ticket(t, status)
		for _, kind := range []helpdesk.EventKind{
			helpdesk.EventRefused, helpdesk.EventOverruled, helpdesk.EventUnlisted, helpdesk.EventRestored,
		} {
			after, events := apply(t, before, helpdesk.Action{Kind: helpdesk.ActionNote, Note: kind, Text: "why"}, now)
			assert.Equal(t, before, after)
			require.Len(t, events, 1)
			assert.Equal(t, kind, events[0].Kind)
			assert.Equal(t, "why", events[0].Text)
		}
	}
	for _, kind := range []helpdesk.EventKind{"", helpdesk.EventResolved} {
		_, _, err := helpdesk.Apply(ticket(t, helpdesk.StatusNew),
			helpdesk.Action{Kind: helpdesk.ActionNote, Actor: ola, Note: kind}, now, oslo(t))
		assert.ErrorIs(t, err, helpdesk.ErrInvalid, "%q", kind)
	}
}

func TestWhatIsSoAlreadyIsNoEvent(t *testing.T) {
	t.Parallel()
	before := ticket(t, helpdesk.StatusResolved)
	before.Tier = helpdesk.TierImportant
	for name, action := range map[string]helpdesk.Action{
		"the assignee, renamed": {Kind: helpdesk.ActionAssign, Assignee: helpdesk.Person{ID: ola.ID, Name: "Ola N."}},
		"the tier":              {Kind: helpdesk.ActionClassify, Tier: helpdesk.TierImportant},
		"the resolution":        {Kind: helpdesk.ActionAmend, Text: " Restarted\n"},
	} {
		after, events := apply(t, before, action, at(t, "2026-11-24 09:00"))
		assert.Empty(t, events, name)
		assert.Equal(t, before, after, name)
	}
	open := ticket(t, helpdesk.StatusInProgress)
	after, events := apply(t, open, helpdesk.Action{Kind: helpdesk.ActionPrioritise, Priority: open.Priority}, at(t, "2026-11-24 09:00"))
	assert.Empty(t, events)
	assert.Equal(t, open, after, "its times too")
}

// A change is told once, where it concerns the requester, and reaches the copy in any case.
func TestJobsForWhatTheDeskDid(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-11-24 09:00")
	for name, test := range map[string]struct {
		status helpdesk.Status
		action helpdesk.Action
		told   bool
	}{
		"assigned":                  {helpdesk.StatusNew, helpdesk.Action{Kind: helpdesk.ActionAssign, Assignee: eva}, true},
		"assigned when resolved":    {helpdesk.StatusResolved, helpdesk.Action{Kind: helpdesk.ActionAssign, Assignee: eva}, false},
		"prioritised":               {helpdesk.StatusNew, helpdesk.Action{Kind: helpdesk.ActionPrioritise, Priority: 1}, true},
		"classified":                {helpdesk.StatusNew, helpdesk.Action{Kind: helpdesk.ActionClassify, Tier: helpdesk.TierCritical}, false},
		"paused":                    {helpdesk.StatusNew, helpdesk.Action{Kind: helpdesk.ActionPause}, true},
		"resumed":                   {helpdesk.StatusResolved, helpdesk.Action{Kind: helpdesk.ActionResume}, true},
		"amended":                   {helpdesk.StatusResolved, helpdesk.Action{Kind: helpdesk.ActionAmend, Text: "new"}, true},
		"written before it is so":   {helpdesk.StatusInProgress, helpdesk.Action{Kind: helpdesk.ActionAmend, Text: "new"}, false},
		"an edit overruled":         {helpdesk.StatusNew, helpdesk.Action{Kind: helpdesk.ActionNote, Note: helpdesk.EventOverruled}, false},
		"works again":               {helpdesk.StatusNew, helpdesk.Action{Kind: helpdesk.ActionNote, Note: helpdesk.EventRestored}, true},
		"resolved, with an article": {helpdesk.StatusNew, helpdesk.Action{Kind: helpdesk.ActionResolve, ArticleID: "a"}, true},
		"the requester's own": {
			helpdesk.StatusNew, helpdesk.Action{Kind: helpdesk.ActionPrioritise, Priority: 1, Actor: kari}, false,
		},
	} {
		changed, events := apply(t, ticket(t, test.status), test.action, now)
		for i := range events {
			events[i].ID = string(rune('a' + i))
		}
		var want []helpdesk.Job
		if test.told {
			want = append(want, helpdesk.Job{Effect: helpdesk.EffectNotify, Key: "notify:a", EventID: "a", Ticket: "id"})
		}
		assert.Equal(t, want, helpdesk.Policy{}.JobsFor(changed, events), name)
		last := events[len(events)-1].ID
		want = append(want, helpdesk.Job{Effect: helpdesk.EffectMirror, Key: "mirror:" + last, EventID: last, Ticket: "id"})
		assert.Equal(t, want, helpdesk.Policy{Mirrored: true}.JobsFor(changed, events), name)
	}
	assert.Empty(t, helpdesk.Policy{Mirrored: true}.JobsFor(ticket(t, helpdesk.StatusNew), nil))
}
