package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"deskhand/bot/card"
	"deskhand/helpdesk"
)

// Health knows how the services are on which everything stands.
type Health interface {
	// Incidents returns the disturbances that go on, the latest to begin first, and as of when. ok is false when that is
	// not known, or so old that nobody should be told. It never waits.
	Incidents() (going []helpdesk.Incident, asOf time.Time, ok bool)
}

// incidents is what is known to go on; without a way to know, nothing is.
func (b *Bot) incidents() (going []helpdesk.Incident, asOf time.Time, ok bool) {
	if b.Health == nil {
		return nil, time.Time{}, false
	}
	return b.Health.Incidents()
}

// outage answers whether services are down, from what their maker says. When that isn't known, it is a question like any
// other.
func (b *Bot) outage(question string) handler {
	return func(ctx context.Context, turn Turn) (Reply, error) {
		going, asOf, ok := b.incidents()
		if !ok {
			return b.ask(question)(ctx, turn)
		}
		asked, _, err := b.look(ctx, turn, question)
		if err != nil {
			return Reply{}, err
		}
		turn = b.inLanguageOf(turn, asked)
		watched, others := b.words.outage.titles(question)
		reply := sayCard(card.RenderOutage(turn.Printer, card.Outage{
			Nonce: b.NewID(), QuestionID: asked.QuestionID, Question: question, Services: watched, Others: others,
			Incidents: b.words.outage.concerning(question, going), AsOf: asOf, Now: turn.Now, Zone: turn.Zone,
		}))
		reply.Events = append(reply.Events, asked)
		return reply, nil
	}
}

// reported takes it that a service is down: with what its maker says about it, and a ticket to open. When that isn't
// known, it is a question like any other.
func (b *Bot) reported(report string) handler {
	return func(ctx context.Context, turn Turn) (Reply, error) {
		_, asOf, ok := b.incidents()
		if !ok {
			return b.ask(report)(ctx, turn)
		}
		asked, _, err := b.look(ctx, turn, report)
		if err != nil {
			return Reply{}, err
		}
		turn = b.inLanguageOf(turn, asked)
		form := b.filledForm(turn, asked, turn.Printer.T("form.intro"))
		switch watched, others := b.words.outage.titles(report); {
		case form.Incident != "":
		case watched == "":
			form.Intro = turn.Printer.T("outage.unwatched", "services", others)
		default:
			form.Intro = turn.Printer.T("outage.none", "services", watched, "when", turn.Printer.When(asOf, turn.Now, turn.Zone))
		}
		reply := sayCard(card.RenderTicketForm(turn.Printer, form))
		reply.Events = append(reply.Events, asked)
		return reply, nil
	}
}

// noticed puts on top of a form that a service is disturbed: the one that was shown already when there is one and it
// still is, else one that the words point to.
func (b *Bot) noticed(turn Turn, form card.TicketForm, shown, said string) card.TicketForm {
	incident, ok := b.affecting(shown, said)
	if !ok {
		return form
	}
	form.Incident = incident.ID
	form.Notice = outageNotice(turn, incident)
	form.NoticeTitle = incident.Title
	return form
}

// warning says that a service is disturbed to which a question points, or nothing. Advisories are not worth a line on an
// answer: few notice what they are about.
func (b *Bot) warning(turn Turn, question string) string {
	going, _, ok := b.incidents()
	if !ok || len(going) == 0 { // nearly always
		return ""
	}
	serious := slices.DeleteFunc(slices.Clone(going), func(i helpdesk.Incident) bool { return i.Advisory })
	incident, ok := b.words.outage.affecting(question, serious)
	if !ok {
		return ""
	}
	return outageNotice(turn, incident)
}

func outageNotice(turn Turn, incident helpdesk.Incident) string {
	return turn.Printer.T("outage.notice", "service", strings.TrimPrefix(incident.Service, "Microsoft "), "id", incident.ID,
		"since", turn.Printer.When(incident.StartedAt, turn.Now, turn.Zone))
}

// affecting is the disturbance that a ticket is about, as far as is known now.
func (b *Bot) affecting(shown, said string) (helpdesk.Incident, bool) {
	going, _, ok := b.incidents()
	if !ok {
		return helpdesk.Incident{}, false
	}
	for _, incident := range going {
		if incident.ID == shown {
			return incident, true
		}
	}
	return b.words.outage.affecting(said, going)
}
