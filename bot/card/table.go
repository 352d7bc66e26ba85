package card

import (
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// A column is as wide as its longest text asks for, within these bounds in characters, so that none is crushed.
const (
	narrowest = 8
	widest    = 32
)

// table draws a table, its first row being the header. Clients that know no tables show its rows as lines.
func (m markdown) table(n *extast.Table) []element {
	t := &table{Type: "Table", Columns: make([]tableColumn, len(n.Alignments))}
	for i, a := range n.Alignments {
		t.Columns[i] = tableColumn{Width: narrowest, Align: alignments[a]}
	}
	var rows []string
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		_, header := row.(*extast.TableHeader)
		cells, texts := m.cells(row, header)
		for i, text := range texts {
			t.Columns[i].Width = max(t.Columns[i].Width, min(utf8.RuneCountInString(text), widest))
		}
		t.Rows = append(t.Rows, tableRow{Type: "TableRow", Cells: cells})
		rows = append(rows, strings.Join(texts, " | "))
	}
	t.text = strings.Join(rows, "\n")
	t.Fallback = newRichText(newRun(t.text))
	return []element{t}
}

var alignments = map[extast.Alignment]string{
	extast.AlignLeft: "left", extast.AlignCenter: "center", extast.AlignRight: "right",
}

// cells draws a row, and gives its texts besides. A picture in a table is its description.
func (m markdown) cells(row ast.Node, header bool) ([]tableCell, []string) {
	var cells []tableCell
	var texts []string
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		spans := m.spans(c)
		for i := range spans {
			spans[i].bold = spans[i].bold || header
			if spans[i].picture {
				spans[i].picture, spans[i].url = false, ""
			}
		}
		cell := tableCell{Type: "TableCell", Items: []element{}}
		if e := paragraph(spans); e != nil {
			cell.Items = append(cell.Items, e)
		}
		cells = append(cells, cell)
		texts = append(texts, textOf(spans))
	}
	return cells, texts
}
