package graphtest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// take checks fields that are to be written over others, and returns what comes of them. id is the item's own.
func (s *Server) take(l *list, id int, old, written object) (object, *Failure) {
	fields := maps.Clone(old)
	for _, name := range slices.Sorted(maps.Keys(written)) {
		if strings.Contains(name, "@odata.") || name == "id" {
			continue
		}
		kept, value, failed := s.takeField(l, name, written[name])
		if failed != nil {
			return nil, failed
		}
		if delete(fields, kept); value != nil {
			fields[kept] = value
		}
	}
	for _, c := range l.columns {
		if c.Unique && l.taken(c.Name, fields[c.Name], id) {
			return nil, invalid("The list item could not be added or updated because duplicate values were found "+
				"in the following field(s) in the list: [%s].", c.Name)
		}
	}
	return fields, nil
}

// takeField checks one field, and returns the name and the value under which it is kept.
func (s *Server) takeField(l *list, name string, value any) (string, any, *Failure) {
	if person, isLookup := strings.CutSuffix(name, "LookupId"); isLookup {
		c := l.column(person)
		if c == nil || c.kind != kindPerson || c.ReadOnly {
			return "", nil, invalid("Field '%s' is not recognized", name)
		}
		if value == nil || value == "" {
			return c.Name + "LookupId", nil, nil
		}
		id, err := strconv.Atoi(fmt.Sprint(value))
		if err != nil || id < 1 || id > len(l.site.users) {
			return "", nil, invalid("Invalid request: column %s knows no user %v", c.Name, value)
		}
		return c.Name + "LookupId", strconv.Itoa(id), nil
	}
	c := l.column(name)
	switch {
	case c == nil:
		return "", nil, invalid("Field '%s' is not recognized", name)
	case c.ReadOnly:
		return "", nil, invalid("Field '%s' is read-only", name)
	case c.kind == kindPerson:
		return "", nil, invalid("Invalid request: column %s is written as %sLookupId", c.Name, c.Name)
	}
	kept, failed := c.take(value, s.opts.Hyperlinks)
	return c.Name, kept, failed
}

// taken reports whether another item has the value.
func (l *list) taken(column string, value any, id int) bool {
	form := uniqueForm(value)
	if form == "" {
		return false
	}
	for _, other := range l.items {
		if other.id != id && uniqueForm(other.fields[column]) == form {
			return true
		}
	}
	return false
}

// maxText is what a single line holds, in UTF-16.
const maxText = 255

// noXML reports whether SharePoint, which keeps values as XML, refuses a character.
func noXML(r rune) bool {
	return r < ' ' && !strings.ContainsRune("\t\r\n", r) || r == '\uFFFE' || r == '\uFFFF'
}

// take brings a value into the form in which it is kept; nil clears the field.
func (c *column) take(value any, hyperlinks bool) (any, *Failure) {
	wrong := invalid("Invalid request: column %s takes no such value", c.Name)
	if value == nil || value == "" {
		return nil, nil //nolint:nilnil // an empty field is kept as none
	}
	text, isText := value.(string)
	switch c.kind {
	case kindText, kindNote, kindChoice:
		if !isText || strings.ContainsFunc(text, noXML) ||
			c.kind != kindNote && (len(utf16.Encode([]rune(text))) > maxText || strings.ContainsAny(text, "\r\n")) {
			return nil, wrong
		}
	case kindNumber:
		if _, isNumber := value.(float64); !isNumber {
			return nil, wrong
		}
	case kindBoolean:
		if _, isBool := value.(bool); !isBool {
			return nil, wrong
		}
	case kindDateTime:
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return nil, wrong
		}
		return at.UTC().Format("2006-01-02T15:04:05Z"), nil
	case kindHyperlink:
		link, _ := value.(object)
		if url, _ := link["Url"].(string); !hyperlinks || url == "" {
			return nil, &Failure{
				Status: http.StatusBadRequest, Code: "invalidRequest",
				Message: "Invalid request (column " + c.Name + " is a hyperlink, which Graph can't write)",
			}
		}
	}
	return value, nil
}
