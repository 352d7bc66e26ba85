package knowledge

import (
	"net/url"
	"strings"

	"go.yaml.in/yaml/v3"
)

func (p *parser) links(node *yaml.Node) []Link {
	if node.Kind != yaml.SequenceNode {
		p.faultAt(node, "links must be a list, each with a title and a url; write them, or leave the key out")
		return nil
	}
	links := make([]Link, 0, len(node.Content))
	for _, entry := range node.Content {
		links = append(links, p.link(entry))
	}
	return links
}

func (p *parser) link(entry *yaml.Node) Link {
	var link Link
	if entry.Kind != yaml.MappingNode {
		p.faultAt(entry, "a link must have a title and a url")
		return link
	}
	for i := 0; i+1 < len(entry.Content); i += 2 {
		switch key, value := entry.Content[i], entry.Content[i+1]; key.Value {
		case "title":
			link.Title = p.text(value, "the title of a link")
		case "url":
			link.URL = p.text(value, "the url of a link")
			if link.URL != "" && !secure(link.URL) {
				p.faultAt(value, "the address %q must be a whole one that begins with https://", link.URL)
			}
		default:
			p.faultAt(key, "the key %q is not known in a link; it has a title and a url", key.Value)
		}
	}
	if link.Title == "" || link.URL == "" {
		p.faultAt(entry, "a link must have both a title and a url")
	}
	return link
}

// secure reports whether a card may link to the address.
func secure(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Hostname() != "" && u.User == nil && !strings.ContainsAny(address, " \t\n")
}
