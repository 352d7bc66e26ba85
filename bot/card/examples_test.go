package card_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/bot/card"
	"deskhand/helpdesk"
	"deskhand/internal/locale"
)

// texts picks the text of the printer's language.
func texts(p *locale.Printer) func(en, nb string) string {
	return func(en, nb string) string {
		if p.Language() == locale.Bokmal {
			return nb
		}
		return en
	}
}

// examples are the cards that are kept as golden files, by name.
func examples(tb testing.TB, p *locale.Printer) map[string]card.Card {
	tb.Helper()
	cards := map[string]card.Card{
		"ticket-open":      card.RenderTicket(p, openTicket(p)),
		"ticket-late":      card.RenderTicket(p, lateTicket(p)),
		"ticket-waiting":   card.RenderTicket(p, waitingTicket(p)),
		"ticket-resolved":  card.RenderTicket(p, resolvedTicket(p)),
		"ticket-rated":     card.RenderTicket(p, ratedTicket(p)),
		"ticket-withdrawn": card.RenderTicket(p, withdrawnTicket(p)),
		"ticket-in-group":  card.RenderTicket(p, inGroup(waitingTicket(p))),
	}
	maps.Copy(cards, answerExamples(tb, p))
	maps.Copy(cards, formExamples(p))
	maps.Copy(cards, otherExamples(p))
	maps.Copy(cards, outageExamples(p))
	return cards
}

func answerExamples(tb testing.TB, p *locale.Printer) map[string]card.Card {
	tb.Helper()
	in := texts(p)
	article := card.Article{
		Title:    in("How do I share an app?", "Hvordan deler jeg en app?"),
		Markdown: file(tb, "share."+string(p.Language())+".md"),
		Links: []card.Link{{
			Title: "Share a canvas app (Microsoft Learn)",
			URL:   "https://learn.microsoft.com/power-apps/maker/canvas-apps/share-app",
		}},
		Owner:      in("Help desk", "Hjelpegruppen"),
		ReviewedOn: time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC),
	}
	long := article
	long.Title = in("What can an article hold?", "Hva kan en artikkel inneholde?")
	long.Note = in("", "Denne artikkelen finnes bare på engelsk.")
	long.Markdown = file(tb, "long.md")

	answer := card.Answer{Nonce: "n1", QuestionID: "q1", ArticleID: "share-app", Page: card.DrawPage(p, article)}
	closed, folded, warning := answer, answer, answer
	closed.Closed = in("Glad it helped.", "Så bra at det hjalp.")
	folded.Page = card.DrawPage(p, long)
	warning.Notice = warningNotice(p)
	return map[string]card.Card{
		"answer":        card.RenderAnswer(p, answer),
		"answer-closed": card.RenderAnswer(p, closed),
		"answer-folded": card.RenderAnswer(p, folded),
		"answer-notice": card.RenderAnswer(p, warning),
	}
}

func warningNotice(p *locale.Printer) string {
	return texts(p)("Microsoft reports that Power Automate has been disrupted since 07:57 today (MO123456).",
		"Microsoft melder om en driftsforstyrrelse i Power Automate siden kl. 07.57 i dag (MO123456).")
}

func file(tb testing.TB, name string) string {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(tb, err)
	return string(data)
}

func formExamples(p *locale.Printer) map[string]card.Card {
	in := texts(p)
	return map[string]card.Card{
		"ticket-form": card.RenderTicketForm(p, card.TicketForm{
			Nonce: "n3", QuestionID: "q3",
			Intro: in("I don't know the answer to that. A person at the help desk will.",
				"Det vet jeg ikke svaret på. Det gjør et menneske i hjelpegruppen."),
			Summary: in("The Expense app shows error 403", "Reiseregningsappen viser feil 403"),
		}),
		"ticket-form-problem": card.RenderTicketForm(p, card.TicketForm{
			Nonce:    "n3",
			Problem:  in("Say in a few words what it is about.", "Skriv kort hva det gjelder."),
			Details:  in("It says 403.\nSince Monday.", "Det står 403.\nSiden mandag."),
			Solution: "Expense", Impact: helpdesk.ImpactTeam, Urgency: helpdesk.UrgencyHigh,
		}),
	}
}

// disturbance is one that Microsoft reports, in its own language.
func disturbance() helpdesk.Incident {
	return helpdesk.Incident{
		ID: "MO123456", Service: "Microsoft Power Automate", Title: "Users may be unable to run cloud flows",
		Impact:    "Users may see their cloud flows fail with error 502.\nThis affects flows in Europe.",
		StartedAt: now.Add(-63 * time.Minute), UpdatedAt: now.Add(-10 * time.Minute),
	}
}

func outageExamples(p *locale.Printer) map[string]card.Card {
	in := texts(p)
	question := in("Is Power Automate down?", "Er Power Automate nede?")
	outage := card.Outage{
		Nonce: "n7", QuestionID: "q7", Question: question, Services: "Power Automate", AsOf: now.Add(-3 * time.Minute), Now: now, Zone: oslo(),
	}
	going, many, unwatched, both := outage, outage, outage, outage
	unwatched.Services, unwatched.Others = "", "Outlook, Teams"
	both.Others = "Teams"
	older := disturbance()
	older.ID, older.Service, older.Title, older.Impact = "CR98765", "Dynamics 365 Apps", "Delays in search", ""
	older.StartedAt = now.AddDate(0, 0, -1)
	going.Incidents = []helpdesk.Incident{disturbance(), older}
	for range 7 {
		many.Incidents = append(many.Incidents, disturbance())
	}
	linked := openTicket(p)
	linked.Ticket.Incident = "MO123456"
	restored := linked
	restored.Headline = in("Microsoft says that the disruption is over. Does it work for you again?",
		"Microsoft melder at driftsforstyrrelsen er over. Virker det igjen hos deg?")
	restored.Restored = "e1"
	linked.OnCall = []string{"Kari Nordmann", "Ola Hansen"}
	return map[string]card.Card{
		"outage":      card.RenderOutage(p, going),
		"outage-many": card.RenderOutage(p, many),
		"outage-none": card.RenderOutage(p, outage),

		"outage-unwatched": card.RenderOutage(p, unwatched),
		"outage-none-both": card.RenderOutage(p, both),
		"ticket-form-notice": card.RenderTicketForm(p, card.TicketForm{
			Nonce: "n3", QuestionID: "q3", Intro: in("The help desk gets this and answers you here.", "Hjelpegruppen får dette."),
			Summary: in("My flow fails", "Flyten min feiler"), Incident: "MO123456", NoticeTitle: disturbance().Title,
			Notice: in("Microsoft reports that Power Automate has been disrupted since 09:12 today (MO123456).",
				"Microsoft melder om en driftsforstyrrelse i Power Automate siden kl. 09:12 i dag (MO123456)."),
		}),
		"ticket-linked":   card.RenderTicket(p, linked),
		"ticket-restored": card.RenderTicket(p, restored),
	}
}

func otherExamples(p *locale.Printer) map[string]card.Card {
	in := texts(p)
	share := in("How do I share an app?", "Hvordan deler jeg en app?")
	return map[string]card.Card{
		"choice": card.RenderChoice(p, card.Choice{
			Nonce: "n2", QuestionID: "q2", Intro: in("Is it one of these?", "Er det en av disse?"),
			Options: []card.Option{
				{ArticleID: "a", Title: in("Why can't I see an app that a colleague has shared with me?",
					"Hvorfor ser jeg ikke en app som en kollega har delt med meg?")},
				{ArticleID: "b", Title: share},
				{ArticleID: "c", Title: in("How do I add a co-owner to a flow, so that it outlives my holidays and my next job?",
					"Hvordan legger jeg til en medeier i en flyt, slik at den overlever både ferien og neste jobb?")},
			},
		}),
		"choice-other-language": card.RenderChoice(p, card.Choice{
			Nonce: "n2", QuestionID: "q2", Intro: in("Is it one of these?", "Er det en av disse?"),
			Options: []card.Option{
				{ArticleID: "b", Title: share},
				{ArticleID: "d", Title: in("Hvorfor er flyten treg?", "Why is my flow slow?"), Note: in("in Norwegian only", "bare på engelsk")},
				{ArticleID: "e", Title: strings.Repeat("Hm? ", 100), Note: in("in Norwegian only", "bare på engelsk")},
			},
		}),
		"choice-notice": card.RenderChoice(p, card.Choice{
			Nonce: "n2", QuestionID: "q2", Notice: warningNotice(p), Intro: in("Is it one of these?", "Er det en av disse?"),
			Options: []card.Option{{ArticleID: "b", Title: share}},
		}),
		"followup": card.RenderFollowUp(p, card.FollowUp{
			Nonce: "n7", QuestionID: "q7", Ticket: waitingTicket(p).Ticket,
			Said: in("It is the one called Finance.\nAt the top right.", "Det er det som heter Økonomi.\nØverst til høyre."),
		}),
		"followup-on-hold": card.RenderFollowUp(p, card.FollowUp{
			Nonce: "n7", QuestionID: "q7", Ticket: onHold(p).Ticket, Said: in("It is called Finance.", "Det heter Økonomi."),
		}),
		"ticket-on-hold": card.RenderTicket(p, onHold(p)),
		"ticket-list": card.RenderTicketList(p, card.TicketList{
			Nonce: "n5", Zone: oslo(), Tickets: []helpdesk.Ticket{
				waitingTicket(p).Ticket, openTicket(p).Ticket, resolvedTicket(p).Ticket, withdrawnTicket(p).Ticket,
			},
		}),
		"ticket-list-empty": card.RenderTicketList(p, card.TicketList{Nonce: "n5", Zone: oslo()}),
		"notice": card.RenderNotice(p, card.Notice{
			Title: in("Glad it helped.", "Så bra at det hjalp."),
			Text:  in("Ask again whenever you like.", "Bare spør igjen når du vil."),
		}),
		"consent":               card.RenderConsent(p, card.Consent{Nonce: "n7", Channel: in("Makers", "Utviklere")}),
		"maker-welcome":         card.RenderMakerWelcome(p, card.MakerWelcome{Channel: in("Makers", "Utviklere")}),
		"maker-welcome-general": card.RenderMakerWelcome(p, card.MakerWelcome{}),
		"notice-ticket": card.RenderNotice(p, card.Notice{
			Nonce: "n8", QuestionID: "q8", Title: in("I can help with Power Platform.", "Jeg kan hjelpe med Power Platform."),
		}),
		"welcome": card.RenderWelcome(p, card.Welcome{
			Nonce: "n6", Headline: in("Hello, I'm Deskhand", "Hei, jeg er Deskhand"),
			Asks: []string{
				share,
				in("Why did my flow fail?", "Hvorfor feilet flyten min?"),
				in("Who supports my app?", "Hvem gir støtte til appen min?"),
			},
		}),
	}
}

var now = time.Date(2026, 11, 23, 9, 15, 0, 0, time.UTC) // a Monday

func oslo() *time.Location { return time.FixedZone("CET", 60*60) }

func openTicket(p *locale.Printer) card.Ticket {
	in := texts(p)
	return card.Ticket{
		Nonce: "n4", Headline: in("Ticket HD-1042 is open", "Sak HD-1042 er opprettet"), Zone: oslo(), Now: now,
		Ticket: helpdesk.Ticket{
			Number: 1042, Status: helpdesk.StatusNew, Priority: helpdesk.PriorityHigh,
			Summary:  in("The Expense app shows error 403", "Reiseregningsappen viser feil 403"),
			Details:  in("It says 403 when I press Send.\nSince Monday.", "Det står 403 når jeg trykker på Send.\nSiden mandag."),
			Solution: "Expense", OpenedAt: now, UpdatedAt: now,
			ResponseDue: now.Add(2 * time.Hour), ResolutionDue: now.Add(24 * time.Hour),
		},
	}
}

func lateTicket(p *locale.Printer) card.Ticket {
	v := openTicket(p)
	v.Headline = ""
	v.Now = now.AddDate(0, 0, 3)
	v.NameZone = true
	return v
}

func waitingTicket(p *locale.Printer) card.Ticket {
	in := texts(p)
	v := openTicket(p)
	v.Headline = in("Kari Nordmann asks about HD-1042", "Kari Nordmann spør om HD-1042")
	v.Now = now.Add(4 * time.Hour)
	v.Ticket.Status, v.Ticket.Asked = helpdesk.StatusWaiting, true
	v.Ticket.Assignee = helpdesk.Person{ID: "kari", Name: "Kari Nordmann"}
	v.Ticket.FirstRespondedAt = now.Add(time.Hour)
	v.Ticket.ResolutionDue = now.AddDate(0, 0, 4)
	v.Comments = []card.Comment{
		{
			Author: "Ola Hansen", At: now.Add(30 * time.Minute),
			Text: in("It is the same in Edge and in Chrome.", "Det er likt i Edge og Chrome."),
		},
		{
			Author: "Kari Nordmann", At: now.Add(time.Hour),
			Text: in("Which environment is it in?\nYou see it at the top right.",
				"Hvilket miljø ligger den i?\nDu ser det øverst til høyre."),
		},
	}
	return v
}

func onHold(p *locale.Printer) card.Ticket {
	v := waitingTicket(p)
	v.Headline = texts(p)("Kari Nordmann has put your ticket on hold.", "Kari Nordmann har satt saken din på vent.")
	v.Ticket.Asked, v.Comments = false, nil
	return v
}

// inGroup is a ticket as it is told of where others read along.
func inGroup(v card.Ticket) card.Ticket {
	v.For = helpdesk.Person{ID: "5d3b1f62-8b0d-4a3e-9f5c-2f8c3d9a7e10", Name: "Kari Nordmann"}
	return v
}

func resolvedTicket(p *locale.Printer) card.Ticket {
	in := texts(p)
	v := waitingTicket(p)
	v.Headline = in("HD-1042 is solved", "HD-1042 er løst")
	v.Now = now.AddDate(0, 0, 1)
	v.Reopen = true
	v.Ticket.Status = helpdesk.StatusResolved
	v.Ticket.ResolvedAt = now.Add(20 * time.Hour)
	v.Ticket.UpdatedAt = v.Ticket.ResolvedAt
	v.Ticket.Resolution = in("The connection had expired. I have renewed it, and your team has access again.\n"+
		"Close the app and open it once more.",
		"Tilkoblingen hadde utløpt. Jeg har fornyet den, og teamet ditt har tilgang igjen.\n"+
			"Lukk appen og åpne den på nytt.")
	return v
}

func ratedTicket(p *locale.Printer) card.Ticket {
	v := resolvedTicket(p)
	v.Headline, v.Reopen, v.Ticket.Rating = "", false, 4
	return v
}

func withdrawnTicket(p *locale.Printer) card.Ticket {
	v := openTicket(p)
	v.Headline, v.Reopen = "", true
	v.Now = now.Add(time.Hour)
	v.Ticket.Status = helpdesk.StatusWithdrawn
	v.Ticket.UpdatedAt = now.Add(30 * time.Minute)
	return v
}
