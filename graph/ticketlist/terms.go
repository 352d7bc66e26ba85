package ticketlist

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"deskhand/graph"
)

// terms are the fields of an item as text, by their names in Graph. A person is a site user's id under NameLookupId. A
// field that is missing says nothing; an empty one is empty.
type terms map[string]string

const lookup = "LookupId"

// The longest texts that SharePoint takes in one line, and that make sense in several.
const (
	longestLine = 255
	longestNote = 30_000
)

// shown is what a ticket looks like in the list, but for its persons.
func shown(v view, list shape) terms {
	t := terms{colTitle: plain(line(v.ticket.Summary))}
	for _, c := range table() {
		if c.show == nil || !list.has(c.Name) {
			continue
		}
		text := c.show(v)
		if c.Kind == graph.ColumnText {
			text = line(text)
		}
		t[c.Name] = plain(text)
	}
	if list.has(colComment) {
		t[colComment] = ""
	}
	return t
}

// read is what stands in an item, of the columns that are ours.
func read(fields graph.Fields, list shape) terms {
	t := terms{colTitle: plain(value(fields[colTitle]))}
	for _, c := range table() {
		switch kind := list.kind(c.Name); {
		case kind == "":
		case kind == graph.ColumnPerson:
			t[c.Name+lookup] = value(fields[c.Name+lookup])
		case c.Kind == graph.ColumnDateTime:
			t[c.Name] = sameMoment(value(fields[c.Name]))
		default:
			t[c.Name] = plain(value(fields[c.Name]))
		}
	}
	return t
}

// differences are the fields to write so that an item that has these shows those. Empty ones are cleared.
func differences(have, want terms) graph.Fields {
	fields := graph.Fields{}
	for name, text := range want {
		switch {
		case have[name] == text:
		case text == "":
			fields[name] = nil
		default:
			fields[name] = text
		}
	}
	return fields
}

// value is a field as text, whatever JSON made of it.
func value(field any) string {
	switch v := field.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// plain is a text without what SharePoint changes about it, the ends of lines and space around it, and without what it
// refuses: characters that XML does not have.
func plain(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == '\uFFFE' || r == '\uFFFF' {
			return -1
		}
		return r
	}, text)
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t")
	}
	return cut(strings.TrimSpace(strings.Join(lines, "\n")), longestNote)
}

// line is a text that fits a column of one line.
func line(text string) string { return cut(strings.Join(strings.Fields(text), " "), longestLine) }

// cut keeps the beginning of a text that is too long. SharePoint counts in UTF-16: most emoji are two.
func cut(text string, longest int) string {
	units, fits := 0, 0 // so much leaves room for the ellipsis
	for at, r := range text {
		if units < longest {
			fits = at
		}
		units += utf16.RuneLen(r)
	}
	if units <= longest {
		return text
	}
	return text[:fits] + "…"
}

// moment is a time as SharePoint keeps it: in UTC, to the second.
func moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Truncate(time.Second).Format(time.RFC3339)
}

func sameMoment(text string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return moment(at)
}

// brief is a text, or what tells a long one from others: what was agreed on is kept, and is not to be a second copy.
func brief(text string) string {
	if len(text) <= longestLine {
		return text
	}
	sum := sha256.Sum256([]byte(text))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// shape is which of our columns a list has, and what they hold: a desk may have made its list by hand.
type shape map[string]graph.ColumnKind

// shapeOf is the shape of a list with these columns. One that can't be ours is taken for one that is as it should be: what
// is wrong with it then shows in what Graph answers.
func shapeOf(columns []graph.Column) shape {
	there := shape{}
	for _, c := range columns {
		there[c.Name] = c.Kind
	}
	ours := shape{}
	for _, c := range table() {
		switch kind := there[c.Name]; {
		case there[colKey] == "":
			ours[c.Name] = c.Kind
		case kind == "", kind == graph.ColumnURL, kind == graph.ColumnOther: // not there, or Graph doesn't write it
		case c.Name == colRequester && kind != graph.ColumnPerson: // there is RequesterName
		case c.Kind == graph.ColumnPerson && kind != graph.ColumnPerson:
			ours[c.Name] = graph.ColumnText
		default:
			ours[c.Name] = c.Kind
		}
	}
	return ours
}

func (s shape) has(name string) bool { return s[name] != "" }

func (s shape) kind(name string) graph.ColumnKind { return s[name] }
