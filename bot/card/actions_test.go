package card_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"deskhand/bot/card"
	"deskhand/internal/locale"
)

func TestActions(t *testing.T) {
	t.Parallel()
	p := printer(t, locale.English)
	cards := examples(t, p)
	type press struct {
		title  string
		verb   card.Verb
		inputs []string
	}
	for name, want := range map[string][]press{
		"answer": {
			{"This helped", card.VerbHelped, nil},
			{"Not what I need", card.VerbRejected, nil},
			{"Open a ticket", card.VerbTicketForm, nil},
		},
		"answer-closed": nil,
		"choice": {
			{"Why can't I see an app that a colleague has shared with me?", card.VerbChoose, nil},
			{"How do I share an app?", card.VerbChoose, nil},
			{"How do I add a co-owner to a flow, so that it outlives my holidays and my next job?", card.VerbChoose, nil},
			{"None of these", card.VerbNone, nil},
		},
		"ticket-form": {
			{"Open ticket", card.VerbTicketOpen, []string{"summary", "details", "solution", "impact", "urgency"}},
			{"Cancel", card.VerbTicketCancel, nil},
		},
		"ticket-open": {
			{"Add information", card.VerbTicketComment, []string{"text"}},
			{"Withdraw", card.VerbTicketWithdraw, nil},
			{"My tickets", card.VerbTicketList, nil},
		},
		"ticket-resolved": {
			{"1: poor", card.VerbTicketRate, nil},
			{"2: fair", card.VerbTicketRate, nil},
			{"3: okay", card.VerbTicketRate, nil},
			{"4: good", card.VerbTicketRate, nil},
			{"5: very good", card.VerbTicketRate, nil},
			{"Not solved", card.VerbTicketReopen, []string{"text"}},
			{"My tickets", card.VerbTicketList, nil},
		},
		"ticket-rated":     {{"My tickets", card.VerbTicketList, nil}},
		"ticket-withdrawn": {{"Reopen", card.VerbTicketReopen, nil}, {"My tickets", card.VerbTicketList, nil}},
		"ticket-list": {
			{"HD-1042 The Expense app shows error 403", card.VerbTicketShow, nil},
			{"HD-1042 The Expense app shows error 403", card.VerbTicketShow, nil},
			{"HD-1042 The Expense app shows error 403", card.VerbTicketShow, nil},
			{"HD-1042 The Expense app shows error 403", card.VerbTicketShow, nil},
			{"Open a ticket", card.VerbTicketForm, nil},
		},
		"ticket-list-empty": {{"Open a ticket", card.VerbTicketForm, nil}},
		"notice":            nil,
		"notice-ticket":     {{"Open a ticket", card.VerbTicketForm, nil}},
		"followup": {
			{"Add this to HD-1042", card.VerbTicketAdd, nil},
			{"It is about something else", card.VerbQuestionElse, nil},
		},
		"welcome": {
			{"How do I share an app?", card.VerbAsk, nil},
			{"Why did my flow fail?", card.VerbAsk, nil},
			{"Who supports my app?", card.VerbAsk, nil},
			{"Open a ticket", card.VerbTicketForm, nil},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []press
			for _, a := range cards[name].Actions() {
				var inputs []string
				for _, field := range a.Inputs {
					inputs = append(inputs, field.ID)
				}
				assert.Equal(t, a.Verb, a.Data.Verb)
				got = append(got, press{a.Title, a.Verb, inputs})
			}
			assert.Equal(t, want, got)
		})
	}
}

func TestActionsCarryWhatTheyAreAbout(t *testing.T) {
	t.Parallel()
	p := printer(t, locale.Bokmal)
	cards := examples(t, p)

	chosen := cards["choice"].Actions()[1].Data
	assert.Equal(t, card.Data{Verb: card.VerbChoose, Nonce: "n2", Question: "q2", Article: "b", Language: "nb"}, chosen)
	rated := cards["ticket-resolved"].Actions()[3].Data
	assert.Equal(t, card.Data{Verb: card.VerbTicketRate, Nonce: "n4", Ticket: 1042, Rating: 4, Language: "nb"}, rated)
	asked := cards["welcome"].Actions()[0].Data
	assert.Equal(t, card.Data{Verb: card.VerbAsk, Nonce: "n6", Text: "Hvordan deler jeg en app?", Language: "nb"}, asked)

	form := cards["ticket-form"].Actions()[0].Inputs
	assert.Equal(t, card.Field{
		ID: "summary", Label: "Hva gjelder det?", Value: "Reiseregningsappen viser feil 403", Required: true, MaxLength: 200,
	}, form[0])
	assert.True(t, form[1].Multiline)
	assert.Equal(t, "me", form[3].Value, "the usual impact is proposed")
	assert.Equal(t, []card.FieldChoice{
		{Title: "Det kan vente", Value: "low"},
		{Title: "Det sinker oss", Value: "medium"},
		{Title: "Arbeidet står stille", Value: "high"},
	}, form[4].Choices)
}

func TestTheFormKeepsWhatWasFilledIn(t *testing.T) {
	t.Parallel()
	fields := examples(t, printer(t, locale.English))["ticket-form-problem"].Actions()[0].Inputs
	values := map[string]string{}
	for _, f := range fields {
		values[f.ID] = f.Value
	}
	assert.Equal(t, map[string]string{
		"summary": "", "details": "It says 403.\nSince Monday.", "solution": "Expense", "impact": "team", "urgency": "high",
	}, values)
}
