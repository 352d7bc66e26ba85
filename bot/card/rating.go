package card

import (
	"strconv"

	"deskhand/helpdesk"
	"deskhand/internal/locale"
)

// best is the best of ratings; the worst is 1.
const best = 5

// rating asks how the help was, or says how it was rated.
func rating(p *locale.Printer, v Ticket, data Data) []element {
	switch t := v.Ticket; {
	case t.Status != helpdesk.StatusResolved:
		return nil
	case t.Rating != 0:
		rated := newRichText(newRun(p.T("card.ticket.rated", "rating", t.Rating, "word", ratingWord(p, t.Rating))))
		rated.Separator, rated.Spacing = true, large
		return []element{rated}
	case v.RatingAsked:
		return nil
	}
	question := newRichText(newRun(p.T("card.ticket.rate")).bold())
	question.Separator, question.Spacing = true, large
	steps := newColumnSet()
	for n := range best {
		steps.Columns = append(steps.Columns, ratingStep(p, n+1, data))
	}
	worst := newColumn("stretch", newRichText(newRun(ratingWord(p, 1)).subtle().small().decorative()))
	most := newRichText(newRun(ratingWord(p, best)).subtle().small().decorative())
	most.Align = "Right"
	legend := newColumnSet(worst, newColumn("stretch", most))
	legend.Spacing = small
	return []element{question, steps, legend}
}

// ratingStep is one of five buttons that stay side by side in the narrowest chat.
func ratingStep(p *locale.Printer, n int, data Data) *column {
	data.Rating = n
	number := newRichText(newRun(strconv.Itoa(n)).bold().color(accent).decorative())
	number.Align = "Center"
	step := newColumn("stretch", number)
	step.Style, step.Spacing = "emphasis", small
	step.SelectAction = press(p.T("card.ticket.rating", "rating", n, "word", ratingWord(p, n)), VerbTicketRate, data)
	return step
}

func ratingWord(p *locale.Printer, n int) string { return p.T("rating." + strconv.Itoa(n)) }
