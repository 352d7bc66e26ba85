package knowledge

import (
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// text is the value of a key that must be a single line of text.
func (p *parser) text(node *yaml.Node, key string) string {
	if node.Kind != yaml.ScalarNode || node.Tag == "!!null" || strings.TrimSpace(node.Value) == "" {
		p.faultAt(node, "%s must be a text; write one, between quotes if it is a word such as null", key)
		return ""
	}
	text := strings.TrimSpace(node.Value)
	if strings.Contains(text, "\n") {
		p.faultAt(node, "%s must be a single line; join the lines", key)
	}
	return text
}

// texts is the value of a key that must be a list of single lines. It has one entry for each of the node.
func (p *parser) texts(node *yaml.Node, key string) []string {
	if node.Kind != yaml.SequenceNode {
		p.faultAt(node, `%s must be a list; write each on a line of its own, after "- "`, key)
		return nil
	}
	texts := make([]string, len(node.Content))
	for i, entry := range node.Content {
		texts[i] = p.text(entry, "each of "+key)
	}
	return texts
}

func (p *parser) date(node *yaml.Node, key string) time.Time {
	date, err := time.Parse(time.DateOnly, node.Value)
	if node.Kind != yaml.ScalarNode || err != nil {
		p.faultAt(node, "%s must be a day of the calendar, written like 2026-01-31", key)
		return time.Time{}
	}
	return date
}

func oneOf[T ~string](p *parser, node *yaml.Node, key string, known ...T) T {
	value := T(node.Value)
	if node.Kind == yaml.ScalarNode && slices.Contains(known, value) {
		return value
	}
	names := make([]string, len(known))
	for i, name := range known {
		names[i] = string(name)
	}
	p.faultAt(node, "%s must be one of: %s", key, strings.Join(names, ", "))
	return ""
}
