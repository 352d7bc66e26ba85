package inviter_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
	"deskhand/graph/inviter"
	"deskhand/helpdesk"
	"deskhand/helpdesk/community"
)

func TestPreviewWritesNothingToGraph(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Preview, 8)
	w.team["p01"], w.excluded = true, []string{"p02"}
	w.options.Messenger = nil
	w.options.Rules.Cap = 4
	for range 3 {
		w.mustRun(t)
	}
	plan, err := inviter.New(w.options).Plan(t.Context())
	require.NoError(t, err)
	assert.Len(t, plan.Invite, 4)
	assert.Len(t, plan.Others, 4)
	assert.Empty(t, w.writes)
	assert.Equal(t, community.Member, w.entries["p01"].State)
	assert.Equal(t, community.Excluded, w.entries["p02"].State)
	assert.Equal(t, community.Found, w.entries["p03"].State)
}

func TestAutoAddsInstallsAndWelcomesOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Auto, 5)
	w.options.Rules.Cap = 3
	w.team["p00"], w.chats["p02"] = true, true
	w.users["p01"] = graph.User{ID: "p01"} // disabled
	w.users["p04"] = graph.User{}          // deleted
	report := w.mustRun(t)
	assert.Equal(t, 2, report.Added)
	assert.Equal(t, 2, report.Welcomed)
	assert.Equal(t, []string{"add p02", "add p03", "install p03"}, w.writes, "who has a chat with the bot needs no installation")
	assert.Equal(t, []string{"welcome p02 nb-NO", "welcome p03 nb-NO"}, w.messages)
	assert.Equal(t, "Maker p02", w.entries["p02"].Name)

	delete(w.users, "p01") // their first day at work
	for range 3 {
		w.mustRun(t)
	}
	assert.Equal(t, []string{"add p02", "add p03", "install p03", "add p01", "install p01"}, w.writes)
	assert.Len(t, w.messages, 3)
	assert.Equal(t, map[string]community.State{
		"p00": community.Member, "p01": community.Joined, "p02": community.Joined, "p03": community.Joined, "p04": community.Disabled,
	}, w.states())
}

// Teams that tells of no installation is waited for once in a look, and not for each person.
func TestSilenceIsWaitedForOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Auto, 3)
	w.silent, w.options.Patience = true, 30*time.Millisecond
	assert.Equal(t, 3, w.mustRun(t).Welcomed)
	waited := 0
	for _, looks := range w.looks {
		if looks > 1 {
			waited++
		}
	}
	assert.Equal(t, 1, waited)
}

func TestConsentIsAskedForFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Consent, 3)
	w.mustRun(t)
	assert.ElementsMatch(t, []string{"ask p00 nb-NO", "ask p01 nb-NO", "ask p02 nb-NO"}, w.messages)
	assert.Empty(t, w.team, "nobody is added who has not said yes")

	book := community.NewBook(w, community.Consent, w.options.Now)
	_, err := book.Answer(t.Context(), helpdesk.Person{ID: "p00"}, true)
	require.NoError(t, err)
	_, err = book.Answer(t.Context(), helpdesk.Person{ID: "p01"}, false)
	require.NoError(t, err)
	w.messages = nil
	for range 3 {
		w.mustRun(t)
	}
	assert.Equal(t, []string{"welcome p00 nb-NO"}, w.messages)
	assert.Equal(t, map[string]bool{"p00": true}, w.team)
	assert.Equal(t, map[string]community.State{
		"p00": community.Joined, "p01": community.Declined, "p02": community.Asked,
	}, w.states())
}

func TestWhoLeavesIsNeverInvitedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Auto, 2)
	w.mustRun(t)
	delete(w.team, "p00")
	w.resync = true // and found anew
	w.messages = nil
	for range 5 {
		w.mustRun(t)
	}
	assert.Equal(t, community.Left, w.entries["p00"].State)
	assert.False(t, w.team["p00"])
	assert.Empty(t, w.messages)

	book := community.NewBook(w, community.Auto, w.options.Now)
	_, err := book.Invite(t.Context(), community.Guest{PersonID: "p00"}, "Kari")
	require.ErrorIs(t, err, community.ErrLeft)
	_, err = book.Join(t.Context(), helpdesk.Person{ID: "p00"})
	require.NoError(t, err)
	w.mustRun(t)
	assert.True(t, w.team["p00"], "their own wish brings them back")
}

func TestQuietHoursAndTheCapHold(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Auto, 20)
	w.options.Rules.Cap = 3
	w.options.Interval = time.Hour
	perDay := map[string]int{}
	for range 72 {
		before := len(w.writes)
		w.options.Holder = fmt.Sprint("process ", w.now.Unix())
		local := w.now.In(w.options.Rules.Zone)
		w.mustRun(t)
		added := 0
		for _, write := range w.writes[before:] {
			if write[:3] == "add" {
				added++
			}
		}
		if local.Hour() >= 18 || local.Hour() < 8 {
			assert.Zero(t, added, local)
		}
		perDay[local.Format(time.DateOnly)] += added
	}
	assert.Equal(t, map[string]int{"2026-11-26": 3, "2026-11-27": 3, "2026-11-28": 3, "2026-11-29": 3}, perDay)
}

// However often the process dies, and wherever, in the end everybody is a member, and nobody got two messages.
func TestDyingAnywhereInvitesNobodyTwice(t *testing.T) {
	t.Parallel()
	for _, mode := range []community.Mode{community.Auto, community.Consent} {
		for _, carried := range []bool{false, true} {
			for call := 1; ; call++ {
				w := newWorld(t, mode, 4)
				w.options.ChannelID, w.private = "channel", true
				w.dieAfter, w.carried = call, carried
				_, err := w.run(t)
				if err == nil { // it had nothing left to die of
					require.Greater(t, call, 10)
					break
				}
				require.ErrorIs(t, err, errDied)
				w.dieAfter, w.holder = 0, ""
				for range 3 {
					w.mustRun(t)
				}
				if mode == community.Auto {
					assert.Len(t, w.team, 4, "died at call %d", call)
					assert.Len(t, w.inside, 4, "died at call %d", call)
				}
				slices.Sort(w.messages)
				assert.Equal(t, slices.Compact(slices.Clone(w.messages)), w.messages, "died at call %d", call)
				assert.GreaterOrEqual(t, len(w.messages), 3, "died at call %d: at most the one is lost that was being sent", call)
			}
		}
	}
}

func TestEachMemberOfAPartialAnswerGoesItsOwnWay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Auto, 3)
	w.refuses["p01"] = &graph.Error{Operation: "add team member", Status: http.StatusForbidden, Message: "guests are not allowed"}
	w.mustRun(t)
	assert.Equal(t, map[string]bool{"p00": true, "p02": true}, w.team)
	assert.Equal(t, community.Inviting, w.entries["p01"].State)
	assert.Contains(t, w.entries["p01"].Reason, "guests are not allowed")
	for range 100 {
		w.now = w.now.Add(-w.now.Sub(w.now.Truncate(24*time.Hour)) + 34*time.Hour) // ten o'clock the next day
		w.mustRun(t)
	}
	assert.Equal(t, community.Failed, w.entries["p01"].State)
	assert.Equal(t, community.MaxTries, count(w.writes, "add p01"), "it is given up")
}

func count(list []string, what string) int {
	n := 0
	for _, s := range list {
		if s == what {
			n++
		}
	}
	return n
}

func TestGraphThatIsAwayCostsNobodyATry(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Auto, 2)
	for _, call := range []string{"add", "install"} {
		w.fail[call] = &graph.Error{Operation: call, Status: http.StatusTooManyRequests, RetryAfter: time.Hour}
		report, err := w.run(t)
		require.ErrorIs(t, err, graph.ErrUnavailable)
		assert.Zero(t, report.Failed)
		for _, entry := range w.entries {
			assert.Zero(t, entry.Tries)
		}
		delete(w.fail, call)
	}
	w.mustRun(t)
	assert.Len(t, w.messages, 2)
}

// What is refused to several in a row is a fault of the installation, and so is it that there is no way to Teams. It costs
// nobody a try, and as long as those who were added can't be told, nobody else is added.
func TestAMissingPermissionStopsTheRun(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]error{
		"install": &graph.Error{Operation: "install the app", Status: http.StatusForbidden, Permission: "TeamsAppInstallation"},
		"catalog": &graph.Error{Operation: "find the app", Status: http.StatusNotFound},
		"knows":   community.ErrNowhere,
	} {
		w := newWorld(t, community.Auto, 20)
		w.options.Rules.Cap, w.options.Patience, w.silent = 5, 30*time.Millisecond, name == "knows"
		w.fail[name] = fail
		for range 60 {
			_, err := w.run(t)
			if _, quiet := w.options.Rules.QuietUntil(w.now); !quiet {
				require.ErrorIs(t, err, fail)
			}
			w.now = w.now.Add(time.Hour)
		}
		assert.Len(t, w.team, 5, name)
		for _, entry := range w.entries {
			assert.Zero(t, entry.Tries, name)
		}
		last, ok, err := inviter.LastReport(t.Context(), w)
		require.NoError(t, err)
		require.True(t, ok)
		assert.False(t, last.At.IsZero())
	}
}

func TestAMessageThatFailedIsSentLater(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Auto, 1)
	w.fail["welcome"] = &graph.Error{Status: http.StatusBadRequest}
	w.mustRun(t)
	assert.True(t, w.team["p00"])
	delete(w.fail, "welcome")
	w.mustRun(t)
	assert.Equal(t, []string{"welcome p00 nb-NO"}, w.messages)

	w = newWorld(t, community.Auto, 1)
	w.fail["welcome"] = community.ErrPerhaps
	w.mustRun(t)
	delete(w.fail, "welcome")
	w.mustRun(t)
	assert.Empty(t, w.messages, "what may have arrived is not sent again")
}

// Those whom nobody can reach take no turn away from others, are tried a bounded number of times, and when it goes well in the
// end, the cap holds all the same.
func TestWhomNobodyReachesStarvesNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Consent, 12)
	w.options.Rules.Cap = 4
	for i := range 6 { // who were found first
		w.unreachable[fmt.Sprintf("p%02d", i)] = true
	}
	perDay := map[string]int{}
	look := func(hours int) {
		for range hours {
			before, day := len(w.messages), w.now.Format(time.DateOnly)
			w.mustRun(t)
			w.now = w.now.Add(time.Hour - w.options.Interval)
			perDay[day] += len(w.messages) - before
		}
	}
	look(8)
	assert.Equal(t, map[string]int{"2026-11-26": 4}, perDay, "the day's four were asked, though six could not be")
	today, err := w.Invited(t.Context(), w.options.Rules.Today(w.now.Add(-time.Hour)))
	require.NoError(t, err)
	assert.Equal(t, community.Today{Invited: 4, Unreached: 6}, today)
	assert.Equal(t, community.WhyUnasked, w.entries["p00"].Standing())
	assert.Equal(t, community.WhyAsked, w.entries["p06"].Standing())

	w.unreachable = map[string]bool{"p00": true}
	look(3 * 24)
	assert.Equal(t, map[string]int{"2026-11-26": 4, "2026-11-27": 4, "2026-11-28": 3, "2026-11-29": 0}, perDay)
	look(30 * 24)
	assert.Equal(t, community.Failed, w.entries["p00"].State)
	assert.True(t, w.entries["p00"].AskedAt.IsZero(), "nobody asked them")
	assert.Equal(t, community.MaxTries, count(w.tried, "p00"))
}

// When invitations reach nobody, not everybody is tried on the first day.
func TestTriesOfADayAreBounded(t *testing.T) {
	t.Parallel()
	for mode, unreachable := range map[community.Mode]func(*world, string){
		community.Consent: func(w *world, id string) { w.unreachable[id] = true },
		community.Auto:    func(w *world, id string) { w.refuses[id] = &graph.Error{Status: http.StatusBadRequest} },
	} {
		w := newWorld(t, mode, 50)
		w.options.Rules.Cap = 4
		for _, id := range w.group {
			unreachable(w, id)
		}
		for range 20 {
			w.mustRun(t)
		}
		chosen := 0
		for _, entry := range w.entries {
			if entry.State != community.Found {
				chosen++
			}
		}
		assert.Equal(t, 12, chosen, mode)
		plan, err := inviter.New(w.options).Plan(t.Context())
		require.NoError(t, err)
		assert.Empty(t, plan.Invite)
		assert.Equal(t, community.WhyTries, plan.Others[len(plan.Others)-1].Why)
	}
}

// The ledger says that a message is on its way before it is, and that it was sent after.
func TestTheLedgerTellsWhatWasSent(t *testing.T) {
	t.Parallel()
	for _, lost := range []bool{false, true} {
		w := newWorld(t, community.Auto, 1)
		want := "was welcomed"
		if lost {
			w.fail["welcome"], want = community.ErrPerhaps, "the welcome may have been lost, and is not sent again"
		}
		w.mustRun(t)
		assert.Equal(t, want, w.entries["p00"].Reason)
		last := w.history[len(w.history)-2:]
		assert.Equal(t, "the welcome is on its way", last[0].Reason)
		assert.Equal(t, want, last[1].Reason)
	}
}

func TestAnAnswerThatEmptiesTheTeamIsDoubted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Auto, 30)
	w.mustRun(t)
	team := w.team
	w.team = map[string]bool{"p00": true}
	_, err := w.run(t)
	require.ErrorContains(t, err, "29 of 30 members")
	w.team = team
	w.mustRun(t)
	for id, state := range w.states() {
		assert.Equal(t, community.Joined, state, id)
	}

	w.options.TeamID, w.team = "another team", map[string]bool{"p00": true}
	w.mustRun(t)
	assert.Len(t, w.team, 30, "another community is another invitation")
}

func TestTheMakersGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Preview, 7)
	w.dieAfter, w.carried = 4, true // in the middle of the pages
	_, err := w.run(t)
	require.ErrorIs(t, err, errDied)
	assert.Len(t, w.entries, 6)
	w.dieAfter, w.holder = 0, ""
	report := w.mustRun(t)
	assert.Equal(t, 1, report.Found, "the rest, and nothing again")

	w.removed = []string{"p03"}
	w.mustRun(t)
	assert.NotContains(t, w.entries, "p03", "who is a maker no more is not invited")

	w.group = slices.Delete(w.group, 0, 1) // while nobody looked for a week
	w.group = append(w.group, "new")
	w.resync = true
	w.mustRun(t)
	assert.NotContains(t, w.entries, "p00")
	assert.Contains(t, w.entries, "new")
}

func TestTheAuditLogIsReadWithoutGaps(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Preview, 0)
	w.options.Audit = true
	const kari = "5D1B6A0E-0000-4000-8000-9C1F2E3D4A5B"
	w.log = []graph.Creation{{UserID: kari}, {UserID: "ola@example.com"}, {UserID: "gone@example.com"}, {UserID: kari}}
	w.users["ola@example.com"] = graph.User{ID: "ola", Enabled: true}
	w.users["gone@example.com"] = graph.User{}
	w.mustRun(t)
	w.mustRun(t)
	assert.Equal(t, []string{"2026-10-27 09:00:00 to 2026-11-26 09:00:00"}, w.queries, "one at a time")
	w.done = true
	assert.Equal(t, 2, w.mustRun(t).Found)
	assert.Contains(t, w.entries, "5d1b6a0e-0000-4000-8000-9c1f2e3d4a5b")
	assert.Contains(t, w.entries, "ola")

	w.now, w.done = w.now.Add(2*time.Hour), false
	w.mustRun(t)
	assert.Equal(t, "2026-11-25 09:00:00 to 2026-11-26 11:45:00", w.queries[1], "from where the last ended, a day before that")
	w.fail["query"] = &graph.Error{Status: http.StatusNotFound}
	_, err := w.run(t)
	require.ErrorIs(t, err, graph.ErrNotFound)
	delete(w.fail, "query")
	w.mustRun(t)
	assert.Equal(t, "2026-11-25 09:00:00 to 2026-11-26 12:00:00", w.queries[2], "what got lost is asked again")
}

func TestOneProcessDoesTheWork(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Auto, 2)
	w.holder, w.until = "another", w.now.Add(time.Minute)
	_, err := w.run(t)
	require.ErrorIs(t, err, inviter.ErrElsewhere)
	assert.Empty(t, w.writes)
	_, err = inviter.New(w.options).Plan(t.Context())
	assert.NoError(t, err, "a plan is made of what the other has written down")
}

// A private channel takes one call for each, and no other process may begin in the middle.
func TestTheLeaseHoldsWhileManyAreAdded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, community.Auto, 60)
	w.private, w.slow, w.options.ChannelID = true, 3*time.Second, "channel"
	began := w.now
	w.mustRun(t)
	require.Greater(t, w.now.Sub(began), 2*time.Minute+w.options.Interval)
	assert.Len(t, w.inside, 60)
	assert.False(t, w.lapsed, "the lease ran out meanwhile")
	assert.Empty(t, w.holder, "another process may go on at once")
}
