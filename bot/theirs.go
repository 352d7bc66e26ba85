package bot

import (
	"context"
	"errors"
)

// theirs lets only whoever a card is for press what changes it: who asked the question that it belongs to, or who wanted the
// form. Where others read along, a press of theirs would take the answer away, or make the ticket theirs. What becomes of the
// card is said in the language of the question.
func (b *Bot) theirs(do handler) handler {
	return func(ctx context.Context, turn Turn) (Reply, error) {
		owner, own := turn.Data.For, turn
		if turn.Data.Question != "" {
			asked, err := b.askedEvent(ctx, turn.Data.Question)
			switch {
			case errors.Is(err, errForgotten): // a form is good all the same
				return do(ctx, turn)
			case err != nil:
				return Reply{}, err
			}
			owner, own = asked.PersonID, b.inLanguageOf(turn, asked)
		}
		if owner != "" && owner != turn.Person.ID {
			return b.tell(turn, turn.Printer.T("not_yours")), nil
		}
		return do(ctx, own)
	}
}
