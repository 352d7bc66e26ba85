package card

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"deskhand/helpdesk"
	"deskhand/internal/locale"
)

// RenderTicketForm asks for what a ticket needs. Without an impact and an urgency it proposes the usual ones.
func RenderTicketForm(p *locale.Printer, v TicketForm) Card {
	head := []element{heading(p.T("card.form.title"), sizeLarge)}
	if v.Notice != "" {
		head = append(head, formNotice(p, v))
	}
	if v.Problem != "" {
		head = append(head, newRichText(newRun(clip(line(v.Problem), maxLine)).bold().color(attention)))
	}
	if v.Intro != "" {
		head = append(head, newRichText(newRun(clip(line(v.Intro), maxLine))))
	}
	summary := newInputText("summary", p.T("card.form.summary"), line(v.Summary), helpdesk.MaxSummary).
		required(p.T("card.form.summary_missing"))
	summary.Placeholder = p.T("card.form.summary_hint")
	solution := newInputText("solution", p.T("card.form.solution"), line(v.Solution), helpdesk.MaxSummary)

	data := Data{Nonce: v.Nonce, Question: v.QuestionID, For: v.For, Language: string(p.Language()), Incident: v.Incident}
	open := press(p.T("card.form.open"), VerbTicketOpen, data).primary()
	cancel := press(p.T("card.form.cancel"), VerbTicketCancel, data).withoutInputs()

	written := clip(lines(v.Details), helpdesk.MaxText)
	return fit(utf8.RuneCountInString(written), func(kept int) Card {
		details := newInputText("details", p.T("card.form.details"), clip(written, kept), helpdesk.MaxText)
		details.Placeholder, details.Multiline = p.T("card.form.details_hint"), true
		return newCard(p, slices.Concat(head, []element{
			summary, details, solution, impacts(p, v.Impact), urgencies(p, v.Urgency),
		}), open, cancel)
	})
}

// formNotice tells of a disturbance before somebody writes about it.
func formNotice(p *locale.Printer, v TicketForm) element {
	notice := []element{newRichText(newRun(clip(line(v.Notice), maxLine)).bold())}
	if v.NoticeTitle != "" {
		notice = append(notice, newRichText(newRun(clip(line(v.NoticeTitle), maxTitle))))
	}
	notice = append(notice, newRichText(newRun(p.T("card.form.linked"))))
	for _, e := range notice[1:] {
		e.common().Spacing = small
	}
	return newContainer(notice...).emphasised()
}

func impacts(p *locale.Printer, chosen helpdesk.Impact) *inputChoice {
	var choices []FieldChoice
	for _, impact := range helpdesk.Impacts() {
		choices = append(choices, FieldChoice{Title: p.T("impact." + string(impact)), Value: string(impact)})
	}
	chosen = cmp.Or(chosen, helpdesk.ImpactMe)
	return newInputChoice("impact", p.T("card.form.impact"), string(chosen), choices)
}

func urgencies(p *locale.Printer, chosen helpdesk.Urgency) *inputChoice {
	var choices []FieldChoice
	for _, urgency := range helpdesk.Urgencies() {
		choices = append(choices, FieldChoice{Title: p.T("urgency." + string(urgency)), Value: string(urgency)})
	}
	chosen = cmp.Or(chosen, helpdesk.UrgencyMedium)
	return newInputChoice("urgency", p.T("card.form.urgency"), string(chosen), choices)
}
