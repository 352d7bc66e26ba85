package activity

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlText is what would be seen of an HTML fragment: one line for each paragraph, list item and table row, pictures
// by their alternative text, and neither scripts nor styles.
func htmlText(fragment string, botNames []string) string {
	var (
		text    []byte
		hidden  bool // the text that comes next belongs to an element that nobody sees
		mention = -1 // where in text the mention starts that is being read; -1: none is
		tokens  = html.NewTokenizer(strings.NewReader(fragment))
	)
	for {
		switch kind := tokens.Next(); kind {
		case html.ErrorToken: // a string has no other error than its end
			return string(text)
		case html.TextToken:
			if !hidden {
				text = append(text, tokens.Text()...)
			}
		default:
			if len(text) > 0 && text[len(text)-1] == '<' {
				text = append(text, ' ') // taking a tag out of "<<i>b>" must not make another one
			}
			token := tokens.Token()
			hidden = kind != html.EndTagToken && isHidden(token.DataAtom)
			switch {
			case token.Data != "at":
				text = appendTag(text, kind, token)
			case kind == html.StartTagToken:
				mention = len(text)
			case mention >= 0:
				if slices.Contains(botNames, normalName(string(text[mention:]))) {
					text = append(text[:mention], ' ')
				}
				mention = -1
			}
		}
	}
}

// isHidden says whether what is in the element is no text for people. These are the elements in which tags are not
// tags, so their content is always a single text.
func isHidden(element atom.Atom) bool {
	switch element {
	case atom.Script, atom.Style, atom.Title, atom.Textarea, atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript,
		atom.Plaintext, atom.Xmp:
		return true
	}
	return false
}

// bullet stands before each item of a list.
const bullet = "- "

// appendTag appends what is seen of a tag.
func appendTag(text []byte, kind html.TokenType, tag html.Token) []byte {
	switch tag.DataAtom {
	case atom.Br:
		return append(text, '\n')
	case atom.Td, atom.Th:
		return append(text, ' ')
	case atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Tr, atom.Table, atom.Pre, atom.Blockquote, atom.Hr,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		if len(text) > 0 && text[len(text)-1] != '\n' && !bytes.HasSuffix(text, []byte(bullet)) {
			text = append(text, '\n')
		}
		if tag.DataAtom == atom.Li && kind == html.StartTagToken {
			text = append(text, bullet...)
		}
	}
	if kind != html.EndTagToken && (tag.DataAtom == atom.Img || tag.Data == "emoji") {
		for _, attribute := range tag.Attr {
			if attribute.Key == "alt" && !strings.Contains(attribute.Val, "<") {
				text = append(text, attribute.Val...)
			}
		}
	}
	return text
}
