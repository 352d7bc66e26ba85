package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// outOfScope is the label of a question that no article answers.
const outOfScope = "oos"

// longestLine is far more than anybody asks, in bytes.
const longestLine = 1 << 20

// line is one line of a file: a text, and what it is labelled with.
type line struct {
	number int // counted from 1
	label  string
	text   string
}

// lines reads a file of labelled texts. In one that need not be there, the label may be missing too, and says nothing.
func (r *reader) lines(name string, needed bool) []line {
	file, err := os.Open(filepath.Join(r.dir, name))
	switch {
	case errors.Is(err, os.ErrNotExist) && needed:
		r.fault(name, 0, "is missing; write a label, a tab and a text in each line")
		return nil
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		r.fault(name, 0, "cannot be read (%v); check that it is a file and its permissions", err)
		return nil
	}
	defer file.Close()
	var lines []line
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, longestLine)
	number := 0
	for scanner.Scan() {
		number++
		text := strings.TrimSpace(strings.TrimPrefix(scanner.Text(), "\ufeff"))
		label, after, labelled := strings.Cut(text, "\t")
		label, after = strings.TrimSpace(label), strings.TrimSpace(after)
		switch {
		case text == "":
		case !utf8.ValidString(text):
			r.fault(name, number, "not UTF-8; save the file as UTF-8")
		case labelled:
			lines = append(lines, line{number, label, after})
		case needed:
			r.fault(name, number, "there is no tab; write a label, a tab and a text")
		default:
			lines = append(lines, line{number, outOfScope, text})
		}
	}
	if err := scanner.Err(); err != nil {
		r.fault(name, number+1, "cannot be read (%v); a line may have %d bytes at most", err, longestLine)
	}
	return lines
}

// document is an article of corpus.json.
type document struct {
	ID       text   `json:"id"`
	Question string `json:"question"`
	Body     string `json:"body"`
}

// text is a string, or a number that stands for one.
type text string

// UnmarshalJSON takes a string or a number.
func (t *text) UnmarshalJSON(data []byte) error {
	var number json.Number
	if err := json.Unmarshal(data, &number); err == nil && data[0] != '"' {
		*t = text(number)
		return nil
	}
	return json.Unmarshal(data, (*string)(t))
}

// corpus reads corpus.json.
func (r *reader) corpus() []document {
	data, err := os.ReadFile(filepath.Join(r.dir, corpusFile))
	if err != nil {
		r.fault(corpusFile, 0, "cannot be read (%v); check that it is a file and its permissions", err)
		return nil
	}
	var documents []document
	decoder := json.NewDecoder(bytes.NewReader(data))
	at := func() int { // the line in which the next value begins, or what was read last ends
		offset := int(decoder.InputOffset())
		rest := data[offset:]
		offset += len(rest) - len(bytes.TrimLeft(rest, " \t\r\n,[{"))
		return 1 + bytes.Count(data[:offset], []byte("\n"))
	}
	const form = `write a list: [{"id": "a", "question": "What is it?", "body": "The answer."}]`
	if start, err := decoder.Token(); err != nil || start != json.Delim('[') {
		r.fault(corpusFile, 1, "this is no list; %s", form)
		return nil
	}
	seen := map[text]int{}
	for decoder.More() {
		number := at()
		var d document
		var syntax *json.SyntaxError
		err := decoder.Decode(&d)
		switch {
		case errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF):
			r.fault(corpusFile, 1+bytes.Count(data[:decoder.InputOffset()], []byte("\n")), "%v; %s", err, form)
			return nil
		case err != nil:
			r.fault(corpusFile, number, "%v; %s", err, form)
		case d.ID == "" || strings.TrimSpace(d.Question+d.Body) == "":
			r.fault(corpusFile, number, `an article needs an "id", and a "question" or a "body"; write them`)
		case seen[d.ID] > 0:
			r.fault(corpusFile, number, "the id %q is taken in line %d; give this article another", d.ID, seen[d.ID])
		default:
			seen[d.ID] = number
			documents = append(documents, d)
		}
	}
	if _, err := decoder.Token(); err != nil && len(r.faults) == 0 {
		r.fault(corpusFile, at(), "%v; %s", fmt.Errorf("the list has no end: %w", err), form)
	}
	if len(documents) == 0 && len(r.faults) == 0 {
		r.fault(corpusFile, 1, "there is no article in it; %s", form)
	}
	return documents
}
