package card

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// heading is a title. Only a text block can be one that screen readers jump to, and a text block is Markdown: a
// title that would need escaping, which phones show, is bold text instead.
func heading(title, size string) element {
	title = clip(line(title), maxTitle)
	if escape(title) != title {
		r := newRun(title).bold()
		r.Size = size
		return newRichText(r)
	}
	t := newTextBlock(title, title)
	t.Style, t.Size, t.Weight = "heading", size, "Bolder" // Teams gives headings a size of its own unless they have one
	return t
}

// paragraph draws a block of text, with its pictures between the parts of it.
func (m markdown) paragraph(n ast.Node) []element {
	var drawn []element
	var pending []span
	flush := func() {
		if e := paragraph(pending); e != nil {
			drawn = append(drawn, e)
		}
		pending = nil
	}
	for _, s := range m.spans(n) {
		if !s.picture {
			pending = append(pending, s)
			continue
		}
		flush()
		drawn = append(drawn, newImage(s.url, s.text))
	}
	flush()
	return drawn
}

// paragraph is nil when there is nothing to read in the spans.
func paragraph(spans []span) element {
	spans = trim(spans)
	if len(spans) == 0 {
		return nil
	}
	runs := make([]run, len(spans))
	linked := false
	for i, s := range spans {
		runs[i] = s.run()
		linked = linked || s.url != ""
	}
	text := newRichText(runs...)
	if !linked {
		return text
	}
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.markdown())
	}
	return newTextBlock(separate(b.String()), text.plain())
}

// trim cuts the white space around the spans, and those that are nothing else.
func trim(spans []span) []span {
	for len(spans) > 0 {
		last := len(spans) - 1
		spans[0].text = strings.TrimLeft(spans[0].text, " \n")
		spans[last].text = strings.TrimRight(spans[last].text, " \n")
		switch {
		case spans[0].text == "":
			spans = spans[1:]
		case spans[last].text == "":
			spans = spans[:last]
		default:
			return spans
		}
	}
	return nil
}

func (s span) run() run {
	r := newRun(s.text)
	r.Italic, r.Strike = s.italic, s.strike
	if s.bold {
		r = r.bold()
	}
	if s.code {
		r.Font = "Monospace"
	}
	return r
}

// markdown writes a span in the Markdown that Teams knows, which has neither code nor struck text. Spaces are kept
// outside of the marks, or these would not count.
func (s span) markdown() string {
	core := strings.Trim(s.text, " \n")
	if core == "" {
		return s.text
	}
	marked := escapeSpan(core)
	if s.url != "" {
		marked = "[" + marked + "](" + s.url + ")"
	}
	if s.italic {
		marked = "_" + marked + "_"
	}
	if s.bold {
		marked = "**" + marked + "**"
	}
	before, after, _ := strings.Cut(s.text, core)
	return before + marked + after
}
