package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/knowledge"
)

// conversation plays lines as a transcript does, and returns the stage for more.
func conversation(t *testing.T, lines ...string) *stage {
	t.Helper()
	s := &stage{t: t, said: make(chan struct{}, 100)}
	s.now = time.Date(2026, time.November, 23, 8, 0, 0, 0, time.UTC)
	s.vars = []string{"DESKHAND_DATA_DIR=" + t.TempDir(), "DESKHAND_KB_DIR=../../kb"}
	s.open()
	s.say(lines...)
	return s
}

func (s *stage) say(lines ...string) {
	for _, line := range lines {
		s.play(line)
		s.play("+ 1m")
	}
}

// run runs a command on the database of the stage, and returns what it prints.
func (s *stage) run(args ...string) string {
	s.t.Helper()
	code, stdout, stderr := deskhand(s.t, s.vars, "", args...)
	require.Zero(s.t, code, stderr)
	return stdout
}

func (s *stage) lessons() knowledge.Lessons {
	s.t.Helper()
	truth, err := newTruth(s.app.store, "en")
	require.NoError(s.t, err)
	lessons, err := truth.Lessons(s.t.Context())
	require.NoError(s.t, err)
	return lessons
}

// A choice teaches, what follows it counts more, and each is told apart.
func TestPressesTeach(t *testing.T) {
	t.Parallel()
	const question = "my flow"
	const first, second = "Why did my flow fail, and how do I find the error?", "How do I share a flow, and what is a run-only user?"
	s := conversation(t, "@ Kari personal en-GB Europe/Oslo", "> "+question, "! "+first)
	chosen := s.lessons()
	require.Len(t, chosen.Learnt, 1)
	wrong := chosen.Learnt[0].ArticleID
	assert.Equal(t, knowledge.Learnt{ArticleID: wrong, Language: "en", Text: question, Weight: 0.5}, chosen.Learnt[0])
	assert.Equal(t, []knowledge.Vote{{Question: question, Language: "en", ArticleID: wrong}}, chosen.Votes)

	s.say("! Not what I need")
	assert.Equal(t, knowledge.Lessons{}, s.lessons(), "it was chosen by its title, and was not it")

	s.say("! "+second, "! This helped")
	helped := s.lessons()
	require.Len(t, helped.Learnt, 1)
	assert.NotEqual(t, wrong, helped.Learnt[0].ArticleID)
	assert.InDelta(t, 1, helped.Learnt[0].Weight, 0)
	assert.Equal(t, helped.Learnt[0].ArticleID, helped.Votes[0].ArticleID)
}

// To whom none of those offered was the answer teaches that, with what was offered, and the help desk may take it back.
func TestNoneOfTheseTeaches(t *testing.T) {
	t.Parallel()
	s := conversation(t, "@ Kari personal en-GB Europe/Oslo", "> it is my flow", "! None of these")
	outside := s.lessons().Outside
	require.Len(t, outside, 1)
	assert.Equal(t, "it is my flow", outside[0].Text)
	assert.InDelta(t, 0.1, outside[0].Weight, 0)
	assert.Contains(t, outside[0].Offered, "flow-failed")

	assert.Regexp(t, `\(none\) +en +0\.10 +none +1 .*it is my flow`, s.run("kb", "phrasings"))
	assert.Contains(t, s.run("kb", "phrasings", "remove", "It is my flow!", "--none", "--as", "Ola"), "Removed")
	assert.Empty(t, s.lessons().Outside)
	assert.Contains(t, s.run("kb", "phrasings", "restore", "it is my flow", "--none"), "Restored")
	assert.Len(t, s.lessons().Outside, 1)
	assert.Contains(t, s.run("kb", "phrasings", "remove", "its my flow", "--none"), "Nobody has taught")
	assert.Contains(t, s.run("kb", "phrasings"), `(none) will not learn "its my flow"`)
	code, _, stderr := deskhand(t, s.vars, "", "kb", "phrasings", "remove", "it is my flow")
	assert.Equal(t, 2, code)
	assert.Contains(t, stderr, "--none")
}

// What a ticket was about teaches the article that it is linked to, and the requester is told once.
func TestTicketsTeach(t *testing.T) {
	t.Parallel()
	s := conversation(t, "@ Kari personal en-GB Europe/Oslo", "> the coffee machine is broken again", "! Open ticket",
		"> open a ticket", "! Open ticket; summary=Hvorfor får jeg ikke åpnet appen?")
	s.run("ticket", "link", "HD-1", "flow-failed", "--as", "Ola")
	s.say(`$ ticket resolve HD-2 "You had no role." --article app-missing-from-list --as Ola`)
	assert.Equal(t, 1, strings.Count(s.out.String(), "has solved your ticket"))

	lessons := s.lessons()
	assert.Equal(t, []knowledge.Learnt{
		{ArticleID: "app-missing-from-list", Language: "nb", Text: "Hvorfor får jeg ikke åpnet appen?", Weight: 1},
		{ArticleID: "flow-failed", Language: "en", Text: "the coffee machine is broken again", Weight: 1},
	}, lessons.Learnt)

	shown := s.run("ticket", "show", "HD-2")
	assert.Contains(t, shown, "app-missing-from-list")
	assert.Contains(t, shown, "linked it to app-missing-from-list")
	assert.Contains(t, s.run("ticket", "link", "HD-2", "app-missing-from-list"), "linked to app-missing-from-list")
	ticket, err := s.app.store.TicketByNumber(t.Context(), 2)
	require.NoError(t, err)
	events, err := s.app.store.TicketEvents(t.Context(), ticket.ID)
	require.NoError(t, err)
	kinds := []helpdesk.EventKind{}
	for _, event := range events {
		kinds = append(kinds, event.Kind)
	}
	assert.Equal(t, []helpdesk.EventKind{helpdesk.EventOpened, helpdesk.EventResolved, helpdesk.EventLinked}, kinds)

	code, _, stderr := deskhand(t, s.vars, "", "ticket", "link", "HD-1", "no-such-article")
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "no article has the id")
}

func TestPhrasingsAreReviewed(t *testing.T) {
	t.Parallel()
	s := conversation(t, "@ Kari personal en-GB Europe/Oslo", "> the coffee machine is broken again", "! Open ticket")
	s.run("ticket", "link", "HD-1", "flow-failed", "--as", "Ola")

	list := func(args ...string) []taughtPhrasing {
		t.Helper()
		var all []taughtPhrasing
		require.NoError(t, json.Unmarshal([]byte(s.run(append([]string{"kb", "phrasings", "--json"}, args...)...)), &all))
		return all
	}
	all := list()
	require.Len(t, all, 1)
	assert.Equal(t, []knowledge.Said{knowledge.SaidTicket}, all[0].From)
	assert.Empty(t, all[0].Who)
	assert.Empty(t, list("app-missing-from-list"))
	assert.Contains(t, list("flow-failed", "--who")[0].Who[0], "Ola")
	assert.Contains(t, s.run("kb", "phrasings"), "the coffee machine is broken again")

	remove := []string{"kb", "phrasings", "remove", "The coffee machine is broken, again!", "--article", "flow-failed", "--as", "Ola"}
	assert.Contains(t, s.run(remove...), "Removed")
	assert.Contains(t, s.run(remove...), "before")
	assert.Empty(t, s.lessons().Learnt)
	assert.Equal(t, knowledge.HeldRemoved, list()[0].Held)
	assert.Contains(t, s.run("kb", "phrasings"), "removed")
	remove[2] = "restore"
	assert.Contains(t, s.run(remove...), "Restored")
	assert.Len(t, s.lessons().Learnt, 1)

	assert.Contains(t, s.run("kb", "phrasings", "lock", "flow-failed", "--forget"), "Locked")
	assert.Contains(t, s.run("kb", "phrasings", "list"), "flow-failed is locked since")
	assert.Empty(t, s.lessons().Learnt)
	assert.Contains(t, s.run("kb", "phrasings", "list"), "Nothing")
	assert.Contains(t, s.run("kb", "phrasings", "unlock", "flow-failed"), "Unlocked")
	assert.Len(t, s.lessons().Learnt, 1)
	code, _, stderr := deskhand(t, s.vars, "", "kb", "phrasings", "lock", "no-such-article")
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "no article has the id")
	code, _, _ = deskhand(t, s.vars, "", "kb", "phrasings", "remove", "?!", "--article", "flow-failed")
	assert.Equal(t, 1, code)
	code, _, stderr = deskhand(t, s.vars, "", "kb", "phrasings", "remove", "some words", "--article", "no-such-article")
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "no article has the id")
}

func TestGapsAreListed(t *testing.T) {
	t.Parallel()
	s := conversation(t, "@ Kari personal en-GB Europe/Oslo", "> the coffee machine is broken again", "! Open ticket",
		"@ Ola personal en-GB Europe/Oslo", "> is the coffee machine broken?", "> who won the football match yesterday?")
	gaps := func(since string) []gap {
		t.Helper()
		var all []gap
		e := &env{ctx: t.Context(), stdout: &strings.Builder{}, stderr: &strings.Builder{}, now: s.clock}
		require.Zero(t, run(e, []string{"kb", "gaps", "--json", "--since", since}, s.vars), e.stderr)
		require.NoError(t, json.Unmarshal([]byte(e.stdout.(*strings.Builder).String()), &all))
		return all
	}
	all := gaps("1d")
	require.Len(t, all, 2)
	assert.Equal(t, 2, all[0].Questions)
	assert.Equal(t, 2, all[0].People)
	assert.Equal(t, []string{"HD-1"}, all[0].Tickets)
	s.play("+ 100h")
	assert.Empty(t, gaps("48h"))
	assert.Len(t, gaps("1w"), 2)
	s.run("ticket", "link", "HD-1", "flow-failed", "--as", "Ola")
	assert.Equal(t, 1, gaps("1w")[0].Questions, "what was learnt is no gap")

	for _, wrong := range []string{"soon", "-3h", "xd", "99999999d"} {
		code, _, stderr := deskhand(t, s.vars, "", "kb", "gaps", "--since="+wrong)
		assert.Equal(t, 2, code)
		assert.Contains(t, stderr, "no length of time", wrong)
	}
	fresh := settings(t)
	_, stdout, _ := deskhand(t, fresh, "", "kb", "gaps")
	assert.Contains(t, stdout, "No question went unanswered")
}

// What is kept between reads is what a new process reads.
func TestTruthKeepsUp(t *testing.T) {
	t.Parallel()
	s := conversation(t, "@ Kari personal en-GB Europe/Oslo")
	truth, err := newTruth(s.app.store, "en")
	require.NoError(t, err)
	same := func(name string) {
		t.Helper()
		other, err := newTruth(s.app.store, "en")
		require.NoError(t, err)
		was, err := truth.Lessons(t.Context())
		require.NoError(t, err)
		is, err := other.Lessons(t.Context())
		require.NoError(t, err)
		assert.Equal(t, is, was, name)
		before, err := truth.Articles(t.Context())
		require.NoError(t, err)
		after, err := other.Articles(t.Context())
		require.NoError(t, err)
		assert.Equal(t, after, before, name)
	}
	version, err := truth.Version(t.Context())
	require.NoError(t, err)
	same("nothing")
	s.say("> my flow", "! Why did my flow fail, and how do I find the error?")
	same("chosen")
	s.say("! This helped")
	same("helped")
	saved, err := s.app.store.SaveArticle(t.Context(), knowledge.Saved{Language: "nb", ID: "a", Markdown: "x"}, 0)
	require.NoError(t, err)
	same("saved")
	_, err = s.app.store.DeleteArticle(t.Context(), "nb", "a", saved.Version, "ola", s.clock())
	require.NoError(t, err)
	_, err = s.app.store.SaveArticle(t.Context(), knowledge.Saved{Language: "en", ID: "b", Markdown: "x"}, 0)
	require.NoError(t, err)
	same("retired")
	now, err := truth.Version(t.Context())
	require.NoError(t, err)
	assert.Equal(t, version+5, now)
}
