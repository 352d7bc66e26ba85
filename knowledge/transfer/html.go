package transfer

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

var (
	// codeParts are the parts of Markdown in which nothing is markup.
	codeParts = regexp.MustCompile("(?s)```.*?(?:```|$)|~~~.*?(?:~~~|$)|``[^\n]+?``|`[^`\n]+`")
	// autoLinks look like tags, and are none.
	autoLinks = regexp.MustCompile(`^<(?:(?:https?|mailto):[^\s<>]*|[^\s<>@]+@[^\s<>]+)>$`)
	// entities with a semicolon: without one they are parts of addresses more often than not.
	entities = regexp.MustCompile(`&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)
	// tagStarts would begin a tag.
	tagStarts  = regexp.MustCompile(`<([A-Za-z/!?])`)
	blankLines = regexp.MustCompile(`\n[ \t]*\n(?:[ \t]*\n)+`)
)

// eachPart calls code for the parts of Markdown in which nothing is markup, and other for what is between them.
func eachPart(markdown string, code, other func(string)) {
	at := 0
	for _, span := range codeParts.FindAllStringIndex(markdown, -1) {
		other(markdown[at:span[0]])
		code(markdown[span[0]:span[1]])
		at = span[1]
	}
	other(markdown[at:])
}

// withoutHTML makes Markdown of the tags in an answer that is Markdown otherwise, and reports whether there were any.
// What looks like a tag and is none that HTML has, such as <your name>, is put between backticks.
func withoutHTML(answer string) (markdown string, changed bool) {
	if !strings.ContainsAny(answer, "<&") {
		return answer, false
	}
	var d drawing
	eachPart(answer, d.literally, d.draw)
	d.closeAll()
	d.flushRow()
	markdown = string(d.out)
	if d.changed {
		markdown = blankLines.ReplaceAllString(markdown, "\n\n")
	}
	return strings.TrimSpace(markdown), d.changed
}

// drawing is the Markdown of an answer as far as it has been read.
type drawing struct {
	out     []byte
	open    []openTag
	lists   []int // of each list that is open, the number of its last item; -1 when it has no numbers
	row     []string
	rows    int    // of the table that is open
	skipped string // the tag whose content is left out
	fresh   bool   // a block has begun, and nothing is in it yet
	changed bool
}

// openTag is a tag whose end becomes something together with what stands between.
type openTag struct {
	name  string
	start int // in out
	href  string
}

const (
	maxOpen   = 50 // tags within each other
	maxIndent = 8  // lists within each other
)

// What becomes of tags. Those that are in none of these, but known, leave their content behind and nothing else.
var (
	skippedTags = []string{"script", "style", "head", "noscript", "template", "iframe", "object", "svg", "math", "select", "textarea"}
	wrapping    = []string{"b", "strong", "i", "em", "a", "code", "tt", "kbd", "samp", "pre", "del", "s", "strike", "td", "th"}
	blocks      = []string{
		"p", "div", "section", "article", "blockquote", "center", "header", "footer", "main", "nav", "aside", "address", "dl", "dt", "dd",
		"figure", "figcaption", "form", "fieldset", "details", "summary", "table", "h1", "h2", "h3", "h4", "h5", "h6", "body", "html",
	}
	plainTags = []string{
		"span", "font", "u", "ins", "small", "big", "sub", "sup", "mark", "abbr", "acronym", "cite", "q", "dfn", "var", "time", "label",
		"thead", "tbody", "tfoot", "col", "colgroup", "caption", "tr", "ul", "ol", "li", "br", "hr", "img", "wbr", "nobr", "bdi", "bdo",
		"input", "button", "option", "meta", "link", "base", "title", "picture", "source", "video", "audio", "track", "embed", "param",
		"o:p", "at", "attachment", "emoji",
	}
)

func known(name string) bool {
	return slices.Contains(plainTags, name) || slices.Contains(wrapping, name) || slices.Contains(blocks, name) ||
		slices.Contains(skippedTags, name)
}

func (d *drawing) draw(text string) {
	tokens := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := tokens.Next()
		raw := string(tokens.Raw())
		if kind == html.ErrorToken {
			if raw != "" {
				d.text(raw)
			}
			return
		}
		d.token(kind, tokens.Token(), raw)
	}
}

func (d *drawing) token(kind html.TokenType, token html.Token, raw string) {
	name := token.Data
	switch {
	case kind == html.TextToken:
		d.text(raw)
	case d.skipped != "":
		if kind == html.EndTagToken && name == d.skipped {
			d.skipped = ""
		}
	case d.escaped(), autoLinks.MatchString(raw):
		d.literally(raw)
	case kind == html.CommentToken, kind == html.DoctypeToken:
		d.changed = true
	case !known(name):
		d.foreign(raw)
	case d.within("pre") && name != "pre", d.within("code") && name != "code":
		d.changed = true
	case kind == html.EndTagToken:
		d.changed = true
		d.end(name)
	default:
		d.changed = true
		d.start(token, kind == html.SelfClosingTagToken)
	}
}

// escaped reports whether a backslash keeps what follows from being markup.
func (d *drawing) escaped() bool {
	return (len(d.out)-len(bytes.TrimRight(d.out, `\`)))%2 == 1
}

func (d *drawing) within(name string) bool {
	return slices.ContainsFunc(d.open, func(t openTag) bool { return t.name == name })
}

func (d *drawing) literally(text string) {
	if d.skipped == "" {
		d.out = append(d.out, text...)
		d.fresh = false
	}
}

func (d *drawing) foreign(raw string) {
	if !strings.Contains(raw, "`") && !d.within("pre") && !d.within("code") {
		raw = "`" + raw + "`"
	}
	d.changed = true
	d.literally(raw)
}

func (d *drawing) text(raw string) {
	verbatim := d.within("pre") || d.within("code")
	text := entities.ReplaceAllStringFunc(raw, html.UnescapeString)
	if !verbatim {
		text = strings.ReplaceAll(text, "\u00a0", " ")
		text = tagStarts.ReplaceAllString(text, `\<$1`)
		if d.fresh {
			text = strings.TrimLeft(text, " \t\n")
		}
	}
	if text != "" {
		d.literally(text)
	}
}

// floor is where the text begins that the innermost open tag encloses.
func (d *drawing) floor() int {
	if len(d.open) == 0 {
		return 0
	}
	return d.open[len(d.open)-1].start
}

// trim takes the blanks off the end, as far as they belong to the innermost tag.
func (d *drawing) trim() {
	floor := d.floor()
	d.out = d.out[:floor+len(bytes.TrimRight(d.out[floor:], " \t\n"))]
}

// lineBreak breaks a line; a second one ends the paragraph.
func (d *drawing) lineBreak() {
	if d.fresh && bytes.HasSuffix(bytes.TrimRight(d.out[d.floor():], " "), []byte("\n")) {
		d.fresh = false
		d.paragraph()
		return
	}
	d.trim()
	d.out = append(d.out, "  \n"+strings.Repeat("    ", min(len(d.lists), maxIndent))...)
	d.fresh = true
}

// line begins a new line, paragraph a new paragraph.
func (d *drawing) line(breaks, indent int) {
	if d.fresh && breaks > 1 {
		return
	}
	d.trim()
	if len(d.out) > 0 {
		d.out = append(d.out, strings.Repeat("\n", breaks)+strings.Repeat("    ", min(max(indent, 0), maxIndent))...)
	}
	d.fresh = true
}

func (d *drawing) paragraph() { d.line(2, len(d.lists)) }
