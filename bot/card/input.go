package card

// field is an input of a card.
type field interface {
	element
	describe() Field
}

// Field is something that a person fills in or chooses.
type Field struct {
	ID        string // the name under which it is in Data, as JSON
	Label     string
	Value     string // filled in or chosen already
	Required  bool
	Multiline bool
	MaxLength int           // in characters; 0 for a choice
	Choices   []FieldChoice // nil: free text
}

// FieldChoice is one of several values for a field.
type FieldChoice struct {
	Title string `json:"title"`
	Value string `json:"value"`
}

type inputText struct {
	Type string `json:"type"`
	layout
	Label        string `json:"label"`
	Placeholder  string `json:"placeholder,omitempty"`
	Value        string `json:"value,omitempty"`
	Multiline    bool   `json:"isMultiline,omitempty"`
	MaxLength    int    `json:"maxLength,omitempty"`
	Required     bool   `json:"isRequired,omitempty"`
	ErrorMessage string `json:"errorMessage,omitempty"`
}

// newInputText asks for text under the name that it has in Data. What is filled in is cut to the length allowed.
func newInputText(id, label, value string, maxLength int) *inputText {
	return &inputText{
		Type: "Input.Text", layout: layout{ID: id}, Label: label, Value: clip(value, maxLength), MaxLength: maxLength,
	}
}

// required makes the input one that can't be left empty, and says so with the given words.
func (i *inputText) required(message string) *inputText {
	i.Required, i.ErrorMessage = true, message
	return i
}

func (i *inputText) describe() Field {
	return Field{
		ID: i.ID, Label: i.Label, Value: i.Value, Required: i.Required, Multiline: i.Multiline, MaxLength: i.MaxLength,
	}
}

func (i *inputText) plain() string { return i.Label + ": " + i.Value }

type inputChoice struct {
	Type string `json:"type"`
	layout
	Label   string        `json:"label"`
	Style   string        `json:"style"`
	Value   string        `json:"value"`
	Choices []FieldChoice `json:"choices"`
}

func newInputChoice(id, label, value string, choices []FieldChoice) *inputChoice {
	return &inputChoice{
		Type: "Input.ChoiceSet", layout: layout{ID: id}, Label: label, Style: "compact", Value: value, Choices: choices,
	}
}

func (i *inputChoice) describe() Field {
	return Field{ID: i.ID, Label: i.Label, Value: i.Value, Required: true, Choices: i.Choices}
}

func (i *inputChoice) plain() string {
	for _, c := range i.Choices {
		if c.Value == i.Value {
			return i.Label + ": " + c.Title
		}
	}
	return i.Label
}
