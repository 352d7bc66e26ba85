package transfer

import (
	"bytes"
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"

	"deskhand/knowledge"
)

// Write gives the article as a Markdown file with front matter, its keys in the order in which a person would write
// them. knowledge.Parse makes the same article of it again, if the article keeps the rules and goes to where its path says.
func Write(article knowledge.Article) ([]byte, error) {
	front := &yaml.Node{Kind: yaml.MappingNode}
	add := func(key string, value *yaml.Node) {
		front.Content = append(front.Content, text(key), value)
	}
	add("id", text(article.ID))
	add("question", text(article.Question))
	add("phrasings", list(article.Phrasings, 0))
	if len(article.Tags) > 0 {
		add("tags", list(article.Tags, yaml.FlowStyle))
	}
	add("owner", text(article.Owner))
	if !article.ReviewedOn.IsZero() {
		add("reviewed_on", date(article.ReviewedOn))
	}
	add("review_by", date(article.ReviewBy))
	add("audience", text(string(article.Audience)))
	add("state", text(string(article.State)))
	if len(article.Links) > 0 {
		add("links", links(article.Links))
	}

	var out bytes.Buffer
	out.WriteString("---\n")
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(front); err != nil {
		return nil, fmt.Errorf("write the front matter of %s: %w", article.ID, err)
	}
	if err := encoder.Close(); err != nil {
		return nil, fmt.Errorf("write the front matter of %s: %w", article.ID, err)
	}
	out.WriteString("---\n" + article.Body + "\n")
	return out.Bytes(), nil
}

// text is between quotes where it would be read as something else without them.
func text(value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}
}

// date has no tag, and so no quotes: the rules ask for what is written, not for what YAML makes of it.
func date(day time.Time) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Value: day.Format(time.DateOnly)}
}

func list(values []string, style yaml.Style) *yaml.Node {
	node := &yaml.Node{Kind: yaml.SequenceNode, Style: style}
	for _, value := range values {
		node.Content = append(node.Content, text(value))
	}
	return node
}

func links(links []knowledge.Link) *yaml.Node {
	node := &yaml.Node{Kind: yaml.SequenceNode}
	for _, link := range links {
		node.Content = append(node.Content, &yaml.Node{
			Kind: yaml.MappingNode, Content: []*yaml.Node{text("title"), text(link.Title), text("url"), text(link.URL)},
		})
	}
	return node
}
