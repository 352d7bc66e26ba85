package transfer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"deskhand/knowledge"
)

// roundTrip asserts that an article is the same after it was written and read.
func roundTrip(t require.TestingT, article knowledge.Article) []byte {
	data, err := Write(article)
	require.NoError(t, err)
	again, faults := knowledge.Parse(article.Path, data)
	require.Empty(t, faults, "%s", data)
	require.Empty(t, cmp.Diff(article, again, cmpopts.EquateEmpty()), "%s", data)
	return data
}

func TestWrite(t *testing.T) {
	t.Parallel()
	article := knowledge.Article{
		ID: "share-an-app", Language: "en", Path: "en/share-an-app.md", Question: "How do I share an app: when, where?",
		Phrasings: []string{"null", "give somebody my app", "# my app"}, Tags: []string{"power apps", "a, b"}, Owner: "Help desk",
		ReviewedOn: time.Date(2026, 10, 12, 0, 0, 0, 0, time.UTC), ReviewBy: time.Date(2027, 4, 12, 0, 0, 0, 0, time.UTC),
		Audience: knowledge.Everyone, State: knowledge.Validated,
		Links: []knowledge.Link{{Title: "Share an app", URL: "https://example.com/share"}}, Body: "Select **Share**.\n\n---\n\nThen send it.",
	}
	assert.Equal(t, `---
id: share-an-app
question: 'How do I share an app: when, where?'
phrasings:
  - "null"
  - give somebody my app
  - '# my app'
tags: [power apps, 'a, b']
owner: Help desk
reviewed_on: 2026-10-12
review_by: 2027-04-12
audience: everyone
state: validated
links:
  - title: Share an app
    url: https://example.com/share
---
Select **Share**.

---

Then send it.
`, string(roundTrip(t, article)))
}

// Our own articles, written again, are the same articles.
func TestWriteOwnArticles(t *testing.T) {
	t.Parallel()
	articles, _, err := knowledge.Lint("../../kb", time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
	require.NoError(t, err)
	require.NotEmpty(t, articles)
	for _, article := range articles {
		roundTrip(t, article)
	}
}

// Whatever lint accepts survives the round trip: words of all kinds in every text of the front matter.
func TestWriteAnything(t *testing.T) {
	t.Parallel()
	line := rapid.OneOf(rapid.StringMatching(`[a-zæøå:#&*!|>'"%@{}\[\],?~=<. -]{1,40}`), rapid.String(), rapid.SampledFrom([]string{
		"null", "~", "true", "12", "0x1f", "2026-10-12", "- a", "? b", "---", "...", "a: b", "a #b", "\u2028x", "\u0085y", "\u0007bell", "1e3", "<<", "=",
	})).Filter(func(s string) bool { return strings.TrimSpace(s) == s && s != "" && !strings.Contains(s, "\n") })
	rapid.Check(t, func(t *rapid.T) {
		question := "zq " + line.Draw(t, "question") + "?"
		var phrasings []string
		seen := map[string]bool{knowledge.Normal(question): true}
		for _, phrasing := range rapid.SliceOfN(line, 0, 6).Draw(t, "phrasings") {
			if key := knowledge.Normal(phrasing); key != "" && !seen[key] {
				seen[key] = true
				phrasings = append(phrasings, phrasing)
			}
		}
		article := knowledge.Article{
			ID: "an-id", Language: "nb", Path: "nb/an-id.md", Question: question, Phrasings: phrasings,
			Tags: rapid.SliceOfN(line, 0, 4).Draw(t, "tags"), Owner: line.Draw(t, "owner"),
			ReviewBy: time.Date(rapid.IntRange(1, 9999).Draw(t, "year"), 2, 3, 0, 0, 0, 0, time.UTC),
			Audience: knowledge.Internal, State: knowledge.NotValidated,
			Links: []knowledge.Link{{Title: line.Draw(t, "title"), URL: "https://example.com/?q=%20#a"}}, Body: "Answer.",
		}
		roundTrip(t, article)
	})
}

func FuzzWrite(f *testing.F) {
	paths, err := filepath.Glob("../../kb/nb/f*.md")
	require.NoError(f, err)
	for _, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(data)
	}
	front := "---\nid: a\nquestion: \"b\\u2028 \\x07?\"\nphrasings: [\"a\\tb\", 'it''s', !!binary aGk=]\ntags: []\nowner: &o x\n" +
		"review_by: 2027-01-01\naudience: internal\nstate: work in progress\nlinks: []\n---\n"
	f.Add([]byte(front + "\n    code\n\n---\n"))
	f.Add([]byte(front + "\u00a0<https://example.com>\n```\n<b>\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		article, faults := knowledge.Parse("nb/a.md", data)
		if len(faults) == 0 {
			roundTrip(t, article)
		}
	})
}
