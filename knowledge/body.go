package knowledge

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// markdown takes articles apart. It never changes, and may be used by many at once.
var markdown = goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()

// body keeps the Markdown, and faults what a card can't or mustn't show: raw HTML, and addresses that are not https.
func (p *parser) body(written string, firstLine int) {
	lead := written[:len(written)-len(strings.TrimLeftFunc(written, unicode.IsSpace))]
	p.article.Body = strings.TrimSpace(written)
	if p.article.Body == "" {
		p.fault(firstLine, "the article has no body; write the answer below the front matter")
		return
	}
	if !strings.ContainsAny(p.article.Body, "<[:@") && !strings.Contains(p.article.Body, "www.") {
		return // nor is there a tag or an address
	}
	firstLine += strings.Count(lead, "\n")
	source := []byte(p.article.Body) // what is shown: without its indentation, a first line of code is code no more
	root := markdown.Parse(text.NewReader(source))
	line := firstLine // of the last node that knew its place; inline nodes stand where their text does
	_ = ast.Walk(root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if at := position(node); at >= 0 {
			line = firstLine + bytes.Count(source[:at], []byte("\n"))
		}
		switch node := node.(type) {
		case *ast.HTMLBlock, *ast.RawHTML:
			p.fault(line, "raw HTML; write it in Markdown, or between backticks if it is to be shown")
		case *ast.Link:
			p.address(line, string(node.Destination))
		case *ast.Image:
			p.address(line, string(node.Destination))
		case *ast.AutoLink:
			if node.AutoLinkType == ast.AutoLinkURL {
				p.address(line, string(node.URL(source)))
			}
		}
		return ast.WalkContinue, nil
	})
}

func (p *parser) address(line int, address string) {
	if !secure(address) && !strings.HasPrefix(address, "mailto:") {
		p.fault(line, "the address %q must be a whole one that begins with https://", address)
	}
}

// position is where a node begins in the source, or -1 when it doesn't know. A link knows by its text.
func position(node ast.Node) int {
	switch node := node.(type) {
	case *ast.Text:
		return node.Segment.Start
	case *ast.RawHTML:
		if node.Segments.Len() > 0 {
			return node.Segments.At(0).Start
		}
		return -1
	case *ast.Link, *ast.Image:
		if first := node.FirstChild(); first != nil {
			return position(first)
		}
		return -1
	}
	if node.Type() == ast.TypeBlock && node.Lines().Len() > 0 {
		return node.Lines().At(0).Start
	}
	return -1
}
