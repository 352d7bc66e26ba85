package transfer

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// faqMark is the first line of an FAQ of Microsoft Learn.
const faqMark = "### YamlMime:FAQ"

type faq struct {
	Sections []struct {
		Name      string        `yaml:"name"`
		Questions []faqQuestion `yaml:"questions"`
	} `yaml:"sections"`
	AdditionalContent yaml.Node `yaml:"additionalContent"`
}

type faqQuestion struct {
	Question string `yaml:"question"`
	Answer   string `yaml:"answer"`
	line     int
}

// UnmarshalYAML implements yaml.Unmarshaler: it remembers the line.
func (q *faqQuestion) UnmarshalYAML(node *yaml.Node) error {
	type plain faqQuestion
	err := node.Decode((*plain)(q))
	q.line = node.Line
	return err
}

// readYAML reads an FAQ of Microsoft Learn. The name of a section is a tag of all that is in it.
func readYAML(data []byte, n *notes) ([]entry, error) {
	text, err := textOf(data, n)
	if err != nil {
		return nil, err
	}
	var file faq
	if err := yaml.Unmarshal([]byte(text), &file); err != nil {
		return nil, fmt.Errorf("read the YAML: %w", err)
	}
	var found []entry
	for _, section := range file.Sections {
		for _, q := range section.Questions {
			e := entry{line: q.line, questions: []string{q.Question}, answer: learnSyntax(q.Answer), tags: faqTags(section.Name)}
			if e.answer != q.Answer {
				n.warn(e, "what only Microsoft Learn can show was made Markdown or left out; see whether the answer is whole")
			}
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		return nil, errors.New("there are no questions: an FAQ has sections, each with questions, each with a question and an answer")
	}
	if len(found) > maxRows {
		return nil, errRows
	}
	if file.AdditionalContent.Value != "" {
		n.skip(file.AdditionalContent.Line, "additionalContent", "it belongs to no question; see whether an answer needs it")
	}
	return found, nil
}

// faqTags leaves out names of sections that say nothing.
func faqTags(section string) []string {
	section = strings.ToLower(oneLine(section))
	if section == "" || section == "general" || section == "ignored" {
		return nil
	}
	return []string{section}
}
