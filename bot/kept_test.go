package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/card"
	"deskhand/internal/locale"
)

func TestAPageShowsTheArticleAsItIsNow(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	require.NoError(t, err)
	shown := func(p *locale.Printer, page card.Page) string {
		data, err := card.RenderAnswer(p, card.Answer{Page: page}).JSON()
		require.NoError(t, err)
		return string(data)
	}
	article := card.Article{
		Title: "Title", Markdown: "Text", Note: "Note", Owner: "Owner", ReviewedOn: time.Unix(0, 0),
		Links: []card.Link{{Title: "Source", URL: "https://kb.example/a"}},
	}
	var pages pages
	seen := map[string]bool{}
	for name, change := range map[string]func(*card.Article){
		"nothing":  func(*card.Article) {},
		"title":    func(a *card.Article) { a.Title = "Other" },
		"text":     func(a *card.Article) { a.Markdown = "Other" },
		"note":     func(a *card.Article) { a.Note = "" },
		"owner":    func(a *card.Article) { a.Owner = "Other" },
		"review":   func(a *card.Article) { a.ReviewedOn = a.ReviewedOn.AddDate(1, 0, 0) },
		"link":     func(a *card.Article) { a.Links = []card.Link{{Title: "Source", URL: "https://kb.example/b"}} },
		"no links": func(a *card.Article) { a.Links = nil },
	} {
		changed := article
		change(&changed)
		for _, language := range locale.Languages() {
			p := catalog.For(language)
			got := shown(p, pages.of(p, changed))
			assert.Equal(t, shown(p, card.DrawPage(p, changed)), got, "%s in %s", name, language)
			assert.Equal(t, got, shown(p, pages.of(p, changed)), "%s in %s, kept", name, language)
			seen[got] = true
		}
	}
	assert.Len(t, seen, 16, "each is another")
}

func TestOnlySoManyPagesAreKept(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	require.NoError(t, err)
	var pages pages
	for i := range mostPages + 10 {
		pages.of(catalog.For(locale.English), card.Article{Title: fmt.Sprint(i)})
	}
	assert.Len(t, pages.drawn, mostPages)
}

func TestAClientIsSpokenToInTheLanguageThatSuitsIt(t *testing.T) {
	t.Parallel()
	var l languages
	long := "nb" + strings.Repeat("-private", 10)
	for range 2 { // found out, and kept
		for client, want := range map[string]locale.Language{
			"": locale.Bokmal, "en-US": locale.English, "nb-NO": locale.Bokmal, "da": locale.Bokmal, "fr-FR": locale.Bokmal,
			"nonsense!": locale.Bokmal, long: locale.Bokmal,
		} {
			assert.Equal(t, want, l.suiting(client, locale.Bokmal), client)
		}
	}
	assert.NotContains(t, l.suited, long)
	for i := range 2 * mostLocales {
		l.suiting(fmt.Sprint("en-", i), locale.Bokmal)
	}
	assert.LessOrEqual(t, len(l.suited), mostLocales)
}
