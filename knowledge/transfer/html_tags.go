package transfer

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// start draws the beginning of a tag.
func (d *drawing) start(token html.Token, closed bool) {
	name := token.Data
	switch {
	case slices.Contains(skippedTags, name):
		if !closed {
			d.skipped = name
		}
	case name == "br":
		d.lineBreak()
	case name == "hr":
		d.paragraph()
		d.literally("---")
		d.paragraph()
	case name == "img":
		d.literally("![" + label(attribute(token, "alt")) + "](" + destination(attribute(token, "src")) + ")")
	case name == "ul", name == "ol":
		d.beginList(name)
	case name == "li":
		d.item()
	case name == "tr":
		d.closeFrom("td", "th")
		d.flushRow()
	case name == "table":
		d.paragraph()
		d.rows = 0
	case slices.Contains(wrapping, name):
		d.begin(name, attribute(token, "href"))
	case slices.Contains(blocks, name):
		d.paragraph()
		if len(name) == 2 && name[0] == 'h' { // h1 to h6
			d.literally(strings.Repeat("#", int(name[1]-'0')) + " ")
			d.fresh = true
		}
	}
}

func (d *drawing) begin(name, href string) {
	switch name {
	case "td", "th":
		d.closeFrom("td", "th")
	case "pre":
		d.paragraph()
	}
	if len(d.open) < maxOpen {
		d.open = append(d.open, openTag{name: name, start: len(d.out), href: href})
	}
}

func (d *drawing) beginList(name string) {
	if len(d.lists) == 0 {
		d.paragraph()
	}
	number := -1
	if name == "ol" {
		number = 0
	}
	if len(d.lists) < maxOpen {
		d.lists = append(d.lists, number)
	}
}

func (d *drawing) item() {
	last := len(d.lists) - 1
	if !strings.HasSuffix(string(d.out[max(0, len(d.out)-2):]), "\n\n") {
		d.line(1, last)
	}
	marker := "- "
	if last >= 0 && d.lists[last] >= 0 {
		d.lists[last]++
		marker = fmt.Sprintf("%d. ", d.lists[last])
	}
	d.literally(marker)
	d.fresh = true
}

// end draws the end of a tag.
func (d *drawing) end(name string) {
	switch {
	case name == "ul", name == "ol":
		d.lists = d.lists[:max(len(d.lists)-1, 0)]
		d.fresh = false
		if len(d.lists) == 0 {
			d.paragraph()
		}
	case name == "tr":
		d.closeFrom("td", "th")
		d.flushRow()
	case name == "table":
		d.closeFrom("td", "th")
		d.flushRow()
		d.fresh = false
		d.paragraph()
	case slices.Contains(wrapping, name):
		d.closeFrom(name)
	case slices.Contains(blocks, name):
		d.paragraph()
	}
}

// closeFrom closes the innermost tag of one of the names, and all within it.
func (d *drawing) closeFrom(names ...string) {
	for at, tag := range slices.Backward(d.open) {
		if slices.Contains(names, tag.name) {
			for len(d.open) > at {
				d.closeLast()
			}
			return
		}
	}
}

func (d *drawing) closeAll() {
	for len(d.open) > 0 {
		d.closeLast()
	}
}

// closeLast puts what belongs around the content of the innermost tag.
func (d *drawing) closeLast() {
	last := len(d.open) - 1
	tag := d.open[last]
	content := string(d.out[tag.start:])
	d.out, d.open = d.out[:tag.start], d.open[:last]
	inner := strings.TrimSpace(content)
	switch tag.name {
	case "td", "th":
		d.row = append(d.row, strings.ReplaceAll(oneLine(inner), "|", `\|`))
		return
	case "pre":
		if inner != "" {
			fence := strings.Repeat("`", max(longestRun(content)+1, 3))
			d.literally(fence + "\n" + strings.Trim(content, "\n") + "\n" + fence)
			d.paragraph()
		}
		return
	}
	if before, after, found := strings.Cut(content, inner); found && inner != "" {
		d.literally(before + enclosed(tag, inner) + after)
	} else if content != "" && !d.fresh {
		d.literally(" ")
	}
}

func enclosed(tag openTag, inner string) string {
	if strings.Contains(inner, "\n\n") {
		return inner // what encloses several paragraphs can't be said in Markdown
	}
	switch tag.name {
	case "b", "strong":
		return "**" + inner + "**"
	case "i", "em":
		return "*" + inner + "*"
	case "del", "s", "strike":
		return "~~" + inner + "~~"
	case "code", "tt", "kbd", "samp":
		fence := strings.Repeat("`", longestRun(inner)+1)
		return fence + oneLine(inner) + fence
	case "a":
		if tag.href != "" {
			return "[" + oneLine(inner) + "](" + destination(tag.href) + ")"
		}
	}
	return inner
}

// flushRow draws the row of a table. The first is its head.
func (d *drawing) flushRow() {
	if len(d.row) == 0 {
		return
	}
	if d.rows == 0 {
		d.fresh = false
		d.paragraph()
	} else {
		d.line(1, 0)
	}
	d.literally("| " + strings.Join(d.row, " | ") + " |")
	if d.rows == 0 {
		d.literally("\n|" + strings.Repeat(" --- |", len(d.row)))
	}
	d.rows++
	d.row = nil
}

func attribute(token html.Token, name string) string {
	for _, a := range token.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// label is a text as it may stand between square brackets.
func label(text string) string {
	return strings.NewReplacer("[", "(", "]", ")").Replace(oneLine(text))
}

// destination is an address as it may stand in a link of Markdown.
func destination(address string) string {
	return strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E").Replace(oneLine(address))
}

// longestRun is the most backticks that stand in a row.
func longestRun(text string) int {
	longest, run := 0, 0
	for _, c := range []byte(text) {
		if run++; c != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}
