package knowledge

import (
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"
)

// plainFront reads front matter that is written as nearly everybody writes it: a key and a text on a line, or a key and
// below it a list, each item of which is a text, or keys with texts. It gives what the YAML parser gives, as far as it is
// looked at, in a tenth of the time; of all else it makes nothing, and leaves that to the parser.
func plainFront(text string) *yaml.Node {
	p := plain{lines: strings.Split(strings.TrimSuffix(text, "\n"), "\n")}
	root := p.add(yaml.MappingNode, "")
	for p.at < len(p.lines) {
		if !p.pair(root, p.lines[p.at]) {
			return nil
		}
	}
	return root
}

// plain is a reader of front matter, at the line that it is to read next.
type plain struct {
	lines []string
	at    int
	nodes []yaml.Node // not yet used
}

// add makes a node that begins on the line at hand.
func (p *plain) add(kind yaml.Kind, value string) *yaml.Node {
	if len(p.nodes) == 0 {
		p.nodes = make([]yaml.Node, 5*len(p.lines)/2+1)
	}
	node := &p.nodes[0]
	p.nodes = p.nodes[1:]
	node.Kind, node.Value, node.Line = kind, value, p.at+1
	return node
}

// pair reads a key and all that belongs to it into a mapping, and says whether it could.
func (p *plain) pair(mapping *yaml.Node, line string) bool {
	key, text, ok := keyAndText(line)
	if !ok {
		return false
	}
	mapping.Content = append(mapping.Content, p.add(yaml.ScalarNode, key))
	var value *yaml.Node
	switch {
	case text == "":
		p.at++
		value = p.list()
	case text[0] == '[':
		value = p.inline(text)
		p.at++
	case isPlain(text):
		value = p.add(yaml.ScalarNode, text)
		p.at++
	}
	mapping.Content = append(mapping.Content, value)
	return value != nil
}

// list reads a list, each item on a line of its own. It gives nil when there is none.
func (p *plain) list() *yaml.Node {
	const item, inItem = "  - ", "    "
	if p.at == len(p.lines) || !strings.HasPrefix(p.lines[p.at], item) {
		return nil
	}
	list := p.add(yaml.SequenceNode, "")
	for p.at < len(p.lines) && strings.HasPrefix(p.lines[p.at], item) {
		text := p.lines[p.at][len(item):]
		if isPlain(text) {
			list.Content = append(list.Content, p.add(yaml.ScalarNode, text))
			p.at++
			continue
		}
		mapping := p.add(yaml.MappingNode, "")
		list.Content = append(list.Content, mapping)
		for line := text; ; line = p.lines[p.at][len(inItem):] {
			if _, text, ok := keyAndText(line); !ok || !isPlain(text) || !p.pair(mapping, line) {
				return nil
			}
			if p.at == len(p.lines) || !strings.HasPrefix(p.lines[p.at], inItem) {
				break
			}
		}
	}
	return list
}

// inline reads a list on one line: [a, b].
func (p *plain) inline(text string) *yaml.Node {
	list := p.add(yaml.SequenceNode, "")
	items, whole := strings.CutSuffix(text[1:], "]")
	if !whole {
		return nil
	}
	for item := range strings.SplitSeq(items, ",") {
		item = strings.Trim(item, " ")
		if !isPlain(item) || strings.ContainsAny(item, ":?[]{}") { // which mean something there
			return nil
		}
		list.Content = append(list.Content, p.add(yaml.ScalarNode, item))
	}
	return list
}

// keyAndText parts a line into its key and what stands beside it.
func keyAndText(line string) (key, text string, ok bool) {
	key, text, _ = strings.Cut(line, ":")
	if key == "" || len(key) == len(line) || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") != "" {
		return "", "", false
	}
	if text == "" {
		return key, "", true
	}
	text, ok = strings.CutPrefix(text, " ")
	return key, text, ok && text != ""
}

// maxPlain is below the length, in bytes, from which YAML doesn't take a text for a key any more.
const maxPlain = 1000

// isPlain reports whether a text means to YAML what stands there, and is not nothing.
func isPlain(text string) bool {
	if text == "" || len(text) > maxPlain || text[len(text)-1] == ' ' || text[len(text)-1] == ':' || strings.Contains(text, ": ") {
		return false
	}
	for i, r := range text {
		word := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r >= 0x80 && unicode.IsLetter(r)
		if !word && (i == 0 || r < ' ' || r == '#' || r >= 0x7f && !unicode.IsPunct(r)) {
			return false
		}
	}
	switch text {
	case "null", "Null", "NULL":
		return false
	}
	return true
}
