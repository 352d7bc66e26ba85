package transfer

import "strings"

// readTSV reads tab-separated exports. They put no quotes around a text, whatever is in it, and write a line break as \n;
// once Excel has saved such a file, there are quotes around texts with line breaks or quotes in them.
func readTSV(data []byte, n *notes) ([]entry, error) {
	text, err := textOf(data, n)
	if err != nil {
		return nil, err
	}
	rows, err := tabRows(strings.ReplaceAll(text, "\r\n", "\n"))
	if err != nil {
		return nil, err
	}
	return entries(rows, true, n)
}

// tabRows splits a text at its tabs and line breaks. Once a quote at the beginning of a cell has no match at the end of
// one, quotes are characters like all others.
func tabRows(text string) ([]row, error) {
	var rows []row
	line, quotes := 1, true
	current := row{line: line}
	for text != "" || len(current.cells) > 0 {
		cell, rest, quoted := "", "", false
		if quotes && strings.HasPrefix(text, `"`) {
			cell, rest, quoted = quotedCell(text)
			quotes = quoted
		}
		if !quoted {
			end := strings.IndexAny(text, "\t\n")
			if end < 0 {
				end = len(text)
			}
			cell, rest = text[:end], text[end:]
		}
		line += strings.Count(text[:len(text)-len(rest)], "\n")
		if len(current.cells) < maxCells {
			current.cells = append(current.cells, cell)
		}
		if strings.HasPrefix(rest, "\t") {
			text = rest[1:]
			continue
		}
		rows = append(rows, current)
		if len(rows) > maxRows {
			return nil, errRows
		}
		line++
		current = row{line: line}
		text = strings.TrimPrefix(rest, "\n")
	}
	return rows, nil
}

// quotedCell is a cell between quotes, in which each quote is doubled, and what follows it.
func quotedCell(text string) (cell, rest string, ok bool) {
	for at := 1; at < len(text); at++ {
		if text[at] != '"' {
			continue
		}
		switch next := text[at+1:]; {
		case strings.HasPrefix(next, `"`):
			at++
		case next == "", next[0] == '\t', next[0] == '\n':
			return strings.ReplaceAll(text[1:at], `""`, `"`), next, true
		default:
			return "", "", false
		}
	}
	return "", "", false
}
