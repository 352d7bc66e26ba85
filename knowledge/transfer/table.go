package transfer

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// row is a row of a table.
type row struct {
	line  int
	cells []string
}

// How much of a table is read: more than any help desk has, and little enough to hold.
const (
	maxRows  = 50_000
	maxCells = 100 // of a row
)

var errRows = fmt.Errorf("there are more than %d rows; split the file", maxRows)

// columns are the headings that mean something here, in lower case and without anything but letters.
var columns = map[string]string{
	"question": "question", "questions": "question", "spørsmål": "question",
	"answer": "answer", "answers": "answer", "svar": "answer",
	"phrasings": "phrasings", "alternatives": "phrasings", "alternativequestions": "phrasings", "alternatequestions": "phrasings",
	"formuleringer": "phrasings",
	"tags":          "tags", "category": "tags", "categories": "tags", "emner": "tags", "kategori": "tags",
	"owner": "owner", "eier": "owner",
	"id":       "id",
	"language": "language", "språk": "language",
	"metadata": "metadata", "prompts": "prompts", "qnaid": "key", "iscontextonly": "followUp", "suggestedquestions": "suggested",
	"source": "", "sourcedisplayname": "", "keywords": "", // known, and of no use here
}

func heading(cell string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-.()*:", r) {
			return -1
		}
		return r
	}, strings.ToLower(oneLine(cell)))
}

// table is a table whose columns are known.
type table struct {
	at      map[string]int // by what a column means
	escaped bool           // line breaks are written \n
	notes   *notes
}

// entries reads a table by its first row, which names the columns.
func entries(rows []row, escaped bool, n *notes) ([]entry, error) {
	rows = slices.DeleteFunc(rows, func(r row) bool { return strings.TrimSpace(strings.Join(r.cells, "")) == "" })
	if len(rows) == 0 {
		return nil, fmt.Errorf("the table is empty")
	}
	t := table{at: map[string]int{}, escaped: escaped, notes: n}
	var unknown []string
	for i, cell := range rows[0].cells {
		meaning, known := columns[heading(cell)]
		if _, twice := t.at[meaning]; known && !twice {
			t.at[meaning] = i
		} else if !known && heading(cell) != "" {
			unknown = append(unknown, fmt.Sprintf("%q", shortened(cell)))
		}
	}
	for _, meaning := range []string{"question", "answer"} {
		if _, ok := t.at[meaning]; !ok {
			return nil, fmt.Errorf("the first row names no column %q; name the columns there, at least Question and Answer", meaning)
		}
	}
	if len(unknown) > 0 {
		n.file("columns that mean nothing here were left out: %s", strings.Join(unknown, ", "))
	}
	var found []entry
	for _, r := range rows[1:] {
		if _, again := columns[heading(t.cell(r, "question"))]; again && columns[heading(t.cell(r, "answer"))] == "answer" {
			n.skip(r.line, t.cell(r, "question"), "the names of the columns again")
			continue
		}
		e := t.entry(r)
		if beyond := strings.TrimSpace(strings.Join(r.cells[min(len(rows[0].cells), len(r.cells)):], " ")); beyond != "" {
			n.warn(e, "%q stands beyond the last column and was left out; put a text with a separator in it in quotes", shortened(beyond))
		}
		found = append(found, e)
	}
	return found, nil
}

func (t table) cell(r row, meaning string) string {
	i, ok := t.at[meaning]
	if !ok || i >= len(r.cells) {
		return ""
	}
	return r.cells[i]
}

func (t table) entry(r row) entry {
	question, answer := t.cell(r, "question"), t.cell(r, "answer")
	if t.escaped {
		question, answer = unescape(question), unescape(answer)
	}
	e := entry{
		line: r.line, key: strings.TrimSpace(t.cell(r, "key")), id: t.cell(r, "id"), language: t.cell(r, "language"),
		questions: append([]string{question}, parts(t.cell(r, "phrasings"))...), answer: answer,
		owner: oneLine(t.cell(r, "owner")), followUp: strings.EqualFold(strings.TrimSpace(t.cell(r, "followUp")), "true"),
	}
	e.tags = append(split(t.cell(r, "tags"), ",;|"), metadataTags(t.cell(r, "metadata"))...)
	if prompts := strings.TrimSpace(t.cell(r, "prompts")); prompts != "" {
		var list []jsonPrompt
		if err := json.Unmarshal([]byte(prompts), &list); err != nil {
			t.notes.warn(e, "its follow-up questions can't be read and were left out (%v)", err)
		}
		e.prompts = promptsOf(list)
	}
	var clusters []jsonCluster
	if json.Unmarshal([]byte(t.cell(r, "suggested")), &clusters) == nil {
		e.suggested = suggestions(clusters)
	}
	return e
}

// parts are the texts of a cell that holds several: on lines of their own, or between bars, or else between semicolons.
func parts(cell string) []string {
	for _, separator := range []string{"|", "\n"} {
		if strings.Contains(cell, separator) {
			return split(cell, "|\n")
		}
	}
	return split(cell, ";")
}

func split(text, separators string) []string {
	var found []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if part = oneLine(part); part != "" {
			found = append(found, part)
		}
	}
	return found
}

// metadataTags are the tags of a cell such as "product:power apps | level:2", or of the same as JSON.
func metadataTags(cell string) []string {
	cell = strings.TrimSpace(cell)
	if strings.HasPrefix(cell, "[") || strings.HasPrefix(cell, "{") {
		var m jsonMetadata
		if json.Unmarshal([]byte(cell), &m) == nil {
			return m.tags()
		}
	}
	var m jsonMetadata
	for _, pair := range split(cell, "|") {
		name, value, _ := strings.Cut(pair, ":")
		m = append(m, jsonPair{Name: name, Value: value})
	}
	return m.tags()
}

// unescape makes line breaks of the "\n" that exports write in their place, but not of a path: C:\new, \\server\news.
func unescape(text string) string {
	var out strings.Builder
	letters := 0 // just before: a drive has one
	for i := 0; i < len(text); i++ {
		rest := text[i:]
		switch c := text[i]; {
		case strings.HasPrefix(rest, `\\`) && len(rest) > 2 && isLetter(rest[2]), strings.HasPrefix(rest, `:\`) && letters == 1:
			path := rest
			if end := strings.IndexAny(rest, " \t\n"); end >= 0 {
				path = rest[:end]
			}
			out.WriteString(path)
			i += len(path) - 1
			letters = 0
		case strings.HasPrefix(rest, `\r\n`):
			out.WriteByte('\n')
			i += len(`\r\n`) - 1
			letters = 0
		case strings.HasPrefix(rest, `\n`):
			out.WriteByte('\n')
			i += len(`\n`) - 1
			letters = 0
		default:
			out.WriteByte(c)
			if letters++; !isLetter(c) {
				letters = 0
			}
		}
	}
	return out.String()
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
