package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"deskhand/bot/card"
	"deskhand/helpdesk"
	"deskhand/knowledge"
)

// newTicketForm is what "open a ticket" leads to: a form, with what it is about already in it when that was said too. Then
// it is a question like any other, for what solves it to be learnt; but the person has asked for no answer.
func (b *Bot) newTicketForm(about string) handler {
	return func(ctx context.Context, turn Turn) (Reply, error) {
		if about == "" {
			return sayCard(card.RenderTicketForm(turn.Printer, b.emptyForm(turn))), nil
		}
		asked, _, err := b.look(ctx, turn, about)
		if err != nil {
			return Reply{}, err
		}
		turn = b.inLanguageOf(turn, asked)
		reply := sayCard(card.RenderTicketForm(turn.Printer, b.filledForm(turn, asked, turn.Printer.T("form.intro"))))
		reply.Events = append(reply.Events, asked)
		return reply, nil
	}
}

// ticketForm lets a person open a ticket about the question that a card belongs to, or about anything.
func (b *Bot) ticketForm(_ context.Context, turn Turn) (Reply, error) {
	if turn.Data.Question == "" {
		return replace(card.RenderTicketForm(turn.Printer, b.emptyForm(turn))), nil
	}
	asked, err := turn.asked()
	if err != nil {
		return Reply{}, err
	}
	return replace(card.RenderTicketForm(turn.Printer, b.filledForm(turn, asked, turn.Printer.T("form.intro")))), nil
}

// cancelTicket takes the form away.
func (b *Bot) cancelTicket(_ context.Context, turn Turn) (Reply, error) {
	return replace(notice(turn.Printer, "form.cancelled")), nil
}

func (b *Bot) emptyForm(turn Turn) card.TicketForm {
	return card.TicketForm{
		Nonce: b.NewID(), For: turn.Person.ID, Intro: turn.Printer.T("form.intro"),
		Impact: helpdesk.ImpactMe, Urgency: helpdesk.UrgencyMedium,
	}
}

// filledForm is the form with what was said already in it. Its nonce is the question: one question, one ticket.
func (b *Bot) filledForm(turn Turn, asked knowledge.Event, intro string) card.TicketForm {
	summary := summarise(asked.Question)
	form := card.TicketForm{
		Nonce: asked.QuestionID, QuestionID: asked.QuestionID, Intro: intro, Summary: summary,
		Impact: helpdesk.ImpactMe, Urgency: helpdesk.UrgencyMedium,
	}
	if summary != asked.Question {
		form.Details = truncate(asked.Question, helpdesk.MaxText)
	}
	return b.noticed(turn, form, "", asked.Question)
}

// summaryLength is how much of a question makes the summary of a ticket, in characters.
const summaryLength = 100

// summarise is the first line or sentence of what somebody said, cut at a word when it is long.
func summarise(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	for i, r := range line {
		if strings.ContainsRune(".?!", r) && i > 10 && strings.HasPrefix(line[i+1:], " ") {
			line = line[:i+1]
			break
		}
	}
	line = strings.TrimSpace(line)
	if utf8.RuneCountInString(line) <= summaryLength {
		return line
	}
	cut := truncate(line, summaryLength-1)
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimSpace(cut) + "…"
}

// truncate is the first n characters of a text.
func truncate(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// openTicket opens the ticket that a filled-in form asks for. The form's nonce and whoever sent it make the wish: sent
// again, in whatever way, it shows the ticket that it opened the first time.
func (b *Bot) openTicket(ctx context.Context, turn Turn) (Reply, error) {
	if problem := problemWith(turn.Data); problem != "" {
		return replace(card.RenderTicketForm(turn.Printer, b.sentForm(turn, turn.Printer.T(problem)))), nil
	}
	incident, _ := b.affecting(turn.Data.Incident, subject(turn.Data))
	ticket, err := b.Desk.Open(ctx, helpdesk.Request{
		OpenKey: turn.Data.Nonce + ":" + turn.Person.ID,
		Summary: turn.Data.Summary, Details: turn.Data.Details, Solution: turn.Data.Solution,
		Impact: helpdesk.Impact(turn.Data.Impact), Urgency: helpdesk.Urgency(turn.Data.Urgency),
		Incident: incident.ID, Requester: turn.Person,
		Origin: helpdesk.Origin{ConversationID: turn.Conversation.ID, QuestionID: turn.Data.Question},
	})
	if err != nil {
		return Reply{}, fmt.Errorf("opening a ticket: %w", err)
	}
	b.Metrics.opened(ticket.Priority)
	view, err := b.ticketView(ctx, turn, ticket, turn.Printer.T("ticket.opened", "key", ticket.Key()))
	if err != nil {
		return Reply{}, err
	}
	if ticket.Priority <= helpdesk.PriorityHigh && ticket.Status.Open() {
		view.OnCall = b.onCall()
	}
	reply := replace(card.RenderTicket(turn.Printer, view))
	if turn.Data.Question != "" {
		event := b.event(turn, turn.Data.Question, knowledge.EventTicket)
		event.Ticket, event.ActKey = ticket.Number, turn.actKey()
		reply.Events = []knowledge.Event{event}
	}
	return reply, nil
}

// sentForm is the form as it was sent, with what was wrong with it: nothing that a person wrote is lost.
func (b *Bot) sentForm(turn Turn, problem string) card.TicketForm {
	form := card.TicketForm{
		Nonce: turn.Data.Nonce, QuestionID: turn.Data.Question, For: turn.Data.For, Problem: problem,
		Summary: turn.Data.Summary, Details: turn.Data.Details, Solution: turn.Data.Solution,
		Impact: helpdesk.Impact(turn.Data.Impact), Urgency: helpdesk.Urgency(turn.Data.Urgency),
	}
	return b.noticed(turn, form, turn.Data.Incident, subject(turn.Data))
}

// subject is what a ticket is about, in the requester's words.
func subject(form card.Data) string { return form.Summary + "\n" + form.Solution }

// problemWith is the key of what is wrong with a form, or "".
func problemWith(form card.Data) string {
	switch {
	case form.Nonce == "":
		return "form.problem.stale"
	case strings.TrimSpace(form.Summary) == "":
		return "form.problem.summary"
	case utf8.RuneCountInString(form.Summary) > helpdesk.MaxSummary,
		utf8.RuneCountInString(form.Solution) > helpdesk.MaxSummary,
		utf8.RuneCountInString(form.Details) > helpdesk.MaxText:
		return "form.problem.long"
	case !slices.Contains(helpdesk.Impacts(), helpdesk.Impact(form.Impact)),
		!slices.Contains(helpdesk.Urgencies(), helpdesk.Urgency(form.Urgency)):
		return "form.problem.choice"
	}
	return ""
}
