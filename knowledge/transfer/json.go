package transfer

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// jsonFile is an export as an interface gives it: of QnA Maker at the top, or of a project of custom question answering.
type jsonFile struct {
	QnaDocuments []json.RawMessage `json:"qnaDocuments"`
	QnaList      []json.RawMessage `json:"qnaList"`
	Value        []json.RawMessage `json:"value"` // a page of the questions and answers of a project
	Metadata     struct {
		Language string `json:"language"`
	} `json:"metadata"`
	Assets struct {
		QnAs []json.RawMessage `json:"qnas"`
	} `json:"assets"`
}

type jsonQnA struct {
	ID                        jsonID        `json:"id"`
	Answer                    string        `json:"answer"`
	Questions                 []string      `json:"questions"`
	Metadata                  jsonMetadata  `json:"metadata"`
	Context                   jsonDialog    `json:"context"`
	Dialog                    jsonDialog    `json:"dialog"`
	AlternateQuestionClusters []jsonCluster `json:"alternateQuestionClusters"`
	ActiveLearningSuggestions []jsonCluster `json:"activeLearningSuggestions"`
}

// jsonID is a number, or now and then a text.
type jsonID string

// UnmarshalJSON implements json.Unmarshaler.
func (id *jsonID) UnmarshalJSON(data []byte) error {
	if text := strings.Trim(string(data), `"`); text != "null" {
		*id = jsonID(text)
	}
	return nil
}

type jsonDialog struct {
	IsContextOnly bool         `json:"isContextOnly"`
	Prompts       []jsonPrompt `json:"prompts"`
}

type jsonPrompt struct {
	DisplayOrder int    `json:"displayOrder"`
	QnaID        jsonID `json:"qnaId"`
	DisplayText  string `json:"displayText"`
}

// jsonCluster holds questions that people asked and nobody has accepted yet.
type jsonCluster struct {
	AlternateQuestionList []json.RawMessage `json:"alternateQuestionList"`
	SuggestedQuestions    []json.RawMessage `json:"suggestedQuestions"`
}

type jsonPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// jsonMetadata is a list of names and values, or an object of them.
type jsonMetadata []jsonPair

// UnmarshalJSON implements json.Unmarshaler.
func (m *jsonMetadata) UnmarshalJSON(data []byte) error {
	if !bytes.HasPrefix(data, []byte("{")) {
		return json.Unmarshal(data, (*[]jsonPair)(m))
	}
	var object map[string]string
	if err := json.Unmarshal(data, &object); err != nil {
		return err
	}
	for name, value := range object {
		*m = append(*m, jsonPair{name, value})
	}
	slices.SortFunc(*m, func(a, b jsonPair) int { return cmp.Compare(a.Name, b.Name) })
	return nil
}

// housekeeping are names of metadata that the tools write for themselves.
var housekeeping = []string{
	"createdat", "createdby", "updatedat", "updatedby", "conversationid", "activityreferenceid", // FAQ Plus
	"explicitlytaggedheading", "generatedfromtable", "editorial", // QnA Maker, taking documents apart
}

// tags are the values, or the names of what is merely true.
func (m jsonMetadata) tags() []string {
	var tags []string
	for _, pair := range m {
		name, value := oneLine(pair.Name), oneLine(pair.Value)
		switch {
		case slices.Contains(housekeeping, strings.ToLower(name)), strings.EqualFold(value, "false"):
		case value == "", strings.EqualFold(value, "true"):
			tags = append(tags, name)
		case strings.Trim(value, "0123456789.") == "":
			tags = append(tags, name+" "+value)
		default:
			tags = append(tags, value)
		}
	}
	return tags
}

func readJSON(data []byte, n *notes) ([]entry, error) {
	text, err := textOf(data, n)
	if err != nil {
		return nil, err
	}
	var file jsonFile
	if strings.HasPrefix(strings.TrimSpace(text), "[") {
		err = json.Unmarshal([]byte(text), &file.QnaList)
	} else {
		err = json.Unmarshal([]byte(text), &file)
	}
	if err != nil {
		return nil, fmt.Errorf("read the JSON: %w; export it again", err)
	}
	all := slices.Concat(file.QnaDocuments, file.QnaList, file.Value, file.Assets.QnAs)
	if len(all) == 0 {
		return nil, errors.New(`there are no questions and answers: none of "qnaDocuments", "qnaList", "value" and "assets.qnas" holds any`)
	}
	if len(all) > maxRows {
		return nil, errRows
	}
	var found []entry
	place := places{text: text}
	for _, raw := range all {
		line := place.line(string(raw))
		var qna jsonQnA
		if err := json.Unmarshal(raw, &qna); err != nil {
			n.skip(line, "", "it can't be read (%v); correct it in the file", err)
			continue
		}
		e := qna.entry(line)
		e.language = file.Metadata.Language
		found = append(found, e)
	}
	return found, nil
}

func (q jsonQnA) entry(line int) entry {
	return entry{
		line: line, key: string(q.ID), questions: q.Questions, answer: q.Answer, tags: q.Metadata.tags(),
		prompts:   promptsOf(slices.Concat(q.Context.Prompts, q.Dialog.Prompts)),
		followUp:  q.Context.IsContextOnly || q.Dialog.IsContextOnly,
		suggested: suggestions(q.AlternateQuestionClusters) + suggestions(q.ActiveLearningSuggestions),
	}
}

func promptsOf(list []jsonPrompt) []prompt {
	slices.SortStableFunc(list, func(a, b jsonPrompt) int { return cmp.Compare(a.DisplayOrder, b.DisplayOrder) })
	prompts := make([]prompt, 0, len(list))
	for _, p := range list {
		prompts = append(prompts, prompt{string(p.QnaID), oneLine(p.DisplayText)})
	}
	return prompts
}

func suggestions(clusters []jsonCluster) int {
	count := 0
	for _, c := range clusters {
		count += len(c.AlternateQuestionList) + len(c.SuggestedQuestions)
	}
	return count
}

// places finds the lines of parts of a text that are asked for in their order.
type places struct {
	text string
	at   int // bytes that were passed
	past int // lines that were passed
}

func (p *places) line(part string) int {
	found := strings.Index(p.text[p.at:], part)
	if found < 0 {
		return 0
	}
	p.past += strings.Count(p.text[p.at:p.at+found], "\n")
	p.at += found
	line := p.past + 1
	p.past += strings.Count(part, "\n")
	p.at += len(part)
	return line
}
