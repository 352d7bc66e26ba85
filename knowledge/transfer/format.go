package transfer

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
)

// Format is how a file holds questions and answers.
type Format string

// The formats.
const (
	TSV  Format = "tsv"  // an export of QnA Maker, FAQ Plus or custom question answering
	XLSX Format = "xlsx" // the same as a workbook
	JSON Format = "json" // the same as their interfaces give it
	YAML Format = "yaml" // an FAQ of Microsoft Learn
	CSV  Format = "csv"  // a table of one's own
)

// readers take a file apart. An error means that the file as a whole can't be read.
var readers = map[Format]func([]byte, *notes) ([]entry, error){
	TSV: readTSV, XLSX: readXLSX, JSON: readJSON, YAML: readYAML, CSV: readCSV,
}

var errFormat = errors.New("this is none of the formats that can be told apart; name it with --format, " +
	"and see docs/import.md for what each looks like")

// Detect tells the format of a file by what is in it and, where that leaves a doubt, by its name.
func Detect(name string, data []byte) (Format, error) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return XLSX, nil
	}
	const enough = 64 << 10
	text, _, err := decode(data[:min(len(data), enough)])
	if err != nil {
		return "", err
	}
	text = strings.TrimSpace(text)
	first, _, _ := strings.Cut(text, "\n")
	switch extension := strings.ToLower(filepath.Ext(name)); {
	case strings.HasPrefix(text, faqMark), extension == ".yml", extension == ".yaml":
		return YAML, nil
	case strings.HasPrefix(text, "{"), strings.HasPrefix(text, "["):
		return JSON, nil
	case strings.Contains(first, "\t"):
		return TSV, nil
	case strings.ContainsAny(first, ",;"):
		return CSV, nil
	}
	return "", errFormat
}
