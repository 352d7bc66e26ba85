package bot

import (
	"context"

	"deskhand/bot/card"
)

// handler does one thing that a person can do, and returns what to say and what to remember.
type handler func(ctx context.Context, turn Turn) (Reply, error)

// onVerb is what a press on a button leads to.
func (b *Bot) onVerb(verb card.Verb) handler {
	switch verb {
	case card.VerbHelped:
		return b.helped
	case card.VerbRejected:
		return b.theirs(b.rejected)
	case card.VerbChoose:
		return b.theirs(b.chosen)
	case card.VerbNone:
		return b.theirs(b.noneOfThese)
	case card.VerbAsk:
		return b.suggested
	case card.VerbQuestionElse:
		return b.somethingElse
	case card.VerbTicketForm:
		return b.theirs(b.ticketForm)
	case card.VerbTicketOpen:
		return b.theirs(b.openTicket)
	case card.VerbTicketCancel:
		return b.theirs(b.cancelTicket)
	case card.VerbTicketList:
		return b.listTickets
	case card.VerbTicketShow:
		return b.showTicket
	case card.VerbCommunityYes, card.VerbCommunityNo:
		return b.answerCommunity
	case card.VerbTicketAdd:
		return b.addSaid
	case card.VerbTicketComment, card.VerbTicketWithdraw, card.VerbTicketReopen, card.VerbTicketRate,
		card.VerbTicketWorks, card.VerbTicketFails:
		return b.changeTicket
	}
	return nil
}

// onMessage is what a message leads to.
func (b *Bot) onMessage(s said) handler {
	switch s.command {
	case commandHelp:
		return b.help
	case commandGreeting:
		return b.greeting
	case commandThanks:
		return b.thanks
	case commandNorsk, commandEnglish:
		return b.language(s.command)
	case commandTickets:
		return b.listTickets
	case commandNew:
		return b.newTicketForm(s.text)
	case commandLeave, commandJoin:
		return b.community(s.command)
	case commandShow, commandWithdraw, commandReopen, commandAdd:
		return b.aboutTicket(s)
	case commandOutage:
		return b.outage(s.text)
	case commandReport:
		return b.reported(s.text)
	}
	if s.text == "" {
		return b.help
	}
	return b.hear(s.text)
}
