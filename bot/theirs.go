package bot

import "context"

// theirs lets only whoever a card is for press what changes it: who asked the question that it belongs to, or who wanted the
// form. Where others read along, a press of theirs would take the answer away, or make the ticket theirs.
func (b *Bot) theirs(do handler) handler {
	return func(ctx context.Context, turn Turn) (Reply, error) {
		owner := turn.Data.For
		if asked, ok := first(turn.Question); ok {
			owner = asked.PersonID
		}
		if owner != "" && owner != turn.Person.ID {
			return b.tell(turn, turn.Printer.T("not_yours")), nil
		}
		return do(ctx, turn)
	}
}
