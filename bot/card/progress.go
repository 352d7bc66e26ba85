package card

import (
	"strings"
	"time"

	"deskhand/helpdesk"
	"deskhand/internal/locale"
)

// progress says what the requester can expect, or what happened instead.
func progress(p *locale.Printer, v Ticket) []element {
	var said []element
	for _, text := range []string{response(p, v), solution(p, v), incident(p, v), onCall(p, v)} {
		if text == "" {
			continue
		}
		said = append(said, newRichText(newRun(text)))
	}
	if v.NameZone && v.Zone != nil {
		said = append(said, newRichText(newRun(p.T("card.ticket.zone", "zone", v.Zone.String())).subtle().small()))
	}
	for _, text := range said[min(1, len(said)):] {
		text.common().Spacing = small
	}
	if v.Ticket.Status == helpdesk.StatusResolved && v.Ticket.Resolution != "" {
		text := newRichText(newRun(v.Ticket.Resolution))
		text.Spacing = small
		title := newRichText(newRun(p.T("card.ticket.resolution")).bold())
		said = append(said, newContainer(title, text).emphasised())
	}
	return said
}

// response says when a person answers, or did and works on it now; nothing when it was over before that.
func response(p *locale.Printer, v Ticket) string {
	t := v.Ticket
	when := func(at time.Time) string { return p.When(at, v.Now, v.Zone) }
	switch {
	case !t.FirstRespondedAt.IsZero():
		text := p.T("card.ticket.answered", "when", when(t.FirstRespondedAt))
		if t.Status == helpdesk.StatusInProgress && t.Assignee.Name != "" {
			text += " " + p.T("card.ticket.assignee", "name", clip(line(t.Assignee.Name), maxTitle))
		}
		return text
	case !t.Status.Open():
		return ""
	case v.Now.After(t.ResponseDue):
		return p.T("card.ticket.answer_late", "when", when(t.ResponseDue))
	default:
		return p.T("card.ticket.answer_by", "when", when(t.ResponseDue))
	}
}

// solution says when the ticket should be solved, or how it ended.
func solution(p *locale.Printer, v Ticket) string {
	t := v.Ticket
	when := func(at time.Time) string { return p.When(at, v.Now, v.Zone) }
	switch {
	case t.Status == helpdesk.StatusWithdrawn:
		return p.T("card.ticket.withdrawn", "when", when(t.UpdatedAt))
	case t.Status == helpdesk.StatusResolved && t.Assignee.Name != "":
		return p.T("card.ticket.solved_by", "name", clip(line(t.Assignee.Name), maxTitle), "when", when(t.ResolvedAt))
	case t.Status == helpdesk.StatusResolved:
		return p.T("card.ticket.solved", "when", when(t.ResolvedAt))
	case v.Now.After(t.ResolutionDue):
		return p.T("card.ticket.solve_late", "when", when(t.ResolutionDue))
	default:
		return p.T("card.ticket.solve_by", "when", when(t.ResolutionDue))
	}
}

// incident says which disturbance the ticket is linked to, if any.
func incident(p *locale.Printer, v Ticket) string {
	if v.Ticket.Incident == "" {
		return ""
	}
	return p.T("card.ticket.incident", "id", clip(line(v.Ticket.Incident), maxTitle))
}

// onCall says who can be reached now.
func onCall(p *locale.Printer, v Ticket) string {
	if len(v.OnCall) == 0 {
		return ""
	}
	return p.T("card.ticket.on_call", "names", clip(line(strings.Join(v.OnCall, ", ")), maxLine))
}
