package card

// The elements of Adaptive Cards that we use, with those of their properties that we use, in the order in which they
// are written. Each is made by the function below it, which names its type.

type element interface {
	common() *layout
	plain() string // the element as plain text
}

// layout is what all elements have.
type layout struct {
	ID        string  `json:"id,omitempty"`
	Spacing   spacing `json:"spacing,omitempty"` // to what stands above
	Separator bool    `json:"separator,omitempty"`
	Visible   *bool   `json:"isVisible,omitempty"` // nil: it is
}

func (l *layout) common() *layout { return l }

type spacing string

const (
	tight spacing = "None"
	small spacing = "Small"
	large spacing = "Large"
)

// textBlock is text in the Markdown that Teams knows: links are all that we use of it.
type textBlock struct {
	Type string `json:"type"`
	layout
	Style  string `json:"style,omitempty"`
	Text   string `json:"text"`
	Size   string `json:"size,omitempty"`
	Weight string `json:"weight,omitempty"`
	Subtle bool   `json:"isSubtle,omitempty"`
	Wrap   bool   `json:"wrap"`

	text string // as it is read
}

func newTextBlock(markdown, text string) *textBlock {
	return &textBlock{Type: "TextBlock", Text: markdown, Wrap: true, text: text}
}

// richText is text in which nothing is markup.
type richText struct {
	Type string `json:"type"`
	layout
	Align   string `json:"horizontalAlignment,omitempty"`
	Inlines []run  `json:"inlines"`
}

func newRichText(runs ...run) *richText { return &richText{Type: "RichTextBlock", Inlines: runs} }

// run is a stretch of text in one style.
type run struct {
	Type   string `json:"type"`
	Text   string `json:"text"`
	Size   string `json:"size,omitempty"`
	Weight string `json:"weight,omitempty"`
	Color  string `json:"color,omitempty"`
	Font   string `json:"fontType,omitempty"`
	Subtle bool   `json:"isSubtle,omitempty"`
	Italic bool   `json:"italic,omitempty"`
	Strike bool   `json:"strikethrough,omitempty"`

	text     string // as it is read
	ornament bool   // says nothing that isn't said elsewhere
}

func newRun(text string) run { return run{Type: "TextRun", Text: inert(text), text: text} }

func (r run) bold() run             { r.Weight = "Bolder"; return r }
func (r run) subtle() run           { r.Subtle = true; return r }
func (r run) small() run            { r.Size = sizeSmall; return r }
func (r run) color(name string) run { r.Color = name; return r }
func (r run) decorative() run       { r.ornament = true; return r }

// The sizes of text.
const (
	sizeSmall   = "Small"
	sizeDefault = "Default"
	sizeMedium  = "Medium"
	sizeLarge   = "Large"
)

// The colours of text, by what they mean.
const (
	accent    = "Accent"
	good      = "Good"
	attention = "Attention"
)

type image struct {
	Type string `json:"type"`
	layout
	URL     string `json:"url"`
	AltText string `json:"altText"`
}

func newImage(url, alt string) *image { return &image{Type: "Image", URL: url, AltText: alt} }

type container struct {
	Type string `json:"type"`
	layout
	Style        string    `json:"style,omitempty"`
	Bleed        bool      `json:"bleed,omitempty"` // fills the card to its edges
	SelectAction action    `json:"selectAction,omitempty"`
	Items        []element `json:"items"`
}

func newContainer(items ...element) *container { return &container{Type: "Container", Items: items} }

// emphasised sets the container off from what is around it.
func (c *container) emphasised() *container {
	c.Style = "emphasis"
	return c
}

type columnSet struct {
	Type string `json:"type"`
	layout
	Columns []*column `json:"columns"`
}

func newColumnSet(columns ...*column) *columnSet {
	return &columnSet{Type: "ColumnSet", Columns: columns}
}

type column struct {
	Type string `json:"type"`
	layout
	Width         string    `json:"width"`
	Style         string    `json:"style,omitempty"`
	VerticalAlign string    `json:"verticalContentAlignment,omitempty"`
	SelectAction  action    `json:"selectAction,omitempty"`
	Items         []element `json:"items"`
}

// newColumn is as wide as it must be ("auto") or as it can be ("stretch").
func newColumn(width string, items ...element) *column {
	return &column{Type: "Column", Width: width, Items: items}
}

type table struct {
	Type string `json:"type"`
	layout
	Columns  []tableColumn `json:"columns"`
	Rows     []tableRow    `json:"rows"`
	Fallback element       `json:"fallback"` // for clients older than tables

	text string
}

type tableColumn struct {
	Width int    `json:"width"` // in proportion to the others
	Align string `json:"horizontalCellContentAlignment,omitempty"`
}

type tableRow struct {
	Type  string      `json:"type"`
	Cells []tableCell `json:"cells"`
}

type tableCell struct {
	Type  string    `json:"type"`
	Items []element `json:"items"`
}

type actionSet struct {
	Type string `json:"type"`
	layout
	Actions []action `json:"actions"`
}

func newActionSet(actions ...action) *actionSet {
	return &actionSet{Type: "ActionSet", Actions: actions}
}
