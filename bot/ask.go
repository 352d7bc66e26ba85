package bot

import (
	"context"
	"fmt"

	"deskhand/bot/card"
	"deskhand/knowledge"
)

// mostOptions is how many articles a person is given to choose from.
const mostOptions = 3

// ask answers a question from the knowledge base: with the article when the engine is sure, with a choice when it is
// not, and with a ticket to fill in when it doesn't know.
func (b *Bot) ask(question string) handler {
	return func(ctx context.Context, turn Turn) (Reply, error) {
		asked, answer, err := b.look(ctx, turn, question)
		if err != nil {
			return Reply{}, err
		}
		reply := sayCard(b.respond(ctx, b.inLanguageOf(turn, asked), asked, b.words.strays(question, answer)))
		reply.Events = append(reply.Events, asked)
		return reply, nil
	}
}

// look looks a question up in the knowledge base. What it finds is an event, too.
func (b *Bot) look(ctx context.Context, turn Turn, question string) (knowledge.Event, knowledge.Answer, error) {
	answer, err := b.Engine.Ask(ctx, question, turn.language())
	if err != nil {
		return knowledge.Event{}, knowledge.Answer{}, fmt.Errorf("asking the knowledge base: %w", err)
	}
	asked := b.event(turn, b.NewID(), knowledge.EventAsked)
	asked.Question, asked.Verdict, asked.Language = question, answer.Verdict, answer.Language
	for _, candidate := range answer.Candidates {
		asked.Candidates = append(asked.Candidates, candidate.ID)
	}
	b.Metrics.asked(answer.Verdict)
	return asked, answer, nil
}

// suggested asks a question that the bot itself proposed on a button.
func (b *Bot) suggested(ctx context.Context, turn Turn) (Reply, error) {
	reply, err := b.ask(turn.Data.Text)(ctx, turn)
	reply.Tell = turn.Printer.T("suggested.asked", "question", turn.Data.Text)
	return reply, err
}

// respond is the card for what somebody said. While a ticket waits for them, what is no question that the engine has the
// answer to may be for that ticket.
func (b *Bot) respond(ctx context.Context, turn Turn, asked knowledge.Event, strays bool) card.Card {
	if asked.Verdict != knowledge.Sure && !turn.pressed() {
		if ticket, waits := b.awaiting(ctx, turn); waits {
			return b.followUpCard(turn, asked, ticket)
		}
	}
	if strays {
		return b.strayCard(turn, asked)
	}
	return b.present(turn, asked)
}

// present is the card for what the engine found.
func (b *Bot) present(turn Turn, asked knowledge.Event) card.Card {
	switch asked.Verdict {
	case knowledge.Sure:
		if c, ok := b.answerCard(turn, asked, asked.Candidates[0]); ok {
			return c
		}
	case knowledge.Maybe:
		if c, ok := b.choiceCard(turn, asked, asked.Candidates, turn.Printer.T("choice.intro")); ok {
			return c
		}
	}
	return card.RenderTicketForm(turn.Printer, b.filledForm(turn, asked, turn.Printer.T("unknown.intro")))
}

// answerCard shows an article as the answer. It reports false when the article is not published any more.
func (b *Bot) answerCard(turn Turn, asked knowledge.Event, articleID string) (card.Card, bool) {
	view, ok := b.answerView(turn, asked, articleID)
	if !ok {
		return card.Card{}, false
	}
	return card.RenderAnswer(turn.Printer, view), true
}

func (b *Bot) answerView(turn Turn, asked knowledge.Event, articleID string) (card.Answer, bool) {
	article, ok := b.Engine.Article(articleID, asked.Language)
	if !ok {
		return card.Answer{}, false
	}
	shown := card.Article{
		Title: article.Question, Markdown: article.Body, Owner: article.Owner, ReviewedOn: article.ReviewedOn,
	}
	for _, link := range article.Links {
		shown.Links = append(shown.Links, card.Link{Title: link.Title, URL: link.URL})
	}
	if foreign(turn, asked, article) {
		shown.Note = turn.Printer.T("answer.other_language")
	}
	return card.Answer{
		Nonce: b.NewID(), QuestionID: asked.QuestionID, ArticleID: article.ID, Page: b.pages.of(turn.Printer, shown),
		Notice: b.warning(turn, asked.Question),
	}, true
}

// foreign reports whether an article is neither in the language of the question nor in that of the person: it doesn't exist
// in those.
func foreign(turn Turn, asked knowledge.Event, article knowledge.Article) bool {
	return article.Language != asked.Language && article.Language != turn.language()
}

// choiceCard offers the first few articles that are still published. It reports false when there are none.
func (b *Bot) choiceCard(turn Turn, asked knowledge.Event, ids []string, intro string) (card.Card, bool) {
	view := card.Choice{
		Nonce: b.NewID(), QuestionID: asked.QuestionID, Notice: b.warning(turn, asked.Question), Intro: intro,
	}
	for _, id := range ids {
		article, ok := b.Engine.Article(id, asked.Language)
		if !ok {
			continue
		}
		option := card.Option{ArticleID: article.ID, Title: article.Question}
		if foreign(turn, asked, article) {
			option.Note = turn.Printer.T("choice.other_language")
		}
		view.Options = append(view.Options, option)
		if len(view.Options) == mostOptions {
			break
		}
	}
	if len(view.Options) == 0 {
		return card.Card{}, false
	}
	return card.RenderChoice(turn.Printer, view), true
}
