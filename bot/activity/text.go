package activity

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// PlainText is what the person wrote, as a person would read it out: without the bot's name where it was mentioned,
// without markup, and without characters that nobody can see. White space is folded within each line, and at most one
// line in a row is empty. It is text: when it holds "<b>", somebody wrote about <b>.
func (a *Activity) PlainText() string {
	text := a.withoutQuotedTags(Visible(a.Text))
	switch a.TextFormat {
	case "html", "xml":
		text = Visible(htmlText(text, a.botNames()))
	default:
		text = strings.ReplaceAll(text, "&nbsp;", " ") // which Teams puts behind mentions, in plain text too
		text = replaceMentions(text, a.botNames())
	}
	return foldSpace(text)
}

// Visible drops what nobody can see and somebody could hide a meaning in: control characters, zero-width characters,
// changes of direction, invisible tags. Every sort of line end becomes "\n", every other white space a space.
func Visible(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case ' ' <= r && r <= '~':
			return r
		case r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf):
			return -1
		}
		return r
	}, text)
}

// foldSpace folds the spaces of each line into one, trims lines, and leaves at most one empty line in a row.
func foldSpace(text string) string {
	var folded strings.Builder
	empty := 0
	for line := range strings.SplitSeq(text, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 {
			empty++
			continue
		}
		if folded.Len() > 0 {
			folded.WriteString("\n\n"[:min(empty, 1)+1])
		}
		empty = 0
		for i, word := range words {
			if i > 0 {
				folded.WriteByte(' ')
			}
			folded.WriteString(word)
		}
	}
	return folded.String()
}

const (
	mentionStart = "<at"
	mentionEnd   = "</at>"
)

// replaceMentions replaces "<at>Name</at>" in plain text by the name, and by a space where it is the bot's. Whatever
// else looks like a tag was written by the person.
func replaceMentions(text string, botNames []string) string {
	var replaced strings.Builder
	for {
		before, rest, found := strings.Cut(text, mentionStart)
		if !found {
			break
		}
		if rest != "" && rest[0] != '>' && rest[0] != ' ' { // "<attach>"
			replaced.WriteString(text[:len(before)+len(mentionStart)])
			text = rest
			continue
		}
		_, rest, opened := strings.Cut(rest, ">")
		name, rest, closed := strings.Cut(rest, mentionEnd)
		if !opened || !closed {
			break
		}
		name = normalName(name)
		if slices.Contains(botNames, name) {
			name = " "
		}
		replaced.WriteString(before)
		replaced.WriteString(name)
		text = rest
	}
	replaced.WriteString(text)
	return replaced.String()
}

// mentionName is the name in "<at>Name</at>", normalised.
func mentionName(mention string) string {
	if _, inside, found := strings.Cut(mention, ">"); found {
		mention, _, _ = strings.Cut(inside, mentionEnd)
	}
	return normalName(mention)
}

// normalName makes names comparable, which Teams writes now with entities and now without.
func normalName(name string) string {
	return strings.Join(strings.Fields(Visible(html.UnescapeString(name))), " ")
}
