package card

import (
	"strconv"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	goldmarkparser "github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

// maxNesting is how deep lists and quotations are drawn within each other. What is nested deeper is drawn at that depth.
const maxNesting = 4

// markdown draws an article. Its text becomes rich text, in which nothing can be taken for markup; a paragraph
// with links is the exception, since Teams opens links from Markdown alone without fail.
type markdown struct {
	source  []byte
	picture string // stands for a picture that nobody described
}

// parser reads GitHub Flavored Markdown. It is made once, and safe for concurrent use.
var parser = sync.OnceValue(func() goldmarkparser.Parser {
	return goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
})

// fromMarkdown draws GitHub Flavored Markdown as elements. What can't fit on a card for its length alone is not even
// read; whole reports whether all of it was.
func fromMarkdown(source, picture string) (drawn []element, whole bool) {
	whole = len(source) <= maxBytes
	if !whole {
		source = source[:maxBytes]
		source = source[:strings.LastIndex(source, "\n")+1]
	}
	m := markdown{source: []byte(source), picture: picture}
	return m.blocks(parser().Parse(text.NewReader(m.source)), 0), whole
}

func (m markdown) blocks(parent ast.Node, depth int) []element {
	var drawn []element
	ruled := false
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() == ast.KindThematicBreak {
			ruled = true
			continue
		}
		block := m.block(n, depth)
		if len(block) == 0 {
			continue
		}
		if ruled {
			block[0].common().Separator = true
			block[0].common().Spacing = large
			ruled = false
		}
		drawn = append(drawn, block...)
	}
	return drawn
}

func (m markdown) block(n ast.Node, depth int) []element {
	switch n := n.(type) {
	case *ast.Heading:
		size := sizeDefault
		if n.Level <= 2 {
			size = sizeMedium
		}
		if title := textOf(m.spans(n)); title != "" {
			return []element{heading(title, size)}
		}
		return nil
	case *ast.Paragraph, *ast.TextBlock:
		return m.paragraph(n)
	case *ast.List:
		return m.list(n, depth)
	case *ast.Blockquote:
		quoted := m.blocks(n, depth+1)
		if len(quoted) == 0 || depth >= maxNesting {
			return quoted
		}
		return []element{newContainer(quoted...).emphasised()}
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		return code(string(n.Lines().Value(m.source)))
	case *ast.HTMLBlock:
		if e := paragraph([]span{{text: htmlText(string(n.Lines().Value(m.source)))}}); e != nil {
			return []element{e}
		}
		return nil
	case *extast.Table:
		return m.table(n)
	default:
		return m.blocks(n, depth)
	}
}

// list draws each item as a row of its own, so that its number stays, whatever the item holds and wherever the list
// is folded.
func (m markdown) list(list *ast.List, depth int) []element {
	var rows []element
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		marker := "•"
		if list.IsOrdered() {
			marker = strconv.Itoa(number) + "."
			number++
		}
		content := m.blocks(item, depth+1)
		if depth >= maxNesting {
			rows = append(rows, content...)
			continue
		}
		text := newColumn("stretch", content...)
		text.Spacing = small
		if content == nil {
			text.Items = []element{}
		}
		row := newColumnSet(newColumn("auto", newRichText(newRun(marker))), text)
		if len(rows) > 0 || depth > 0 {
			row.Spacing = small
		}
		rows = append(rows, row)
	}
	return rows
}

// code keeps the lines as they are. Clients run spaces together; those that indent a line are kept from that.
func code(source string) []element {
	source = strings.Trim(clean(strings.ReplaceAll(source, "\t", "    ")), "\n")
	if strings.TrimSpace(source) == "" {
		return nil
	}
	rows := strings.Split(source, "\n")
	for i, row := range rows {
		rest := strings.TrimLeft(row, " ")
		rows[i] = strings.Repeat("\u00A0", len(row)-len(rest)) + rest
	}
	r := newRun(strings.Join(rows, "\n"))
	r.Font = "Monospace"
	return []element{newContainer(newRichText(r)).emphasised()}
}

// htmlText is what a reader would see of HTML.
func htmlText(source string) string {
	var b strings.Builder
	hidden := false
	for z := html.NewTokenizer(strings.NewReader(source)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return lines(b.String())
		case html.TextToken:
			if !hidden {
				b.WriteString(z.Token().Data)
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			hidden = string(name) == "script" || string(name) == "style"
		case html.EndTagToken:
			hidden = false
		}
	}
}
