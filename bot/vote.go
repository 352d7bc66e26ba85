package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"deskhand/bot/card"
	"deskhand/knowledge"
)

// errForgotten says that a button belongs to a question that is not stored.
var errForgotten = errors.New("the question that this card belongs to is not known")

// helped closes the matter: the answer stays readable, its buttons give way to thanks. Who only read along is heard too, and
// leaves the card to whoever asked.
func (b *Bot) helped(_ context.Context, turn Turn) (Reply, error) {
	asked, err := turn.asked()
	if err != nil {
		return Reply{}, err
	}
	vote := b.vote(turn, knowledge.EventHelped)
	if asked.PersonID != turn.Person.ID {
		reply := b.tell(turn, turn.Printer.T("answer.helped"))
		reply.Events = []knowledge.Event{vote}
		return reply, nil
	}
	view, ok := b.answerView(turn, asked, turn.Data.Article)
	if !ok {
		return b.noLonger(turn), nil
	}
	view.Closed = turn.Printer.T("answer.helped")
	reply := replace(card.RenderAnswer(turn.Printer, view))
	reply.Events = []knowledge.Event{vote}
	return reply, nil
}

// rejected offers the candidates that were not shown to be wrong yet, and when there are none, a ticket.
func (b *Bot) rejected(_ context.Context, turn Turn) (Reply, error) {
	asked, err := turn.asked()
	if err != nil {
		return Reply{}, err
	}
	vote := b.vote(turn, knowledge.EventRejected)
	left := remaining(asked, append(turn.Question, vote))
	c, ok := b.choiceCard(turn, asked, left, turn.Printer.T("rejected.intro"))
	if !ok {
		c = card.RenderTicketForm(turn.Printer, b.filledForm(turn, asked, turn.Printer.T("rejected.ticket")))
	}
	reply := replace(c)
	reply.Events = []knowledge.Event{vote}
	return reply, nil
}

// chosen shows the article that the person picked from several.
func (b *Bot) chosen(_ context.Context, turn Turn) (Reply, error) {
	asked, err := turn.asked()
	if err != nil {
		return Reply{}, err
	}
	c, ok := b.answerCard(turn, asked, turn.Data.Article)
	if !ok {
		return b.noLonger(turn), nil
	}
	reply := replace(c)
	reply.Events = []knowledge.Event{b.vote(turn, knowledge.EventChosen)}
	return reply, nil
}

// noneOfThese offers a ticket.
func (b *Bot) noneOfThese(_ context.Context, turn Turn) (Reply, error) {
	asked, err := turn.asked()
	if err != nil {
		return Reply{}, err
	}
	reply := replace(card.RenderTicketForm(turn.Printer, b.filledForm(turn, asked, turn.Printer.T("rejected.ticket"))))
	reply.Events = []knowledge.Event{b.vote(turn, knowledge.EventNone)}
	return reply, nil
}

// noLonger says that an article has been taken back since the card was sent.
func (b *Bot) noLonger(turn Turn) Reply {
	return replace(notice(turn.Printer, "answer.retired"))
}

// vote is what the person said about an article, once per press.
func (b *Bot) vote(turn Turn, kind knowledge.EventKind) knowledge.Event {
	event := b.event(turn, turn.Data.Question, kind)
	event.ArticleID, event.ActKey = turn.Data.Article, turn.actKey()
	return event
}

// askedEvent is the event with which a question began. It returns errForgotten when that is not stored.
func (b *Bot) askedEvent(ctx context.Context, questionID string) (knowledge.Event, error) {
	events, err := b.Memory.QuestionEvents(ctx, questionID)
	if err != nil {
		return knowledge.Event{}, fmt.Errorf("reading a question: %w", err)
	}
	if asked, ok := first(events); ok {
		return asked, nil
	}
	return knowledge.Event{}, errForgotten
}

// first is the event with which a question began.
func first(events []knowledge.Event) (knowledge.Event, bool) {
	i := slices.IndexFunc(events, func(e knowledge.Event) bool { return e.Kind == knowledge.EventAsked })
	if i < 0 {
		return knowledge.Event{}, false
	}
	return events[i], true
}

// remaining is the candidates that nobody has turned down, the best first.
func remaining(asked knowledge.Event, events []knowledge.Event) []string {
	var left []string
	for _, id := range asked.Candidates {
		turnedDown := slices.ContainsFunc(events, func(e knowledge.Event) bool {
			return e.Kind == knowledge.EventRejected && e.ArticleID == id
		})
		if !turnedDown {
			left = append(left, id)
		}
	}
	return left
}
