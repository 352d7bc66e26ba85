package card

import (
	"bufio"
	"bytes"
	"cmp"
	stdhtml "html"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer/html"
)

// span is a stretch of an article's text in one style, or a picture.
type span struct {
	text                       string
	url                        string // a link or the picture's address; safe to be opened
	bold, italic, strike, code bool
	picture                    bool
}

// spans is the text within a block. A link that may not be opened is its text, a picture that may not be shown its
// description.
func (m markdown) spans(block ast.Node) []span {
	var found []span
	m.collect(block, span{}, &found)
	return found
}

// collect adds the text below a node in the given style.
func (m markdown) collect(parent ast.Node, style span, found *[]span) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			add(found, style, m.text(n, style.code))
		case *ast.String:
			add(found, style, clean(string(n.Value)))
		case *ast.RawHTML:
			if isBreak(n, m.source) {
				add(found, style, "\n")
			}
		case *extast.TaskCheckBox:
			add(found, style, map[bool]string{true: "☑ ", false: "☐ "}[n.IsChecked])
		case *ast.AutoLink:
			style := style
			style.url = linkURL(autoAddress(n, m.source))
			add(found, style, clean(string(n.Label(m.source))))
		case *ast.Image:
			m.image(n, style, found)
		default:
			m.collect(n, styled(n, style), found)
		}
	}
}

// add adds text in a style. Neighbours of one style become one span.
func add(found *[]span, style span, text string) {
	if last := len(*found) - 1; last >= 0 {
		same := (*found)[last]
		same.text = ""
		if same == style {
			(*found)[last].text += text
			return
		}
	}
	style.text = text
	*found = append(*found, style)
}

// styled is the style of what is within a node, when the node itself is in the given one.
func styled(n ast.Node, style span) span {
	switch n := n.(type) {
	case *ast.CodeSpan:
		style.code = true
	case *ast.Emphasis:
		style.bold = style.bold || n.Level >= 2
		style.italic = style.italic || n.Level == 1
	case *extast.Strikethrough:
		style.strike = true
	case *ast.Link:
		style.url = linkURL(unescape(n.Destination))
	}
	return style
}

// text is what a reader sees of a text node.
func (m markdown) text(n *ast.Text, code bool) string {
	value := n.Value(m.source)
	text := string(value)
	if !code && !n.IsRaw() {
		text = unescape(value)
	}
	text = strings.ReplaceAll(clean(text), "\n", " ")
	switch {
	case n.HardLineBreak():
		return text + "\n"
	case n.SoftLineBreak():
		return text + " "
	}
	return text
}

func (m markdown) image(n *ast.Image, style span, found *[]span) {
	alt := textOf(m.spans(n))
	address := webURL(unescape(n.Destination))
	if address == "" {
		add(found, style, alt)
		return
	}
	*found = append(*found, span{text: clip(cmp.Or(alt, m.picture), maxLine), url: address, picture: true})
}

// autoAddress is the address of a link that is nothing but its address.
func autoAddress(n *ast.AutoLink, source []byte) string {
	address := string(n.URL(source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(address), "mailto:") {
		return "mailto:" + address
	}
	return address
}

// isBreak reports whether raw HTML is a line break, the one tag that is more than decoration.
func isBreak(n *ast.RawHTML, source []byte) bool {
	return strings.HasPrefix(strings.ToLower(string(n.Segments.Value(source))), "<br")
}

// unescape resolves backslashes and entities the way Markdown does.
func unescape(source []byte) string {
	if !bytes.ContainsAny(source, `\&`) {
		return string(source)
	}
	var b bytes.Buffer
	w := bufio.NewWriterSize(&b, 2*len(source))
	html.DefaultWriter.Write(w, source)
	_ = w.Flush() // a buffer takes everything
	return stdhtml.UnescapeString(b.String())
}

// textOf is the text of spans without their styles, on one line.
func textOf(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.text)
	}
	return line(b.String())
}
