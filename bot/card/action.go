package card

import "slices"

// Action is something that a person can do on a card, for clients that draw no cards.
type Action struct {
	Title  string
	Verb   Verb
	Data   Data
	Inputs []Field // what the person is asked for with it; what they answer belongs in Data
}

// Actions lists what a person can do on the card, in reading order.
func (c Card) Actions() []Action { return actionsOf(c.root, nil) }

func actionsOf(r root, outer []Field) []Action {
	fields := slices.Concat(outer, fieldsOf(r.Body))
	var found []Action
	add := func(a action) {
		switch a := a.(type) {
		case *execute:
			doable := Action{Title: a.Title, Verb: a.Verb, Data: a.Data}
			if a.AssociatedInputs != noInputs {
				doable.Inputs = fields
			}
			found = append(found, doable)
		case *showCard:
			for _, inner := range actionsOf(a.Card, fields) {
				inner.Title = a.Title
				found = append(found, inner)
			}
		}
	}
	walk(r.Body, func(_ element, a action) { add(a) })
	for _, a := range r.Actions {
		add(a)
	}
	return found
}

func fieldsOf(elements []element) []Field {
	var fields []Field
	walk(elements, func(e element, _ action) {
		if f, ok := e.(field); ok {
			fields = append(fields, f.describe())
		}
	})
	return fields
}

// walk visits the elements and what they hold, in reading order, each with its action or with nil.
func walk(elements []element, visit func(element, action)) {
	for _, e := range elements {
		switch e := e.(type) {
		case *container:
			visit(e, e.SelectAction)
			walk(e.Items, visit)
		case *columnSet:
			for _, c := range e.Columns {
				visit(c, c.SelectAction)
				walk(c.Items, visit)
			}
		case *kept:
			walk(e.held, visit)
		case *actionSet:
			for _, a := range e.Actions {
				visit(e, a)
			}
		default:
			visit(e, nil)
		}
	}
}

// action is one of the actions of Adaptive Cards that we use.
type action interface{ isAction() }

func (*execute) isAction()  {}
func (*showCard) isAction() {}
func (*toggle) isAction()   {}

// execute sends its data to the bot. Clients that don't know it send the same data by submit.
type execute struct {
	Type             string `json:"type"`
	Title            string `json:"title"`
	Verb             Verb   `json:"verb"`
	Data             Data   `json:"data"`
	Style            string `json:"style,omitempty"`
	AssociatedInputs string `json:"associatedInputs,omitempty"`
	Fallback         submit `json:"fallback"`
}

type submit struct {
	Type             string `json:"type"`
	Title            string `json:"title"`
	Data             Data   `json:"data"`
	Style            string `json:"style,omitempty"`
	AssociatedInputs string `json:"associatedInputs,omitempty"`
}

// press does what the verb says, with the given data.
func press(title string, verb Verb, data Data) *execute {
	title = clip(line(title), maxTitle)
	data.Verb = verb
	return &execute{
		Type: "Action.Execute", Title: title, Verb: verb, Data: data,
		Fallback: submit{Type: "Action.Submit", Title: title, Data: data},
	}
}

// primary makes the button the one that stands out.
func (e *execute) primary() *execute {
	e.Style = "positive"
	e.Fallback.Style = e.Style
	return e
}

const noInputs = "none"

// withoutInputs lets the button be pressed whatever is filled in, and sends none of it.
func (e *execute) withoutInputs() *execute {
	e.AssociatedInputs, e.Fallback.AssociatedInputs = noInputs, noInputs
	return e
}

// showCard unfolds a card within the card.
type showCard struct {
	Type  string `json:"type"`
	Title string `json:"title"`
	Card  root   `json:"card"`
}

// ask unfolds a question that is answered with the given button.
func ask(title string, question *inputText, send *execute) *showCard {
	return &showCard{Type: "Action.ShowCard", Title: title, Card: root{
		Type: "AdaptiveCard", Body: []element{question}, Actions: []action{send},
	}}
}

// toggle shows the hidden ones of its targets and hides the others.
type toggle struct {
	Type    string   `json:"type"`
	Title   string   `json:"title"`
	Targets []string `json:"targetElements"`
}

func newToggle(title string, targets ...string) *toggle {
	return &toggle{Type: "Action.ToggleVisibility", Title: title, Targets: targets}
}
