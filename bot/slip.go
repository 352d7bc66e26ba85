package bot

import (
	"context"
	"strings"

	"deskhand/knowledge"
)

// slipped is the command that somebody meant who struck a wrong key, or commandNone. A word that any article has is no slip,
// and while a ticket waits for its requester, what they write is more likely for that.
func (b *Bot) slipped(ctx context.Context, turn Turn, text string) command {
	c, wrong := b.words.slip(text)
	if c == commandNone {
		return commandNone
	}
	known, err := b.Engine.Knows(ctx, wrong)
	if err != nil {
		b.Logger.WarnContext(ctx, "whether the articles have a word could not be looked up", "error", err)
	}
	if _, waits := b.awaiting(ctx, turn); waits || known || err != nil {
		return commandNone
	}
	return c
}

// slip is the command from which a whole message is one slip of the fingers away, and the word that has it. There is none
// when that is true of several, and none is guessed that changes more than what is shown and in which language.
func (w words) slip(text string) (meant command, wrong string) {
	said := strings.Fields(normalise(text))
	for phrase, c := range w.commands {
		word, ok := slipIn(said, strings.Fields(phrase))
		if !ok {
			continue
		}
		if meant != commandNone && meant != c {
			return commandNone, ""
		}
		meant, wrong = c, word
	}
	switch meant {
	case commandHelp, commandTickets, commandNew, commandNorsk, commandEnglish:
		return meant, wrong
	}
	return commandNone, ""
}

// slipIn is the one word in which what was said differs from a phrase, when it may be that of the phrase, mistyped.
func slipIn(said, phrase []string) (wrong string, ok bool) {
	if len(said) != len(phrase) {
		return "", false
	}
	for i, word := range said {
		if word == phrase[i] {
			continue
		}
		if wrong != "" || !knowledge.Mistyped(word, phrase[i]) {
			return "", false
		}
		wrong = word
	}
	return wrong, wrong != ""
}
