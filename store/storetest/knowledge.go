package storetest

import (
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/internal/chat"
	"deskhand/knowledge"
	"deskhand/store"
)

// all is more evidence than any test makes.
const all = 10_000

// say stores an event of a question and returns it.
func say(t *testing.T, s *store.Store, kind knowledge.EventKind, question, person string, more knowledge.Event) knowledge.Event {
	t.Helper()
	more.ID, more.Kind, more.QuestionID, more.PersonID = uuid.Must(uuid.NewV7()).String(), kind, question, person
	if more.At.IsZero() {
		more.At = noon
	}
	_, err := s.SaveTurn(t.Context(), chat.Turn{At: noon, Events: []knowledge.Event{more}})
	require.NoError(t, err)
	return more
}

func version(t *testing.T, s *store.Store) int64 {
	t.Helper()
	v, err := s.KnowledgeVersion(t.Context())
	require.NoError(t, err)
	return v
}

func evidenceJoined(t *testing.T, db database) {
	s := db.open(t)
	asked := knowledge.Event{Language: "nb", Question: "hvorfor?", Verdict: knowledge.Maybe, Candidates: []string{"a", "b"}}
	say(t, s, knowledge.EventAsked, "q", "kari", asked)
	before := version(t, s)
	chosen := say(t, s, knowledge.EventChosen, "q", "kari", knowledge.Event{ArticleID: "a", Language: "en"})
	helped := say(t, s, knowledge.EventHelped, "q", "ola", knowledge.Event{ArticleID: "a", Language: "en", At: noon.Add(-time.Hour)})
	rejected := say(t, s, knowledge.EventRejected, "q", "kari", knowledge.Event{ArticleID: "b"})
	none := say(t, s, knowledge.EventNone, "q", "kari", knowledge.Event{})
	say(t, s, knowledge.EventTicket, "q", "kari", knowledge.Event{Ticket: 1})
	say(t, s, knowledge.EventHelped, "a question that is not there", "kari", knowledge.Event{ArticleID: "a"})

	want := func(e knowledge.Event, said knowledge.Said) knowledge.Evidence {
		return knowledge.Evidence{
			ID: e.ID, At: e.At, Said: said, Subject: "q", PersonID: e.PersonID, AskerID: "kari",
			Language: "nb", Question: "hvorfor?", ArticleID: e.ArticleID, Candidates: []string{"a", "b"},
		}
	}
	evidence, upTo, err := s.Evidence(t.Context(), 0, all)
	require.NoError(t, err)
	assert.Equal(t, []knowledge.Evidence{
		want(chosen, knowledge.SaidChosen), want(helped, knowledge.SaidHelped), // as stored, whatever their clocks say
		want(rejected, knowledge.SaidRejected), want(none, knowledge.SaidNone),
	}, evidence)
	assert.Greater(t, upTo, before)

	newest, again, err := s.Evidence(t.Context(), 0, 2)
	require.NoError(t, err)
	assert.Equal(t, evidence[2:], newest)
	assert.Equal(t, upTo, again)
	more, again, err := s.Evidence(t.Context(), upTo, all)
	require.NoError(t, err)
	assert.Empty(t, more)
	assert.Equal(t, upTo, again)
	late := say(t, s, knowledge.EventHelped, "q", "eva", knowledge.Event{ArticleID: "b", At: noon.Add(-time.Hour)})
	more, _, err = s.Evidence(t.Context(), upTo, all)
	require.NoError(t, err)
	assert.Equal(t, []knowledge.Evidence{want(late, knowledge.SaidHelped)}, more)
}

func evidenceOfTickets(t *testing.T, db database) {
	s := db.open(t)
	say(t, s, knowledge.EventAsked, "q", "kari", knowledge.Event{Language: "en", Question: "why?", Candidates: []string{"a"}})
	link := func(ticket helpdesk.Ticket) helpdesk.Event {
		event := helpdesk.Event{
			ID: uuid.NewString(), TicketID: ticket.ID, Kind: helpdesk.EventLinked, At: noon, ArticleID: "a",
			Actor: helpdesk.Person{ID: "desk", Name: "Ola"},
		}
		ticket.ArticleID = "a"
		_, err := s.UpdateTicket(t.Context(), ticket, []helpdesk.Event{event}, nil)
		require.NoError(t, err)
		return event
	}
	form := openTicket(t, s)
	fromQuestion := newTicket("from a question")
	fromQuestion.Origin.QuestionID, fromQuestion.Summary = "q", "another summary"
	fromQuestion, _, err := s.InsertTicket(t.Context(), fromQuestion, opened)
	require.NoError(t, err)
	before := version(t, s)
	first := link(form)
	assert.Equal(t, before+1, version(t, s))
	second := link(fromQuestion)

	evidence, _, err := s.Evidence(t.Context(), 0, all)
	require.NoError(t, err)
	assert.Equal(t, []knowledge.Evidence{
		{
			ID: first.ID, At: noon, Said: knowledge.SaidTicket, Subject: form.ID, PersonID: "desk", AskerID: "kari",
			Question: form.Summary, ArticleID: "a",
		},
		{
			ID: second.ID, At: noon, Said: knowledge.SaidTicket, Subject: fromQuestion.ID, PersonID: "desk", AskerID: "kari",
			Language: "en", Question: "why?", ArticleID: "a", Candidates: []string{"a"},
		},
	}, evidence)
}

// Whoever reads on from where they were misses nothing and sees nothing twice, while several processes write.
func evidenceFollowed(t *testing.T, db database) {
	processes := []*store.Store{db.open(t), db.open(t)}
	say(t, processes[0], knowledge.EventAsked, "q", "kari", knowledge.Event{Question: "why?"})
	const writers, each = 8, 20
	var writing sync.WaitGroup
	for i := range writers {
		writing.Go(func() {
			for j := range each {
				vote := knowledge.Event{
					ID: uuid.NewString(), Kind: knowledge.EventHelped, QuestionID: "q", PersonID: strconv.Itoa(i), At: noon, ArticleID: "a",
				}
				turn := asked(fmt.Sprint(i, ".", j)) // beside a question of somebody else
				turn.Events = append(turn.Events, vote)
				_, err := processes[i%2].SaveTurn(t.Context(), turn)
				assert.NoError(t, err)
			}
		})
	}
	seen := map[string]int{}
	var upTo int64
	follow := func() {
		evidence, next, err := processes[0].Evidence(t.Context(), upTo, all)
		require.NoError(t, err)
		upTo = next
		for _, e := range evidence {
			seen[e.ID]++
		}
	}
	written := make(chan struct{})
	go func() { writing.Wait(); close(written) }()
	for done := false; !done; {
		select {
		case <-written:
			done = true
		default:
		}
		follow()
	}
	assert.Len(t, seen, writers*each)
	for id, n := range seen {
		assert.Equal(t, 1, n, id)
	}
}

func knowledgeVersions(t *testing.T, db database) {
	s, other := db.open(t), db.open(t)
	last := version(t, s)
	grows := func(name string, by int64, change func()) {
		t.Helper()
		change()
		now := version(t, other)
		assert.Equal(t, last+by, now, name)
		last = now
	}
	grows("a question", 0, func() { say(t, s, knowledge.EventAsked, "q", "kari", knowledge.Event{Question: "why?"}) })
	grows("a vote", 1, func() { say(t, s, knowledge.EventHelped, "q", "kari", knowledge.Event{ArticleID: "a"}) })
	grows("a ticket", 0, func() { openTicket(t, s) })
	grows("an article", 1, func() { save(t, s, 0) })
	grows("an article in vain", 0, func() {
		_, err := s.SaveArticle(t.Context(), knowledge.Saved{Language: "en", ID: "a"}, 0)
		require.ErrorIs(t, err, knowledge.ErrArticleChanged)
	})
	lock := knowledge.Lock{ArticleID: "a", At: noon}
	for _, want := range []int64{1, 0} {
		grows("a lock", want, func() {
			done, err := s.LockArticle(t.Context(), lock)
			require.NoError(t, err)
			assert.Equal(t, want == 1, done)
		})
	}
}

func rulingsRoundTrip(t *testing.T, db database) {
	s := db.open(t)
	removal, lock := filled[knowledge.Removal](t), knowledge.Lock{ArticleID: "a", Forget: true, By: "ola", At: noon}
	kept := knowledge.Lock{ArticleID: "b", By: "eva", At: noon}
	rule := func(want bool) func(done bool, err error) {
		return func(done bool, err error) {
			t.Helper()
			require.NoError(t, err)
			assert.Equal(t, want, done)
		}
	}
	for _, first := range []bool{true, false} {
		rule(first)(s.RemovePhrasing(t.Context(), removal))
		rule(first)(s.LockArticle(t.Context(), lock))
		rule(first)(s.LockArticle(t.Context(), kept))
	}
	again := removal
	again.By = "another"
	rule(false)(s.RemovePhrasing(t.Context(), again))
	rulings, err := s.Rulings(t.Context())
	require.NoError(t, err)
	assert.Equal(t, knowledge.Rulings{Removed: []knowledge.Removal{removal}, Locked: []knowledge.Lock{lock, kept}}, rulings)

	changed := knowledge.Lock{ArticleID: "b", Forget: true, By: "per", At: noon.Add(time.Hour)}
	rule(true)(s.LockArticle(t.Context(), changed))
	rulings, err = s.Rulings(t.Context())
	require.NoError(t, err)
	changed.At = noon
	assert.Equal(t, []knowledge.Lock{lock, changed}, rulings.Locked, "locked since when it was first locked")

	for _, first := range []bool{true, false} {
		rule(first)(s.RestorePhrasing(t.Context(), removal.ArticleID, removal.Words, "ola", noon))
		rule(first)(s.UnlockArticle(t.Context(), "a", "ola", noon))
		rule(first)(s.UnlockArticle(t.Context(), "b", "ola", noon))
	}
	rulings, err = s.Rulings(t.Context())
	require.NoError(t, err)
	assert.Equal(t, knowledge.Rulings{}, rulings)
	assert.Equal(t, 7, db.count(t, "SELECT count(*) FROM events"), "each that changed something is on record")
}

func questionsGoneThrough(t *testing.T, db database) {
	s := db.open(t)
	say(t, s, knowledge.EventAsked, "old", "kari", knowledge.Event{At: noon.Add(-time.Millisecond)})
	first := say(t, s, knowledge.EventAsked, "q1", "kari", knowledge.Event{Question: "why?"})
	second := say(t, s, knowledge.EventAsked, "q2", "ola", knowledge.Event{Question: "how?"})
	vote := say(t, s, knowledge.EventNone, "q1", "kari", knowledge.Event{At: noon.Add(time.Minute)})
	openTicket(t, s)
	var got [][]knowledge.Event
	require.NoError(t, s.EachQuestion(t.Context(), noon, func(events []knowledge.Event) { got = append(got, events) }))
	assert.Equal(t, [][]knowledge.Event{{first, vote}, {second}}, got)
}

// A version is given to one transaction at a time, until it commits: else whoever reads on would pass by what was given
// an earlier version and is committed later. Questions, which teach nothing, wait for nobody.
func knowledgeVersionsInOrder(t *testing.T, db database) {
	if !db.shared() {
		t.Skip("SQLite has one writer")
	}
	name := uuid.NewString()
	db.dsn += "&application_name=" + name
	s := db.open(t)
	say(t, s, knowledge.EventAsked, "q", "kari", knowledge.Event{Question: "why?"})
	raw := db.sql(t)
	first, err := raw.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = first.ExecContext(t.Context(), `UPDATE counters SET value = value + 1 WHERE name = 'knowledge'`)
	require.NoError(t, err)

	saved := make(chan struct{})
	go func() {
		defer close(saved)
		vote := knowledge.Event{ID: "vote", Kind: knowledge.EventHelped, QuestionID: "q", PersonID: "kari", At: noon, ArticleID: "a"}
		_, err := s.SaveTurn(t.Context(), chat.Turn{At: noon, Events: []knowledge.Event{vote}})
		assert.NoError(t, err)
	}()
	const waiting = `SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'`
	require.Eventually(t, func() bool {
		var n int
		err := raw.QueryRowContext(t.Context(), waiting, name).Scan(&n)
		return err == nil && n == 1
	}, patience, time.Millisecond, "the vote waits for its version")
	say(t, s, knowledge.EventAsked, "q2", "kari", knowledge.Event{Question: "how?"})
	evidence, _, err := s.Evidence(t.Context(), 0, all)
	require.NoError(t, err)
	assert.Empty(t, evidence)
	require.NoError(t, first.Commit())
	await(t, saved)
	evidence, upTo, err := s.Evidence(t.Context(), 0, all)
	require.NoError(t, err)
	assert.Len(t, evidence, 1)
	assert.Equal(t, version(t, s), upTo)
}
