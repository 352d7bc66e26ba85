package card

import (
	"cmp"
	"slices"
	"strconv"
	"unicode/utf8"

	"deskhand/helpdesk"
	"deskhand/internal/locale"
)

// maxTicketDetails is how much of what the requester wrote is shown to them again, in characters.
const maxTicketDetails = 500

// RenderTicket shows one ticket to its requester, with what can be done to it now. When it is too much for a card, the
// oldest of what has been said about it is left out, and then the end of the resolution.
func RenderTicket(p *locale.Printer, v Ticket) Card {
	t := v.Ticket
	title := cmp.Or(v.Headline, p.T("card.ticket.title", "key", t.Key()))
	head := []element{heading(title, sizeLarge), ticketLine(p, t), newRichText(newRun(clip(line(t.Summary), maxTitle)).bold())}
	if t.Details != "" {
		details := newRichText(newRun(clip(lines(t.Details), maxTicketDetails)).subtle())
		details.Spacing = small
		head = append(head, details)
	}
	data := Data{Nonce: v.Nonce, Ticket: t.Number, Language: string(p.Language())}
	foot := rating(p, v, data)
	actions := ticketActions(p, v, data)
	resolution := lines(t.Resolution)
	length := utf8.RuneCountInString(resolution)
	return fit(length+len(v.Comments), func(kept int) Card {
		v.Ticket.Resolution = clip(resolution, min(kept, length))
		said := conversation(p, v, max(0, kept-length))
		return newCard(p, slices.Concat(head, progress(p, v), foot, said), actions...).mentioning(v.For)
	})
}

// ticketLine is a ticket's number, status and priority, and what it is about.
func ticketLine(p *locale.Printer, t helpdesk.Ticket) element {
	rest := dot + p.T("priority."+strconv.Itoa(int(t.Priority)))
	if t.Solution != "" {
		rest += dot + p.T("card.ticket.about", "solution", clip(line(t.Solution), maxTitle))
	}
	facts := newRichText(newRun(t.Key() + dot).subtle())
	facts.Inlines = append(facts.Inlines, statusRuns(p, t)...)
	facts.Inlines = append(facts.Inlines, newRun(rest).subtle())
	facts.Spacing = small
	return facts
}

// statusColors shows at a glance whether a ticket needs its requester or is done.
var statusColors = map[helpdesk.Status]string{
	helpdesk.StatusNew: accent, helpdesk.StatusInProgress: accent, helpdesk.StatusWaiting: attention,
	helpdesk.StatusResolved: good,
}

// statusRuns is the word for a ticket's status after a dot in its colour. The word itself has none, for the colours of some
// themes are too pale to be read.
func statusRuns(p *locale.Printer, t helpdesk.Ticket) []run {
	color, word := statusColors[t.Status], p.T("status."+string(t.Status))
	if t.OnHold() {
		color, word = accent, p.T("status.on_hold")
	}
	return []run{newRun("● ").color(color).decorative(), newRun(word).bold()}
}

// conversation shows the last few of what has been said about a ticket.
func conversation(p *locale.Printer, v Ticket, last int) []element {
	if len(v.Comments) == 0 {
		return nil
	}
	title := heading(p.T("card.ticket.comments"), sizeDefault)
	title.common().Spacing = large
	said := []element{title}
	if last < len(v.Comments) {
		said = append(said, newRichText(newRun(p.T("card.ticket.comments_left_out")).subtle().small()))
	}
	for _, c := range v.Comments[len(v.Comments)-last:] {
		text := newRichText(newRun(clip(lines(c.Text), maxText)))
		text.Spacing = tight
		said = append(said, newContainer(
			newRichText(
				newRun(clip(line(c.Author), maxTitle)).bold().small(),
				newRun(dot+p.When(c.At, v.Now, v.Zone)).subtle().small()),
			text,
		))
	}
	return said
}

// ticketActions is what the requester can do to a ticket as it stands.
func ticketActions(p *locale.Printer, v Ticket, data Data) []action {
	var actions []action
	switch {
	case v.Ticket.Status.Open():
		add := unfold(p.T("card.ticket.add"), p.T("card.ticket.add_label"), p.T("card.ticket.add_missing"),
			press(p.T("card.ticket.add_send"), VerbTicketComment, data))
		if v.Restored == "" {
			actions = append(actions, add, press(p.T("card.ticket.withdraw"), VerbTicketWithdraw, data))
			break
		}
		answer := data
		answer.Nonce = v.Restored
		actions = append(actions, press(p.T("card.ticket.works"), VerbTicketWorks, answer).primary(),
			press(p.T("card.ticket.fails"), VerbTicketFails, answer), add)
	case v.Ticket.Status == helpdesk.StatusResolved && v.Reopen:
		actions = append(actions,
			unfold(p.T("card.ticket.reopen"), p.T("card.ticket.reopen_label"), p.T("card.ticket.reopen_missing"),
				press(p.T("card.ticket.reopen_send"), VerbTicketReopen, data)))
	case v.Ticket.Status == helpdesk.StatusWithdrawn && v.Reopen:
		actions = append(actions, press(p.T("card.ticket.reopen_send"), VerbTicketReopen, data))
	}
	return append(actions, press(p.T("card.tickets.title"), VerbTicketList, Data{
		Nonce: data.Nonce, Language: data.Language,
	}))
}

// unfold is a button that opens a field to write in, and the button that sends what is written.
func unfold(title, label, missing string, send *execute) *showCard {
	question := newInputText("text", label, "", helpdesk.MaxText).required(missing)
	question.Multiline = true
	return ask(title, question, send.primary())
}
