package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"deskhand/bot/card"
	"deskhand/knowledge"
)

// What no help desk is asked for is about something that hardly any article is about, mostly in words that none has. Of the
// golden questions, these bounds and the words of the catalogues let through those about the weather and the canteen,
// and none that an article answers.
const (
	strayScope = 0.45
	strayWords = 0.45
)

// strays reports whether something is nothing for a help desk: small talk, nonsense, the weather. What may be about
// trouble or names anything is never taken for that, and has a form to fill in at once.
func (w words) strays(text string, answer knowledge.Answer) bool {
	if answer.Verdict != knowledge.Unknown || names(text) {
		return false
	}
	plain := strings.Fields(normalise(text))
	if holds(plain, w.serious) {
		return false
	}
	return holds(plain, w.idle) || answer.Scope < strayScope && answer.Strange >= strayWords
}

// holds reports whether any word holds one of the list, as "reiseappen" does "app". The short ones must be the whole word.
func holds(plain, list []string) bool {
	const short = 3
	return slices.ContainsFunc(plain, func(word string) bool {
		return slices.ContainsFunc(list, func(part string) bool {
			return word == part || utf8.RuneCountInString(part) >= short && strings.Contains(word, part)
		})
	})
}

// names reports whether a text has a number, or a word with a capital letter within a sentence: the name of a product, the
// code of an error.
func names(text string) bool {
	within := false
	for word := range strings.FieldsSeq(text) {
		if strings.ContainsFunc(word, unicode.IsDigit) {
			return true
		}
		first, size := utf8.DecodeRuneInString(word)
		if within && unicode.IsUpper(first) && len(word) > size {
			return true
		}
		within = !strings.ContainsAny(word[len(word)-1:], ".!?")
	}
	return false
}

// strayCard says what the bot is for. A ticket can be opened all the same.
func (b *Bot) strayCard(turn Turn, asked knowledge.Event) card.Card {
	return card.RenderNotice(turn.Printer, card.Notice{
		Nonce: b.NewID(), QuestionID: asked.QuestionID, Title: turn.Printer.T("stray.reply"),
	})
}
