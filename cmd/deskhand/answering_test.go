package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge"
	"deskhand/knowledge/eval"
)

// search asks from the command line, which opens the knowledge base anew.
func (s *stage) search(question string) found {
	s.t.Helper()
	var f found
	require.NoError(s.t, json.Unmarshal([]byte(s.run("kb", "search", "--json", question)), &f))
	return f
}

// keepUp does what serve does again and again.
func (s *stage) keepUp() {
	s.t.Helper()
	s.app.refresh(s.t.Context())
	s.app.train(s.t.Context())
}

// shown is what the bot has shown since it was last called.
func (s *stage) shown() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := s.out.String()
	s.out.Reset()
	return text
}

// What helped one person is answered to the next, without a restart, and by every command; nobody is told the words of
// another. The help desk can take it away again.
func TestWhatHelpedOneIsAnsweredToTheNext(t *testing.T) {
	t.Parallel()
	const question = "the thing is being a diva again"
	const article = "Who do I contact when an app somebody built has a problem?"
	s := conversation(t, "@ Kari personal en-GB Europe/Oslo", "> "+question)
	require.NotContains(t, s.shown(), "[This helped]")
	s.say("! Open a ticket", "! Open ticket")
	s.run("ticket", "link", "HD-1", "who-supports-this-app", "--as", "Ola")
	s.shown()

	s.keepUp()
	s.say("@ Per personal en-GB Europe/Oslo", "> The thing is being a DIVA, again!")
	told := s.shown()
	assert.Contains(t, told, article)
	assert.Contains(t, told, "[This helped]", "it is the answer, not one of several")
	assert.Equal(t, 1, strings.Count(strings.ToLower(told), "diva"), "only the asker's own words are to be seen:\n"+told)

	after := s.search(question)
	assert.Equal(t, knowledge.Sure, after.Verdict)
	assert.Equal(t, "who-supports-this-app", after.Candidates[0].ID)
	explained := s.run("kb", "explain", question)
	assert.Contains(t, explained, "sure: who-supports-this-app holds the question word for word")
	assert.NotContains(t, explained, "diva")
	out := filepath.Join(t.TempDir(), "out")
	s.run("kb", "export", out)
	exported, err := os.ReadFile(filepath.Join(out, "en", "who-supports-this-app.md"))
	require.NoError(t, err)
	assert.NotContains(t, string(exported), "diva", "nor written into the article")

	s.run("kb", "phrasings", "remove", question, "--article", "who-supports-this-app", "--as", "Ola")
	s.keepUp()
	s.say("> " + question)
	assert.NotContains(t, s.shown(), "[This helped]")
}

// An article that is saved is answered by the bot that runs and by every command; retired, by none.
func TestSavedArticlesAreAnswered(t *testing.T) {
	t.Parallel()
	const question = "what do I feed the office hamster"
	s := conversation(t, "@ Kari personal en-GB Europe/Oslo")
	text, err := os.ReadFile("../../kb/en/community.md")
	require.NoError(t, err)
	_, body, _ := strings.Cut(strings.TrimPrefix(string(text), "---\n"), "---\n")
	front := `---
id: hamster
question: What does the office hamster eat?
phrasings: [feed the hamster, hamster food, is the hamster hungry]
owner: Help desk
review_by: 2027-04-12
audience: everyone
state: validated
---
`
	saved, err := s.app.store.SaveArticle(t.Context(), knowledge.Saved{Language: "en", ID: "hamster", Markdown: front + body}, 0)
	require.NoError(t, err)
	s.keepUp()
	s.shown()
	s.say("> " + question)
	assert.Contains(t, s.shown(), "What does the office hamster eat?")
	assert.Equal(t, "hamster", s.search(question).Candidates[0].ID)
	assert.Contains(t, s.run("kb", "explain", "--json", question), `"id": "hamster"`)

	_, err = s.app.store.DeleteArticle(t.Context(), "en", "hamster", saved.Version, "ola", s.clock())
	require.NoError(t, err)
	s.keepUp()
	s.shown()
	s.say("> " + question)
	assert.NotContains(t, s.shown(), "hamster eat")
}

// Every verdict is explained, for people and for programs.
func TestExplainSaysWhy(t *testing.T) {
	t.Parallel()
	kb := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(kb, "en"), 0o755))
	for _, id := range []string{"flow-failed", "flow-slow", "share-flow", "environment-what", "app-slow", "community"} {
		text, err := os.ReadFile(filepath.Join("../../kb/en", id+".md"))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(kb, "en", id+".md"), text, 0o600))
	}
	environ := append(settings(t), "DESKHAND_KB_DIR="+kb)
	for question, why := range map[string]string{
		"Why did my flow fail, and how do I find the error?": "sure: flow-failed holds the question word for word",
		"why has my flow run failed":                         "on it is an answer",
		"community":                                          "names a single thing",
		"my flow":                                            "comes first with a probability",
		"who won the football match":                         "less likely than not",
		"":                                                   "no article has anything in common",
	} {
		code, stdout, stderr := deskhand(t, environ, "", "kb", "explain", question)
		require.Zero(t, code, stderr)
		assert.Contains(t, stdout, why, question)
	}
	code, stdout, stderr := deskhand(t, environ, "", "kb", "explain", "--json", "my flow is slow")
	require.Zero(t, code, stderr)
	var x struct {
		found
		Rankings []map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &x))
	assert.Equal(t, knowledge.Sure, x.Verdict)
	assert.Equal(t, "flow-slow", x.Candidates[0].ID)
	require.NotEmpty(t, x.Rankings)
	assert.Equal(t, true, x.Rankings[0]["has_wording"])
	assert.Contains(t, x.Rankings[0]["candidates"].([]any)[0], "coverage", "spelt as a search spells it")
}

func TestSimilarArticlesAreListed(t *testing.T) {
	t.Parallel()
	environ := settings(t)
	code, stdout, stderr := deskhand(t, environ, "", "kb", "similar", "--most", "2")
	require.Zero(t, code, stderr)
	assert.Equal(t, 2, strings.Count(stdout, "\n"))
	assert.Contains(t, stdout, "of their phrasings find the other one")
	code, stdout, stderr = deskhand(t, environ, "", "kb", "similar", "--json", "--most=-1")
	require.Zero(t, code, stderr)
	assert.Equal(t, "[]\n", stdout)
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "en"), 0o755))
	code, stdout, stderr = deskhand(t, append(environ, "DESKHAND_KB_DIR="+dir), "", "kb", "similar")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "No two articles")
}

// What lies beside the articles is looked after like them.
func TestLintNamesFaultsOfCompanions(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, knowledge.SynonymsFile), []byte("- [a, b]\n- alone\n- [x]\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, knowledge.OutsideFile), []byte("en:\n- fix a car\n- cars\n"), 0o600))
	code, stdout, _ := deskhand(t, settings(t), "", "kb", "lint", dir)
	assert.Equal(t, 1, code)
	for _, want := range []string{"synonyms.yaml:2: ", "synonyms.yaml:3: ", "outside.yaml:3: ", "0 articles, 3 faults, 0 warnings"} {
		assert.Contains(t, stdout, want)
	}
}

// The bot is calm about what is nothing for a help desk, and never about what an article answers.
func TestOnlyWhatIsFarFromTheArticlesStrays(t *testing.T) {
	t.Parallel()
	s := conversation(t, "@ Kari personal en-GB Europe/Oslo")
	golden, err := eval.ReadGolden(filepath.Join(s.env.config.KB.Dir, eval.GoldenFile))
	require.NoError(t, err)
	<-s.said // the welcome
	far, calm := 0, 0
	for _, g := range golden {
		s.play("> " + g.Text)
		<-s.said
		shown := s.shown()
		strays := strings.Contains(shown, "I can help with Power Platform:") || strings.Contains(shown, "Jeg kan hjelpe med Power Platform:")
		switch {
		case g.Verdict != knowledge.Unknown:
			assert.False(t, strays, "%q is for the help desk", g.Text)
		case g.Category == "far":
			far++
			if strays {
				calm++
			}
		}
	}
	assert.Greater(t, 3*calm, far, "%d of %d questions that are far from the articles", calm, far)
}
