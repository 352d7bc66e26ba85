package helpdesk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
)

func TestPriorityIsImpactTimesUrgency(t *testing.T) {
	t.Parallel()
	var got []helpdesk.Priority
	for _, impact := range helpdesk.Impacts() {
		for _, urgency := range helpdesk.Urgencies() {
			priority, err := helpdesk.PriorityOf(impact, urgency)
			require.NoError(t, err)
			got = append(got, priority)
		}
	}
	assert.Equal(t, []helpdesk.Priority{
		4, 4, 3, // me
		4, 3, 2, // my team
		3, 2, 1, // many
		2, 1, 1, // everyone
	}, got)

	_, err := helpdesk.PriorityOf("nobody", helpdesk.UrgencyLow)
	assert.ErrorIs(t, err, helpdesk.ErrInvalid)
	_, err = helpdesk.PriorityOf(helpdesk.ImpactMe, "yesterday")
	assert.ErrorIs(t, err, helpdesk.ErrInvalid)
}

func TestKeysAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"HD-1042", "hd-1042", "HD 1042", "#1042", " 1042 ", "hd1042"} {
		number, err := helpdesk.ParseKey(typed)
		require.NoError(t, err, typed)
		assert.Equal(t, int64(1042), number, typed)
	}
	for _, typed := range []string{"", "HD-", "HD-0", "HD-x", "-5 apples", "99999999999999999999"} {
		_, err := helpdesk.ParseKey(typed)
		assert.ErrorIs(t, err, helpdesk.ErrInvalid, typed)
	}
	assert.Equal(t, "HD-1042", helpdesk.FormatKey(1042))
}

// ticket is one of Kari's in the given status, worked by Ola unless it is new.
func ticket(t testing.TB, status helpdesk.Status) helpdesk.Ticket {
	t.Helper()
	ticket := helpdesk.Ticket{
		ID: "id", Number: 7, Version: 3, Status: status, Priority: helpdesk.PriorityNormal, Requester: kari,
		OpenedAt: at(t, "2026-11-23 09:00"), ResolutionDue: at(t, "2026-11-26 09:00"),
	}
	if status != helpdesk.StatusNew {
		ticket.Assignee = ola
		ticket.FirstRespondedAt = at(t, "2026-11-23 10:00")
	}
	if status == helpdesk.StatusWithdrawn {
		ticket.UpdatedAt = at(t, "2026-11-23 12:00")
	}
	if status == helpdesk.StatusResolved {
		ticket.ResolvedAt, ticket.Resolution, ticket.Rating = at(t, "2026-11-23 12:00"), "Restarted", 2
	}
	return ticket
}

var (
	statuses = []helpdesk.Status{
		helpdesk.StatusNew, helpdesk.StatusInProgress, helpdesk.StatusWaiting, helpdesk.StatusResolved, helpdesk.StatusWithdrawn,
	}
	actions = []helpdesk.ActionKind{
		helpdesk.ActionTake, helpdesk.ActionAsk, helpdesk.ActionComment, helpdesk.ActionResolve, helpdesk.ActionLink,
		helpdesk.ActionWithdraw, helpdesk.ActionReopen, helpdesk.ActionRate, helpdesk.ActionAssign, helpdesk.ActionPrioritise,
		helpdesk.ActionClassify, helpdesk.ActionPause, helpdesk.ActionResume, helpdesk.ActionAmend,
	}
)

// The whole state machine: what each action makes of each status, for the requester and for somebody of the desk.
// "-" is not possible now, "x" is not for this person.
func TestStateMachine(t *testing.T) {
	t.Parallel()
	table := map[helpdesk.ActionKind]struct{ requester, desk string }{
		//                          new          in progress  waiting      resolved     withdrawn
		helpdesk.ActionTake:     {"in_progress  -            -            -            -", "in_progress  -            -            -            -"},
		helpdesk.ActionAsk:      {"waiting      waiting      waiting      -            -", "waiting      waiting      waiting      -            -"},
		helpdesk.ActionComment:  {"new          in_progress  in_progress  -            -", "new          in_progress  waiting      resolved     -"},
		helpdesk.ActionResolve:  {"resolved     resolved     resolved     -            -", "resolved     resolved     resolved     -            -"},
		helpdesk.ActionLink:     {"new          in_progress  waiting      resolved     -", "new          in_progress  waiting      resolved     -"},
		helpdesk.ActionWithdraw: {"withdrawn    withdrawn    withdrawn    -            -", "x            x            x            x            x"},
		helpdesk.ActionReopen:   {"-            -            -            in_progress  in_progress", "x            x            x            x            x"},
		helpdesk.ActionRate:     {"-            -            -            resolved     -", "x            x            x            x            x"},
	}
	for kind, row := range map[helpdesk.ActionKind]string{ // both sides may: those who work tickets open some too
		helpdesk.ActionAssign:     "in_progress  in_progress  waiting      resolved     -",
		helpdesk.ActionPrioritise: "new          in_progress  waiting      -            -",
		helpdesk.ActionClassify:   "new          in_progress  waiting      resolved     -",
		helpdesk.ActionPause:      "waiting      waiting      -            -            -",
		helpdesk.ActionResume:     "-            -            in_progress  in_progress  -",
		helpdesk.ActionAmend:      "new          in_progress  waiting      resolved     -",
	} {
		table[kind] = struct{ requester, desk string }{row, row}
	}
	now := at(t, "2026-11-24 09:00")
	for _, kind := range actions {
		for actor, row := range map[helpdesk.Person]string{kari: table[kind].requester, eva: table[kind].desk} {
			for i, want := range strings.Fields(row) {
				before := ticket(t, statuses[i])
				after, events, err := helpdesk.Apply(before, helpdesk.Action{
					Kind: kind, Actor: actor, Text: "words", Rating: 4, ArticleID: "a", Assignee: eva, Priority: 1, Tier: helpdesk.TierCritical,
				}, now, oslo(t))
				name := actor.ID + " " + string(kind) + " " + string(statuses[i])
				switch want {
				case "-":
					require.ErrorIs(t, err, helpdesk.ErrWrongStatus, name)
				case "x":
					require.ErrorIs(t, err, helpdesk.ErrNotAllowed, name)
				default:
					require.NoError(t, err, name)
					require.Equal(t, want, string(after.Status), name)
					want := 1
					if kind == helpdesk.ActionResolve { // and the link
						want = 2
					}
					require.Len(t, events, want, name)
					require.Equal(t, before.Status, events[0].From, name)
					require.Equal(t, after.Status, events[0].To, name)
					require.Equal(t, now, after.UpdatedAt, name)
					continue
				}
				require.Equal(t, before, after, name)
				require.Empty(t, events, name)
			}
		}
	}
}

func TestFirstResponseIsCountedOnce(t *testing.T) {
	t.Parallel()
	first, later := at(t, "2026-11-23 10:00"), at(t, "2026-11-23 11:00")
	untouched := ticket(t, helpdesk.StatusNew)

	own, _, err := helpdesk.Apply(untouched, helpdesk.Action{Kind: helpdesk.ActionComment, Actor: kari, Text: "more"}, first, oslo(t))
	require.NoError(t, err)
	assert.Zero(t, own.FirstRespondedAt, "the requester's own words are no answer")

	taken, _, err := helpdesk.Apply(untouched, helpdesk.Action{Kind: helpdesk.ActionTake, Actor: ola}, first, oslo(t))
	require.NoError(t, err)
	assert.Equal(t, first, taken.FirstRespondedAt)

	resolved, _, err := helpdesk.Apply(taken, helpdesk.Action{Kind: helpdesk.ActionResolve, Actor: eva, Text: "done"}, later, oslo(t))
	require.NoError(t, err)
	assert.Equal(t, first, resolved.FirstRespondedAt)
	assert.Equal(t, later, resolved.ResolvedAt)
	assert.Equal(t, "done", resolved.Resolution)
	assert.Equal(t, ola, resolved.Assignee, "who took it keeps it")
}

func TestReopening(t *testing.T) {
	t.Parallel()
	policy, resolved := oslo(t), ticket(t, helpdesk.StatusResolved)
	reopen := helpdesk.Action{Kind: helpdesk.ActionReopen, Actor: kari, Text: "it is back"}

	now := at(t, "2026-11-24 09:00")
	again, events, err := helpdesk.Apply(resolved, reopen, now, policy)
	require.NoError(t, err)
	assert.Equal(t, policy.Calendar.Add(now, 24*time.Hour), again.ResolutionDue, "the time to solve it begins anew")
	assert.Zero(t, again.ResolvedAt)
	assert.Zero(t, again.Rating)
	assert.Equal(t, 1, again.Reopened)
	assert.Equal(t, "it is back", events[0].Text)

	last := resolved.ResolvedAt.Add(policy.ReopenWithin)
	assert.True(t, policy.CanReopen(resolved, last))
	assert.False(t, policy.CanReopen(resolved, last.Add(time.Millisecond)))
	_, _, err = helpdesk.Apply(resolved, reopen, last.Add(time.Millisecond), policy)
	assert.ErrorIs(t, err, helpdesk.ErrTooLate)
}

// Who withdrew a ticket too early gets it back as it was, with all of its time ahead.
func TestReopeningAWithdrawnTicket(t *testing.T) {
	t.Parallel()
	policy, now := oslo(t), at(t, "2026-11-24 09:00")
	reopen := helpdesk.Action{Kind: helpdesk.ActionReopen, Actor: kari}
	withdrawn, _, err := helpdesk.Apply(ticket(t, helpdesk.StatusNew),
		helpdesk.Action{Kind: helpdesk.ActionWithdraw, Actor: kari}, at(t, "2026-11-23 10:00"), policy)
	require.NoError(t, err)

	again, _, err := helpdesk.Apply(withdrawn, reopen, now, policy)
	require.NoError(t, err)
	assert.Equal(t, helpdesk.StatusNew, again.Status)
	assert.Equal(t, policy.Calendar.Add(now, policy.Targets[again.Priority].Response), again.ResponseDue, "nobody has answered yet")
	assert.Equal(t, policy.Calendar.Add(now, policy.Targets[again.Priority].Resolution), again.ResolutionDue)

	last := withdrawn.UpdatedAt.Add(policy.ReopenWithin)
	assert.True(t, policy.CanReopen(withdrawn, last))
	_, _, err = helpdesk.Apply(withdrawn, reopen, last.Add(time.Millisecond), policy)
	assert.ErrorIs(t, err, helpdesk.ErrTooLate)
}

// Linking teaches the knowledge base and is told to nobody; done again, it is no event.
func TestLinkingAnArticle(t *testing.T) {
	t.Parallel()
	now, policy := at(t, "2026-11-24 09:00"), oslo(t)
	link := helpdesk.Action{Kind: helpdesk.ActionLink, Actor: eva, Key: "act", ArticleID: " flow-failed "}
	linked, events, err := helpdesk.Apply(ticket(t, helpdesk.StatusNew), link, now, policy)
	require.NoError(t, err)
	assert.Equal(t, "flow-failed", linked.ArticleID)
	assert.Zero(t, linked.FirstRespondedAt, "the requester has heard nothing")
	require.Len(t, events, 1)
	assert.Equal(t, helpdesk.EventLinked, events[0].Kind)
	assert.Equal(t, "flow-failed", events[0].ArticleID)
	assert.Empty(t, helpdesk.Policy{}.JobsFor(linked, events))

	again, events, err := helpdesk.Apply(linked, link, now.Add(time.Hour), policy)
	require.NoError(t, err)
	assert.Empty(t, events)
	assert.Equal(t, linked, again)

	link.ArticleID = "another"
	other, events, err := helpdesk.Apply(linked, link, now, policy)
	require.NoError(t, err)
	assert.Equal(t, "another", other.ArticleID, "a wrong link can be put right")
	assert.Len(t, events, 1)

	resolve := helpdesk.Action{Kind: helpdesk.ActionResolve, Actor: ola, Key: "act", Text: "Restarted", ArticleID: "flow-failed"}
	resolved, events, err := helpdesk.Apply(ticket(t, helpdesk.StatusInProgress), resolve, now, policy)
	require.NoError(t, err)
	assert.Equal(t, "flow-failed", resolved.ArticleID)
	require.Len(t, events, 2)
	assert.Equal(t, helpdesk.EventResolved, events[0].Kind)
	assert.Equal(t, helpdesk.EventLinked, events[1].Kind)
	assert.NotEqual(t, events[0].ActKey, events[1].ActKey, "one act is one event")
	assert.Len(t, helpdesk.Policy{}.JobsFor(resolved, events), 1, "the requester is told once")

	_, events, err = helpdesk.Apply(linked, resolve, now, policy)
	require.NoError(t, err)
	assert.Len(t, events, 1, "it was linked before")
	resolve.ArticleID = ""
	resolved, _, err = helpdesk.Apply(linked, resolve, now, policy)
	require.NoError(t, err)
	assert.Equal(t, "flow-failed", resolved.ArticleID, "who names no article takes none away")
}

func TestActionsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	for name, action := range map[string]helpdesk.Action{
		"nobody":                  {Kind: helpdesk.ActionTake},
		"unknown":                 {Kind: "explode", Actor: ola},
		"a comment without words": {Kind: helpdesk.ActionComment, Actor: ola, Text: " \n"},
		"no article":              {Kind: helpdesk.ActionLink, Actor: ola, ArticleID: " "},
		"an id without end":       {Kind: helpdesk.ActionLink, Actor: ola, ArticleID: strings.Repeat("a", helpdesk.MaxSummary+1)},
		"words without end":       {Kind: helpdesk.ActionComment, Actor: ola, Text: strings.Repeat("ø", helpdesk.MaxText+1)},
	} {
		_, _, err := helpdesk.Apply(ticket(t, helpdesk.StatusInProgress), action, at(t, "2026-11-24 09:00"), oslo(t))
		assert.ErrorIs(t, err, helpdesk.ErrInvalid, name)
	}
	for _, rating := range []int{0, 6, -1} {
		_, _, err := helpdesk.Apply(ticket(t, helpdesk.StatusResolved),
			helpdesk.Action{Kind: helpdesk.ActionRate, Actor: kari, Rating: rating}, at(t, "2026-11-24 09:00"), oslo(t))
		assert.ErrorIs(t, err, helpdesk.ErrInvalid)
	}
}

func TestPolicyThatCannotWork(t *testing.T) {
	t.Parallel()
	require.NoError(t, oslo(t).Validate())
	for name, spoil := range map[string]func(*helpdesk.Policy){
		"no place":        func(p *helpdesk.Policy) { p.Calendar.Location = nil },
		"no hours":        func(p *helpdesk.Policy) { p.Calendar.Hours = nil },
		"overlapping":     func(p *helpdesk.Policy) { p.Calendar.Hours[time.Monday] = []helpdesk.Shift{{60, 120}, {90, 180}} },
		"backwards":       func(p *helpdesk.Policy) { p.Calendar.Hours[time.Monday] = []helpdesk.Shift{{120, 60}} },
		"past midnight":   func(p *helpdesk.Policy) { p.Calendar.Hours[time.Monday] = []helpdesk.Shift{{60, 25 * 60}} },
		"a priority less": func(p *helpdesk.Policy) { delete(p.Targets, helpdesk.PriorityHigh) },
		"response too late": func(p *helpdesk.Policy) {
			p.Targets[helpdesk.PriorityHigh] = helpdesk.Target{Response: 2, Resolution: 1}
		},
		"no reopening": func(p *helpdesk.Policy) { p.ReopenWithin = 0 },
	} {
		policy := oslo(t)
		spoil(&policy)
		assert.ErrorIs(t, policy.Validate(), helpdesk.ErrInvalid, name)
	}
}

func TestJobsAreForWhatOthersDid(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-11-24 09:00")
	for actor, want := range map[helpdesk.Person]int{ola: 1, kari: 0} {
		changed, events, err := helpdesk.Apply(ticket(t, helpdesk.StatusInProgress),
			helpdesk.Action{Kind: helpdesk.ActionComment, Actor: actor, Text: "hello"}, now, oslo(t))
		require.NoError(t, err)
		events[0].ID = "event"
		jobs := helpdesk.Policy{}.JobsFor(changed, events)
		require.Len(t, jobs, want)
		if want == 1 {
			assert.Equal(t, helpdesk.Job{Effect: helpdesk.EffectNotify, Key: "notify:event", EventID: "event", Ticket: "id"}, jobs[0])
		}
	}
}
