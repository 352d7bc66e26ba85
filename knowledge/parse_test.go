package knowledge

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const goodPath = "en/share-an-app.md"

const good = `---
id: share-an-app
question: How do I share an app?
phrasings:
  - give somebody my app
  - "share app: how"
  - let colleagues use the app
tags: [power apps, sharing]
owner: Help desk
reviewed_on: 2026-10-12
review_by: 2027-04-12
audience: everyone
state: validated
links:
  - title: Share an app
    url: https://learn.microsoft.com/power-apps/share
---
Select **Share**.

| Right | Means |
| --- | --- |
| User | runs it |

See [the page](https://learn.microsoft.com/power-apps/share), or write to <help@example.com>.
` + "\nA `<b>` in code is fine.\n"

// The example that people start from is a good article, and every key is described.
func TestArticlesAreDescribed(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../docs/articles.md")
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(guide), "```markdown\n")
	example, _, _ := strings.Cut(rest, "```")
	a, faults := Parse("en/get-a-badge.md", []byte(example))
	assert.Empty(t, faults)
	assert.True(t, a.Published())
	for _, key := range knownKeys {
		assert.Contains(t, string(guide), "| `"+key+"` |")
		assert.Contains(t, example, key+":")
	}
}

func TestParseGood(t *testing.T) {
	t.Parallel()
	want := Article{
		ID: "share-an-app", Language: "en", Question: "How do I share an app?",
		Phrasings: []string{"give somebody my app", "share app: how", "let colleagues use the app"},
		Tags:      []string{"power apps", "sharing"}, Owner: "Help desk",
		ReviewedOn: time.Date(2026, 10, 12, 0, 0, 0, 0, time.UTC), ReviewBy: time.Date(2027, 4, 12, 0, 0, 0, 0, time.UTC),
		Audience: Everyone, State: Validated,
		Links: []Link{{Title: "Share an app", URL: "https://learn.microsoft.com/power-apps/share"}},
		Body:  strings.TrimSpace(strings.SplitN(good, "---\n", 3)[2]), Path: goodPath,
	}
	for name, text := range map[string]string{
		"as it is":               good,
		"with CRLF":              strings.ReplaceAll(good, "\n", "\r\n"),
		"with a byte order mark": "\ufeff" + good,
		"blanks after ---":       strings.Replace(good, "\n---\n", "\n--- \t\n", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			article, faults := Parse(goodPath, []byte(text))
			assert.Empty(t, faults)
			assert.Empty(t, cmp.Diff(want, article))
		})
	}
}

func TestParseLeavesOut(t *testing.T) {
	t.Parallel()
	text := good
	for _, key := range []string{"tags: [power apps, sharing]\n", "reviewed_on: 2026-10-12\n", good[strings.Index(good, "links:"):strings.Index(good, "---\nSelect")]} {
		text = strings.Replace(text, key, "", 1)
	}
	article, faults := Parse(goodPath, []byte(text))
	assert.Empty(t, faults, "tags, reviewed_on and links are optional")
	assert.Empty(t, article.Links)
	assert.True(t, article.ReviewedOn.IsZero())
}

// replaced is the good article with one thing in it exchanged.
func replaced(old, replacement string) string { return strings.Replace(good, old, replacement, 1) }

func TestParseFaults(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, path, text string
		want             []string // line: part of the message
	}{
		{"wrong folder", "de/share-an-app.md", good, []string{"0: en or nb"}},
		{"no folder", "share-an-app.md", good, []string{"0: en or nb"}},
		{"wrong name", "en/Share_an_app.md", good, []string{"0: rename the file", "2: write id: Share_an_app"}},
		{"name with two hyphens", "en/share--app.md", replaced("id: share-an-app", "id: share--app"), []string{"0: rename the file"}},
		{"too big", goodPath, good + strings.Repeat("word ", maxFileSize/5), []string{"0: split the article"}},
		{"not UTF-8", goodPath, replaced("Help desk", "Hj\xe6lp"), []string{"9: UTF-8"}},
		{"control character", goodPath, replaced("Help desk", "Help\x00desk"), []string{"9: control character"}},
		{"empty", goodPath, "", []string{`1: the first line must be "---"`}},
		{"no front matter", goodPath, "# Sharing\n", []string{`1: the first line must be "---"`}},
		{"no end", goodPath, "---\nid: share-an-app\n", []string{"1: no end"}},
		{"not YAML", goodPath, replaced("question: How", "question: \"How"), []string{"not YAML"}},
		{"colon in text", goodPath, replaced("give somebody my app", "app: share: it"), []string{"5: quotes"}},
		{"a list", goodPath, "---\n- one\n---\nBody\n", []string{"2: must be a list of keys"}},
		{"nothing", goodPath, "---\n---\nBody\n", []string{"2: must be a list of keys"}},
		{"unknown key", goodPath, replaced("owner:", "author: me\nowner:"), []string{`9: the key "author" is not known`}},
		{"key twice", goodPath, replaced("owner:", "id: share-an-app\nowner:"), []string{"9: the key id is there twice"}},
		{"wrong id", goodPath, replaced("id: share-an-app", "id: sharing"), []string{"2: write id: share-an-app"}},
		{"no question mark", goodPath, replaced("an app?", "an app"), []string{`3: must end with "?"`}},
		{"long question", goodPath, replaced("an app?", "an app "+strings.Repeat("x", 120)+"?"), []string{"3: at most 120"}},
		{"empty question", goodPath, replaced("How do I share an app?", ""), []string{"3: question must be a text"}},
		{"question over lines", goodPath, replaced("How do I share an app?", "|\n  How\n  so?"), []string{"3: single line"}},
		{"two phrasings", goodPath, replaced("  - give somebody my app\n", ""), []string{"5: 2 phrasings"}},
		{"two phrasings, archived", goodPath, strings.Replace(replaced("  - give somebody my app\n", ""), "validated", "archived", 1), []string{"5: 2 phrasings"}},
		{"phrasings as text", goodPath, replaced("phrasings:\n  - give somebody my app\n  - \"share app: how\"\n  - let colleagues use the app", "phrasings: share"), []string{"4: phrasings must be a list"}},
		{"null phrasing", goodPath, replaced("give somebody my app", "null"), []string{"5: each of phrasings must be a text"}},
		{"long phrasing", goodPath, replaced("give somebody my app", strings.Repeat("x", 201)), []string{"5: at most 200"}},
		{"phrasing twice", goodPath, replaced("give somebody my app", "Let colleagues use the app!"), []string{"7: repeats another"}},
		{"phrasing as question", goodPath, replaced("give somebody my app", "how do i share an app"), []string{"5: repeats another or the question"}},
		{"tags as text", goodPath, replaced("[power apps, sharing]", "sharing"), []string{"8: tags must be a list"}},
		{"bad date", goodPath, replaced("2027-04-12", "12.4.2027"), []string{"11: written like 2026-01-31"}},
		{"no such day", goodPath, replaced("2027-04-12", "2027-02-30"), []string{"11: day of the calendar"}},
		{"review before", goodPath, replaced("2027-04-12", "2026-04-12"), []string{"11: before reviewed_on"}},
		{"audience", goodPath, replaced("everyone", "all"), []string{"12: internal, everyone"}},
		{"state", goodPath, replaced("validated", "published"), []string{"13: work in progress, not validated, validated, archived"}},
		{"links as text", goodPath, replaced("links:\n  - title: Share an app\n    url: https://learn.microsoft.com/power-apps/share", "links: none"), []string{"14: links must be a list"}},
		{"link as text", goodPath, replaced("- title: Share an app\n    url: https://learn.microsoft.com/power-apps/share", "- https://example.com"), []string{"15: title and a url"}},
		{"http link", goodPath, replaced("url: https", "url: http"), []string{"16: begins with https://"}},
		{"link with a user", goodPath, replaced("url: https://", "url: https://me@"), []string{"16: begins with https://"}},
		{"link without url", goodPath, replaced("    url: https://learn.microsoft.com/power-apps/share\n", ""), []string{"15: both a title and a url"}},
		{"empty link", goodPath, replaced("- title: Share an app\n    url: https://learn.microsoft.com/power-apps/share", "- {}"), []string{"15: both a title and a url"}},
		{"link with more", goodPath, replaced("    url:", "    text: x\n    url:"), []string{`16: the key "text" is not known in a link`}},
		{"no body", goodPath, strings.SplitAfter(good, "share\n---\n")[0], []string{"18: no body"}},
		{"HTML", goodPath, good + "\nA<br>line\n", []string{"28: raw HTML"}},
		{"HTML after an indent", goodPath, strings.Replace(good, "Select", "\n    <b>Select", 1), []string{"19: raw HTML"}},
		{"HTML block", goodPath, good + "\n<div>\nx\n</div>\n", []string{"28: raw HTML"}},
		{"http in the body", goodPath, good + "\nSee [this](http://example.com).\n", []string{`28: "http://example.com"`}},
		{"relative in the body", goodPath, good + "\nSee [this](other.md).\n", []string{`28: "other.md"`}},
		{"script in the body", goodPath, good + "\nSee [this](javascript:alert(1)).\n", []string{"28: https"}},
		{"bare http in the body", goodPath, good + "\nSee http://example.com now.\n", []string{`28: the address "http://example.com"`}},
		{"http image", goodPath, good + "\n![a picture](http://example.com/a.png)\n", []string{`28: "http://example.com/a.png"`}},
		{"alias", goodPath, replaced("owner: Help desk", "owner: &o Help desk\ntags2: *o"), []string{`10: the key "tags2" is not known`}},
		{
			"all at once", goodPath, "---\nid: x\nquestion: What\nphrasings: [a]\nstate: y\n---\n\n",
			[]string{
				"1: the key owner is missing", "1: the key review_by is missing", "1: the key audience is missing", "2: write id",
				`3: must end with "?"`, "4: 1 phrasings", "5: state must be one of", "7: no body",
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, faults := Parse(test.path, []byte(test.text))
			require.Len(t, faults, len(test.want), "%v", faults)
			for i, want := range test.want {
				line, message, hasLine := strings.Cut(want, ": ")
				if !hasLine {
					message = want
				} else {
					assert.True(t, strings.HasPrefix(faults[i].String(), prefix(test.path, line)), "%v on line %s", faults[i], line)
				}
				assert.Contains(t, faults[i].Message, message)
				assert.False(t, faults[i].Warning)
			}
		})
	}
}

func prefix(path, line string) string {
	if line == "0" {
		return path + ": "
	}
	return path + ":" + line + ": "
}

func TestParseAsksLessOfWhatIsNotValidated(t *testing.T) {
	t.Parallel()
	for _, state := range []State{WorkInProgress, NotValidated} {
		text := strings.Replace(replaced("  - give somebody my app\n", ""), "state: validated", "state: "+string(state), 1)
		article, faults := Parse(goodPath, []byte(text))
		assert.Empty(t, faults, state)
		assert.Len(t, article.Phrasings, 2)
	}
}

func TestPublished(t *testing.T) {
	t.Parallel()
	for _, state := range []State{WorkInProgress, NotValidated, Validated, Archived} {
		for _, audience := range []Audience{Internal, Everyone} {
			a := Article{State: state, Audience: audience}
			assert.Equal(t, state == Validated && audience == Everyone, a.Published(), "%s %s", state, audience)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("\ufeff---\r\nid: x\r\n---\r\n"))
	f.Add([]byte("---\na: &a [*a]\n---\n<x>[y](z)"))
	f.Add([]byte("---\n? [a]\n: !!binary x\n...\n---\n---\n"))
	examples, err := filepath.Glob("../kb/nb/*.md")
	require.NoError(f, err)
	for _, path := range examples[:min(len(examples), 5)] {
		data, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		article, faults := Parse(goodPath, data)
		for _, fault := range faults {
			assert.NotEmpty(t, fault.Message)
			assert.GreaterOrEqual(t, fault.Line, 0)
		}
		if len(faults) == 0 { // then it can be served
			assert.NotEmpty(t, article.Body)
			assert.True(t, strings.HasSuffix(article.Question, "?"))
			if article.State == Validated {
				assert.GreaterOrEqual(t, len(article.Phrasings), MinPhrasings)
			}
			assert.False(t, article.ReviewBy.IsZero())
		}
	})
}
