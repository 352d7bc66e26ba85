package transfer

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// readCSV reads a table of one's own, with commas or semicolons.
func readCSV(data []byte, n *notes) ([]entry, error) {
	text, err := textOf(data, n)
	if err != nil {
		return nil, err
	}
	reader := csv.NewReader(strings.NewReader(text))
	reader.FieldsPerRecord = -1
	reader.Comma = delimiter(text)
	var rows []row
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return entries(rows, false, n)
		}
		if err != nil {
			return nil, fmt.Errorf("%w; put quotes around texts that hold a quote or a line break, and double the quotes in them", err)
		}
		line, _ := reader.FieldPos(0)
		if rows = append(rows, row{line, cells}); len(rows) > maxRows {
			return nil, errRows
		}
	}
}

// delimiter is what stands between the names of the columns.
func delimiter(text string) rune {
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	best, most := ',', strings.Count(first, ",")
	for _, other := range ";\t" {
		if count := strings.Count(first, string(other)); count > most {
			best, most = other, count
		}
	}
	return best
}
