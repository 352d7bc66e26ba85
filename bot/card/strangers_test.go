package card_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/card"
	"deskhand/helpdesk"
	"deskhand/internal/locale"
)

// hostile are texts that want to be more than text.
var hostile = []string{
	"[click](https://evil.example)",
	"![x](https://evil.example/x.png)",
	"<https://evil.example>",
	"<at>All</at>",
	"<script>alert(1)</script>",
	"**bold** _it_ ~~gone~~ `code`",
	"# heading", "- item", "1. first", "> quote",
	"&lt;b&gt; &copy; R&D",
	`C:\temp\[x]\_ \`,
	"{{DATE(2026-11-22T06:08:39Z, SHORT)}} {{{TIME(2026-11-22T06:08:39Z)}}}",
	"my_flow_name is *not* 2*3*4",
	"| a | b |",
	"===",
}

// everyCard shows a text in every place that a stranger can write to.
func everyCard(p *locale.Printer, s string) map[string]card.Card {
	ticket := resolvedTicket(p)
	ticket.Headline = s
	ticket.Ticket.Summary, ticket.Ticket.Details, ticket.Ticket.Solution, ticket.Ticket.Resolution = s, s, s, s
	ticket.Ticket.Assignee.Name = s
	ticket.Comments = []card.Comment{{Author: s, At: now, Text: s}}
	ticket.Ticket.Incident, ticket.OnCall = s, []string{s}
	return map[string]card.Card{
		"answer": card.RenderAnswer(p, card.Answer{
			Nonce: "n", Closed: s, Page: card.DrawPage(p, card.Article{
				Title: s, Owner: s, Note: s, Links: []card.Link{{Title: s, URL: "https://kb.example/a"}},
			}),
		}),
		"choice": card.RenderChoice(p, card.Choice{Nonce: "n", Intro: s, Options: []card.Option{{ArticleID: "a", Title: s, Note: s}}}),
		"form": card.RenderTicketForm(p, card.TicketForm{
			Nonce: "n", Intro: s, Problem: s, Summary: s, Details: s, Solution: s, Notice: s, NoticeTitle: s,
		}),
		"ticket": card.RenderTicket(p, ticket),
		"list": card.RenderTicketList(p, card.TicketList{
			Nonce: "n", Tickets: []helpdesk.Ticket{{Number: 1, Status: helpdesk.StatusNew, Summary: s}},
		}),
		"notice": card.RenderNotice(p, card.Notice{Title: s, Text: s}),
		"outage": card.RenderOutage(p, card.Outage{
			Nonce: "n", Question: s, Incidents: []helpdesk.Incident{{ID: s, Service: s, Title: s, Impact: s}},
		}),
		"no outage": card.RenderOutage(p, card.Outage{Nonce: "n", Question: s, Services: s, Others: s}),
		"follow-up": card.RenderFollowUp(p, card.FollowUp{Nonce: "n", Ticket: ticket.Ticket, Said: s}),
		"maker":     card.RenderMakerWelcome(p, card.MakerWelcome{Channel: s}),
		"welcome":   card.RenderWelcome(p, card.Welcome{Nonce: "n", Headline: s, Asks: []string{s}}),
	}
}

func TestStrangersTextStaysText(t *testing.T) {
	t.Parallel()
	p := printer(t, locale.English)
	for _, s := range hostile {
		for name, c := range everyCard(p, s) {
			t.Run(name+" "+s, func(t *testing.T) {
				t.Parallel()
				data, err := c.JSON()
				require.NoError(t, err)
				checkCard(t, data)
				r := read(t, data)
				for _, u := range r.urls {
					assert.Equal(t, "https://kb.example/a", u, "nobody meant this link")
				}
				literal := 0
				for _, text := range r.texts {
					if strings.Contains(text, s) {
						literal++
					}
				}
				// Once in the text for clients that show no cards, and at least once on the card.
				assert.GreaterOrEqual(t, literal, 2, "%q is not shown as it was written: %q", s, r.texts)
				assert.Contains(t, c.Fallback, s)
			})
		}
	}
}

func TestCharactersThatAreNotTextAreDropped(t *testing.T) {
	t.Parallel()
	p := printer(t, locale.English)
	for name, c := range everyCard(p, "a\u202Eb\u2066c\u0000d\u001B[31me\u200Ff\u0007g\xffh") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := c.JSON()
			require.NoError(t, err)
			checkCard(t, data)
			assert.Contains(t, c.Fallback, "abcd[31mefg\uFFFDh")
			for _, text := range append(read(t, data).texts, c.Fallback) {
				for _, r := range text {
					assert.False(t, r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r), "%q in %q", r, text)
				}
			}
		})
	}
}

func TestLineBreaksAreKeptWherePeopleWriteAtLength(t *testing.T) {
	t.Parallel()
	p := printer(t, locale.English)
	cards := everyCard(p, "one\r\ntwo\n\n\n\n\nthree\u2028four\tfive")
	assert.Contains(t, cards["ticket"].Fallback, "What solved it\none\ntwo\n\nthree\nfour five")
	assert.Contains(t, cards["list"].Fallback, "one two three four five", "a row has one line for it")
	assert.Contains(t, cards["form"].Fallback, "Details: one\ntwo\n\nthree\nfour five")
}

func TestLongTextsAreCutToFit(t *testing.T) {
	t.Parallel()
	for _, lang := range locale.Languages() {
		p := printer(t, lang)
		for _, s := range []string{"\"", "<", "😀", "a ", "{{DATE(", "\n\n- x"} {
			for name, c := range everyCard(p, strings.Repeat(s, 20_000)) {
				data, err := c.JSON()
				require.NoError(t, err)
				assert.LessOrEqual(t, len(data), 28_000, "%s of %q in %s", name, s, lang)
				checkCard(t, data)
			}
		}
	}
}

func TestTheOldestIsLeftOutFirst(t *testing.T) {
	t.Parallel()
	p := printer(t, locale.English)
	ticket := resolvedTicket(p)
	ticket.Comments = nil
	list := card.TicketList{Nonce: "n"}
	for i := range 100 {
		word := fmt.Sprintf("number %d ", i)
		ticket.Comments = append(ticket.Comments, card.Comment{Author: "A", At: now, Text: strings.Repeat(word, 100)})
		list.Tickets = append(list.Tickets, helpdesk.Ticket{Number: int64(100 - i), Status: helpdesk.StatusNew, Summary: word})
	}
	said := card.RenderTicket(p, ticket).Fallback
	assert.Contains(t, said, "What solved it\nThe connection had expired.", "the resolution stays")
	assert.Contains(t, said, "Earlier messages are not shown.")
	assert.Contains(t, said, "number 99 ")
	assert.NotContains(t, said, "number 0 ")

	rows := card.RenderTicketList(p, list).Fallback
	assert.Contains(t, rows, "Older tickets are not shown.")
	assert.Contains(t, rows, "HD-100 ")
	assert.NotContains(t, rows, "HD-1 ")
}

func FuzzStrangersText(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	p := printer(f, locale.English)
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range everyCard(p, "x"+s+"x") { // never empty: a card without a title has no text
			data, err := c.JSON()
			require.NoError(t, err)
			checkCard(t, data)
			for _, u := range read(t, data).urls {
				assert.Equal(t, "https://kb.example/a", u, "nobody meant this link")
			}
		}
	})
}
