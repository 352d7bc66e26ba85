package knowledge

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// How much an article holds.
const (
	MinPhrasings = 3   // of an article that is validated
	MaxQuestion  = 120 // characters: more does not fit on a button
	MaxPhrasing  = 200 // characters
)

// requiredKeys are the keys that every article has. Tags, links and reviewed_on may be left out.
var requiredKeys = []string{"id", "question", "phrasings", "owner", "review_by", "audience", "state"}

// knownKeys are all keys, in the order in which a person would write them.
var knownKeys = []string{
	"id", "question", "phrasings", "tags", "owner", "reviewed_on", "review_by", "audience", "state", "links",
}

// frontLine is how many lines stand above the front matter: YAML counts from below them.
const frontLine = 1

func (p *parser) faultAt(node *yaml.Node, format string, args ...any) {
	p.fault(node.Line+frontLine, format, args...)
}

func (p *parser) frontMatter(text string) {
	mapping := plainFront(text)
	if mapping == nil {
		if mapping = p.yaml(text); mapping == nil {
			return
		}
	}
	fields := p.keys(mapping)
	for _, key := range requiredKeys {
		if fields[key] == nil {
			p.fault(1, "the key %s is missing; add it", key)
		}
	}
	p.fields(fields)
}

// yaml gives the keys and values of any front matter, or nil when it has none.
func (p *parser) yaml(text string) *yaml.Node {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		line, message := 0, strings.TrimPrefix(err.Error(), "yaml: ")
		if _, err := fmt.Sscanf(message, "line %d:", &line); err == nil {
			_, message, _ = strings.Cut(message, ": ")
		}
		p.fault(line+frontLine, "the front matter is not YAML: %s; put quotes around a text that holds \": \" or \" #\"", message)
		return nil
	}
	if len(document.Content) == 0 || document.Content[0].Kind != yaml.MappingNode {
		p.fault(1+frontLine, "the front matter must be a list of keys: %s", strings.Join(knownKeys, ", "))
		return nil
	}
	return document.Content[0]
}

// keys gives the value of each known key, and faults the others.
func (p *parser) keys(mapping *yaml.Node) map[string]*yaml.Node {
	fields := map[string]*yaml.Node{}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key, value := mapping.Content[i], mapping.Content[i+1]
		switch {
		case !slices.Contains(knownKeys, key.Value):
			p.faultAt(key, "the key %q is not known; remove it, or use one of %s", key.Value, strings.Join(knownKeys, ", "))
		case fields[key.Value] != nil:
			p.faultAt(key, "the key %s is there twice; keep one", key.Value)
		default:
			fields[key.Value] = value
		}
	}
	return fields
}

func (p *parser) fields(fields map[string]*yaml.Node) {
	a := &p.article
	if node := fields["id"]; node != nil {
		if id := p.text(node, "id"); id != "" && id != a.ID {
			p.faultAt(node, "the id %q is not the file's name; write id: %s", id, a.ID)
		}
	}
	if node := fields["question"]; node != nil {
		a.Question = p.question(node)
	}
	if node := fields["phrasings"]; node != nil {
		a.Phrasings = p.phrasings(node)
	}
	if node := fields["tags"]; node != nil {
		a.Tags = p.texts(node, "tags")
	}
	if node := fields["owner"]; node != nil {
		a.Owner = p.text(node, "owner")
	}
	if node := fields["reviewed_on"]; node != nil {
		a.ReviewedOn = p.date(node, "reviewed_on")
	}
	if node := fields["review_by"]; node != nil {
		a.ReviewBy = p.date(node, "review_by")
		if !a.ReviewBy.IsZero() && a.ReviewBy.Before(a.ReviewedOn) {
			p.faultAt(node, "review_by is before reviewed_on; set the day of the next review")
		}
	}
	if node := fields["audience"]; node != nil {
		a.Audience = oneOf(p, node, "audience", Internal, Everyone)
	}
	if node := fields["state"]; node != nil {
		a.State = oneOf(p, node, "state", WorkInProgress, NotValidated, Validated, Archived)
	}
	if node := fields["links"]; node != nil {
		a.Links = p.links(node)
	}
	if node := fields["phrasings"]; node != nil && !a.early() {
		p.enoughPhrasings(node)
	}
}

func (p *parser) question(node *yaml.Node) string {
	question := p.text(node, "question")
	if question == "" {
		return ""
	}
	if !strings.HasSuffix(question, "?") {
		p.faultAt(node, `the question must end with "?"; put it as a person would ask it`)
	}
	if n := utf8.RuneCountInString(question); n > MaxQuestion {
		p.faultAt(node, "the question has %d characters; say it in at most %d", n, MaxQuestion)
	}
	return question
}

func (p *parser) phrasings(node *yaml.Node) []string {
	phrasings := p.texts(node, "phrasings")
	seen := map[string]bool{normal(p.article.Question): true}
	for i, phrasing := range phrasings {
		if n := utf8.RuneCountInString(phrasing); n > MaxPhrasing {
			p.faultAt(node.Content[i], "the phrasing has %d characters; say it in at most %d", n, MaxPhrasing)
		}
		if key := normal(phrasing); key != "" && seen[key] {
			p.faultAt(node.Content[i], "the phrasing %q repeats another or the question; use other words or remove it", phrasing)
		} else {
			seen[key] = true
		}
	}
	return phrasings
}

// fewPhrasings takes how many there are, and MinPhrasings.
const fewPhrasings = "%d phrasings; add ways in which people ask until there are at least %d"

func (p *parser) enoughPhrasings(node *yaml.Node) {
	if node.Kind == yaml.SequenceNode && len(node.Content) < MinPhrasings {
		p.faultAt(node, fewPhrasings, len(node.Content), MinPhrasings)
	}
}
