package transfer

import (
	"html"
	"strings"
	"unicode/utf8"

	"deskhand/knowledge"
)

// plain is a question on one line and without tags.
func plain(question string) string {
	if strings.Contains(question, "<") {
		question, _ = withoutHTML(question)
		question = strings.NewReplacer(`\<`, "<", "**", "", "`", "").Replace(question)
	}
	return oneLine(html.UnescapeString(question))
}

func length(text string) int { return utf8.RuneCountInString(text) }

// bestQuestion is which of several should be the title: the first that is a question and short enough for one, or else the
// first that is short enough.
func bestQuestion(questions []string) int {
	short := -1
	for i, question := range questions {
		if length(question) >= knowledge.MaxQuestion {
			continue
		}
		if strings.HasSuffix(question, "?") {
			return i
		}
		if short < 0 {
			short = i
		}
	}
	return max(short, 0)
}

// ask gives an article its question and its phrasings.
func (b *builder) ask(p *planned, questions []string) {
	best := bestQuestion(questions)
	p.question = questions[best]
	kept := ""
	if length(p.question) > knowledge.MaxQuestion {
		kept = p.question
		p.question, _ = cut(p.question, knowledge.MaxQuestion-len("…?"))
		p.question += "…?"
		b.notes.warn(p.entry, "the question has more than %d characters and was cut; put it shorter", knowledge.MaxQuestion)
	} else if !strings.HasSuffix(p.question, "?") {
		p.question = strings.TrimRight(p.question, " .!:;,…") + "?"
		b.notes.warn(p.entry, "no way of asking it ends with a question mark; put the title as a person would ask it")
	}
	if kept != "" && knowledge.Normal(kept) != knowledge.Normal(p.question) {
		b.phrase(p, kept)
	}
	for i, question := range questions {
		if i != best {
			b.phrase(p, question)
		}
	}
}

func (b *builder) phrase(p *planned, question string) {
	if length(question) > knowledge.MaxPhrasing {
		b.notes.warn(p.entry, "%q has more than %d characters and was left out of the phrasings; put it shorter",
			shortened(question), knowledge.MaxPhrasing)
		return
	}
	if knowledge.Normal(question) != knowledge.Normal(p.question) {
		p.phrasings = append(p.phrasings, question)
	}
}
