package card_test

import (
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/card"
	"deskhand/internal/locale"
)

// articles are Markdown and the plain text that it is read as, block by block.
var articles = map[string]struct{ markdown, want string }{
	"paragraphs":        {"one\ntwo\n\nthree", "one two\n\nthree"},
	"line break":        {"one\\\ntwo  \nthree<br>four", "one\ntwo\nthree\nfour"},
	"styles":            {"**a** *b* ~~c~~ `d  e` ***f***", "a b c d  e f"},
	"heading":           {"# One\n## Two **bold** `code`\n###", "One\n\nTwo bold code"},
	"numbers from":      {"7. seven\n1. eight\n\n       code\n1. nine", "7. seven\n8. eight\n\n   code\n9. nine"},
	"nested":            {"- a\n  1. b\n     - c\n- d", "• a\n  1. b\n     • c\n• d"},
	"empty item":        {"- a\n-\n- c", "• a\n•\n• c"},
	"tasks":             {"- [x] done\n- [ ] open", "• ☑ done\n• ☐ open"},
	"code":              {"```json\n{\n\t\"a\": 1\n\n}\n```", "{\n\u00a0\u00a0\u00a0\u00a0\"a\": 1\n\n}"},
	"code is literal":   {"`**a** [b](https://x.example) &amp;`", "**a** [b](https://x.example) &amp;"},
	"escapes":           {`\*a\* \&amp; &copy; &#65; \[b\](c)`, "*a* &amp; © A [b](c)"},
	"quotation":         {"> a\n> > b", "a\n\nb"},
	"table":             {"| A | B |\n|---|---|\n| **1** | `x\\|y` |\n| 2 |", "A | B\n1 | x|y\n2 |"},
	"rule":              {"a\n\n---\n\nb\n\n---", "a\n\nb"},
	"links":             {"[a **b**](https://x.example) <https://y.example> z@x.example", "a b https://y.example z@x.example"},
	"reference":         {"see [the page][1]\n\n[1]: https://x.example", "see the page"},
	"picture":           {"a ![alt *text*](https://x.example/p.png) b", "a\n\nalt text\n\nb"},
	"picture, no words": {"![](https://x.example/p.png)", "Picture"},
	"picture refused":   {"a ![alt](http://x.example/p.png) ![](data:image/png;base64,AA) ![b](mailto:b@x.example)", "a alt  b"},
	"html block":        {"<div onclick=\"x()\">\n<b>a</b> &amp; b\n<script>alert(1)</script>\n</div>", "a & b"},
	"html inline":       {"a <b>b</b> <script>c</script> <!-- d -->", "a b c"},
	"mention":           {"<at>All</at> hello", "All hello"},
	"control":           {"a\u202Eb\u0007c\u0000d", "abcd"},
	"nothing":           {" \n\n<!-- only this -->\n\n[1]: https://x.example", ""},
	"www":               {"www.w.example and http://h.example", "www.w.example and http://h.example"},
	"deep":              {"- a\n  - b\n    - c\n      - d\n        - e", "• a\n  • b\n    • c\n      • d\n\n        e"},
}

func TestArticlesAreReadAsTheyWereMeant(t *testing.T) {
	t.Parallel()
	p := printer(t, locale.English)
	for name, tt := range articles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := card.RenderAnswer(p, card.Answer{
				Nonce: "n", Page: card.DrawPage(p, card.Article{Title: "Title", Markdown: tt.markdown}),
			})
			data, err := c.JSON()
			require.NoError(t, err)
			checkCard(t, data)
			body := strings.TrimSpace(strings.TrimPrefix(c.Fallback, "Title"))
			assert.Equal(t, tt.want, body)
		})
	}
}

// TestLinksOpenOnlyWhatIsSafe holds the addresses that can be opened on a card against those in the article.
func TestLinksOpenOnlyWhatIsSafe(t *testing.T) {
	t.Parallel()
	p := printer(t, locale.English)
	for address, want := range map[string]string{
		"https://x.example/a(b)*c_d?q=1&r=2#e": "https://x.example/a%28b%29%2Ac%5Fd?q=1&r=2#e",
		"https://x.example/a%20b":              "https://x.example/a%20b",
		"https://x.example/?a=1&amp;b=2":       "https://x.example/?a=1&b=2",
		"https://x.example/é":                  "https://x.example/%C3%A9",
		"mailto:help@contoso.example":          "mailto:help@contoso.example",
		"HTTPS://x.example":                    "https://x.example",
		"http://x.example":                     "",
		"//x.example":                          "",
		"/kb/a":                                "",
		"#part":                                "",
		"javascript:alert(1)":                  "",
		"javascript&#58;alert(1)":              "",
		"JaVaScRiPt:alert(1)":                  "",
		"data:text/html,x":                     "",
		"file:///etc/passwd":                   "",
		"ms-settings:network":                  "",
		"https://microsoft.com@evil.example":   "",
		"https:///x":                           "",
		"mailto:nobody":                        "",
		"https://x.example/" + strings.Repeat("a", 2000): "",
	} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			c := card.RenderAnswer(p, card.Answer{
				Nonce: "n", Page: card.DrawPage(p, card.Article{
					Title: "Title", Markdown: "See [the page](" + address + ") now.",
					Links: []card.Link{{Title: "the source", URL: html.UnescapeString(address)}}, // there is no Markdown in it
				}),
			})
			data, err := c.JSON()
			require.NoError(t, err)
			checkCard(t, data)
			urls := read(t, data).urls
			if want == "" {
				assert.Empty(t, urls)
			} else {
				assert.Equal(t, []string{want, want}, urls)
			}
			assert.Contains(t, c.Fallback, "See the page now.")
			assert.Contains(t, c.Fallback, "Source: the source")
		})
	}
}

func TestALongArticleIsFolded(t *testing.T) {
	t.Parallel()
	c := examples(t, printer(t, locale.English))["answer-folded"]
	data, err := c.JSON()
	require.NoError(t, err)
	var root struct {
		Body []struct {
			ID        string
			IsVisible *bool
			Actions   []struct {
				Title          string
				TargetElements []string
			}
		}
	}
	require.NoError(t, json.Unmarshal(data, &root))
	var hidden []string
	for _, e := range root.Body {
		if e.IsVisible != nil && !*e.IsVisible {
			hidden = append(hidden, e.ID)
		}
		for _, a := range e.Actions {
			assert.Equal(t, []string{"rest", "more", "less"}, a.TargetElements)
		}
	}
	assert.Equal(t, []string{"rest", "less"}, hidden)
}

func TestNoHeadingIsLeftAloneAtTheFold(t *testing.T) {
	t.Parallel()
	p := printer(t, locale.English)
	words := strings.Repeat("word ", 139) // with the heading just enough to fold after it
	c := card.RenderAnswer(p, card.Answer{
		Nonce: "n", Page: card.DrawPage(p, card.Article{Title: "Title", Markdown: words + "\n\n# A heading\n\n" + words}),
	})
	data, err := c.JSON()
	require.NoError(t, err)
	var root struct {
		Body []struct {
			ID    string
			Items []struct{ Text string }
		}
	}
	require.NoError(t, json.Unmarshal(data, &root))
	require.Len(t, root.Body, 5, "title, paragraph, the rest, more and less")
	require.Equal(t, "rest", root.Body[2].ID)
	assert.Equal(t, "A heading", root.Body[2].Items[0].Text)
}

func TestATooLongArticleIsCutAtAParagraph(t *testing.T) {
	t.Parallel()
	p := printer(t, locale.English)
	var b strings.Builder
	for i := range 600 {
		fmt.Fprintf(&b, "Paragraph %d ends here.\n\n", i)
	}
	c := card.RenderAnswer(p, card.Answer{
		Nonce: "n", Page: card.DrawPage(p, card.Article{
			Title: "Title", Markdown: b.String(), Links: []card.Link{{Title: "Source", URL: "https://x.example"}},
		}),
	})
	data, err := c.JSON()
	require.NoError(t, err)
	assert.LessOrEqual(t, len(data), 28_000)
	assert.Greater(t, len(data), 15_000, "no more is cut than leaves room for the longest title and sources")
	checkCard(t, data)
	assert.Regexp(t, `Paragraph \d+ ends here\.\n\nThe rest is too long to show here\. .*\n\nSource: S`, c.Fallback)
}

// The room that is left around the longest article is enough for the longest of everything else.
func TestTheLongestAnswerFits(t *testing.T) {
	t.Parallel()
	p := printer(t, locale.Bokmal)
	long := strings.Repeat("<&>\u2028", 5000)
	article := card.Article{
		Title: long, Note: long, Owner: long, ReviewedOn: time.Now(), Markdown: strings.Repeat("A < paragraph.\n\n", 5000),
	}
	for range 3 {
		article.Links = append(article.Links, card.Link{Title: long, URL: "https://x.example/" + strings.Repeat("x", 400)})
	}
	answer := card.Answer{
		Nonce: strings.Repeat("n", 36), QuestionID: strings.Repeat("q", 36), ArticleID: strings.Repeat("a", 100),
		Page: card.DrawPage(p, article),
	}
	for _, answer.Closed = range []string{"", long} {
		data, err := card.RenderAnswer(p, answer).JSON()
		require.NoError(t, err)
		assert.LessOrEqual(t, len(data), 28_000)
	}
}

func TestAnArticleThatIsNotEvenReadToItsEndSaysSo(t *testing.T) {
	t.Parallel()
	p := printer(t, locale.English)
	c := card.RenderAnswer(p, card.Answer{
		Nonce: "n", Page: card.DrawPage(p, card.Article{
			Title: "Title", Markdown: "First.\n\n" + strings.Repeat("<!-- nothing -->\n\n", 2000) + "Last.",
		}),
	})
	assert.Equal(t, "Title\n\nFirst.\n\nThe rest is too long to show here. Read it at the source.", c.Fallback)
}

func FuzzRenderAnswer(f *testing.F) {
	for _, tt := range articles {
		f.Add(tt.markdown)
	}
	for _, s := range hostile {
		f.Add(s)
	}
	f.Add(strings.Repeat("> ", 200) + "a")
	f.Add(strings.Repeat("- ", 200) + "a")
	f.Add(strings.Repeat("[", 200) + strings.Repeat("](x)", 200))
	f.Add("|a|" + strings.Repeat("b|", 100) + "\n|-|" + strings.Repeat("-|", 100))
	p := printer(f, locale.English)
	f.Fuzz(func(t *testing.T, markdown string) {
		c := card.RenderAnswer(p, card.Answer{Nonce: "n", Page: card.DrawPage(p, card.Article{Title: "Title", Markdown: markdown})})
		data, err := c.JSON()
		require.NoError(t, err)
		checkCard(t, data)
		for _, u := range read(t, data).urls {
			if !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "mailto:") {
				t.Errorf("%q can be opened", u)
			}
		}
	})
}
