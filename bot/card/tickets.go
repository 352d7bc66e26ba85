package card

import (
	"deskhand/helpdesk"
	"deskhand/internal/locale"
)

// RenderTicketList shows a person's tickets, each a row that opens it.
func RenderTicketList(p *locale.Printer, v TicketList) Card {
	data := Data{Nonce: v.Nonce, Language: string(p.Language())}
	open := press(p.T("card.answer.ticket"), VerbTicketForm, data)
	title := heading(p.T("card.tickets.title"), sizeLarge)
	if len(v.Tickets) == 0 {
		return newCard(p, []element{title, newRichText(newRun(p.T("card.tickets.empty")))}, open)
	}
	return fit(len(v.Tickets), func(kept int) Card {
		body := []element{title}
		for _, t := range v.Tickets[:kept] {
			body = append(body, ticketRow(p, v, t, data))
		}
		if kept < len(v.Tickets) {
			body = append(body, newRichText(newRun(p.T("card.tickets.left_out")).subtle().small()))
		}
		return newCard(p, body, open)
	})
}

func ticketRow(p *locale.Printer, v TicketList, t helpdesk.Ticket, data Data) element {
	data.Ticket = t.Number
	summary := clip(line(t.Summary), maxTitle)
	row := tappable(summary, press(t.Key()+" "+summary, VerbTicketShow, data))
	facts := newRichText(newRun(t.Key() + dot))
	facts.Inlines = append(facts.Inlines, statusRuns(p, t)...)
	facts.Inlines = append(facts.Inlines, newRun(dot+p.T("card.tickets.updated", "date", p.DateShort(t.UpdatedAt, v.Zone))))
	for i, r := range facts.Inlines {
		facts.Inlines[i] = r.small().subtle()
	}
	facts.Spacing = tight
	row.Items = append(row.Items, facts)
	return row
}
