package card_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
)

// properties lists what each type of object may have in Adaptive Cards 1.5, as far as we use it. The first ones, up to
// the bar, it must have.
var properties = map[string]string{
	"AdaptiveCard":            "type body | $schema version lang fallbackText msteams actions",
	"TextBlock":               "type text wrap | style size weight isSubtle",
	"RichTextBlock":           "type inlines | horizontalAlignment",
	"TextRun":                 "type text | size weight color fontType isSubtle italic strikethrough",
	"Image":                   "type url altText |",
	"Container":               "type items | style bleed selectAction",
	"ColumnSet":               "type columns |",
	"Column":                  "type items width | style verticalContentAlignment selectAction",
	"Table":                   "type columns rows fallback |",
	"TableRow":                "type cells |",
	"TableCell":               "type items |",
	"ActionSet":               "type actions |",
	"Input.Text":              "type id label | placeholder value isMultiline maxLength isRequired errorMessage",
	"Input.ChoiceSet":         "type id label style value choices |",
	"Action.Execute":          "type title verb data fallback | style associatedInputs",
	"Action.Submit":           "type title data | style associatedInputs",
	"Action.ShowCard":         "type title card |",
	"Action.ToggleVisibility": "type title targetElements |",
	"mention":                 "type text mentioned |",
}

// laidOut are the types that also have what every element has.
var laidOut = strings.Fields(
	"TextBlock RichTextBlock Image Container ColumnSet Column Table ActionSet Input.Text Input.ChoiceSet")

// values lists what a property may hold.
var values = map[string]string{
	"spacing": "None Small Large", "size": "Small Default Medium Large", "weight": "Bolder", "fontType": "Monospace",
	"color": "Accent Good Attention", "style": "heading emphasis accent compact positive",
	"horizontalAlignment": "Center Right", "verticalContentAlignment": "Center", "width": "auto stretch Full",
	"associatedInputs": "none", "horizontalCellContentAlignment": "left center right",
}

// checkCard fails the test when a card breaks a rule of Adaptive Cards 1.5 or of Teams, or one of ours.
func checkCard(tb testing.TB, data []byte) {
	tb.Helper()
	require.LessOrEqual(tb, len(data), 28_000, "the size of a card")
	decoder := json.NewDecoder(bytes.NewReader(data))
	var card map[string]any
	require.NoError(tb, decoder.Decode(&card))
	assert.Equal(tb, "1.5", card["version"])
	assert.Equal(tb, "https://adaptivecards.io/schemas/adaptive-card.json", card["$schema"])
	assert.NotEmpty(tb, card["fallbackText"])
	assert.Contains(tb, []any{"en", "nb"}, card["lang"])

	ids := map[string]int{}
	var targets []string
	visit(card, func(o map[string]any) {
		checkObject(tb, o)
		if id, ok := o["id"].(string); ok {
			ids[id]++
		}
		for _, target := range list(o["targetElements"]) {
			targets = append(targets, target.(string))
		}
	})
	for id, n := range ids {
		assert.Equal(tb, 1, n, "id %q", id)
	}
	for _, target := range targets {
		assert.Contains(tb, ids, target, "a button toggles it")
	}
}

func checkObject(tb testing.TB, o map[string]any) {
	tb.Helper()
	kind, typed := o["type"].(string)
	if !typed {
		return // data, choices and columns of tables
	}
	must, may, known := strings.Cut(properties[kind], "|")
	require.True(tb, known, "the type %q is not one that we use", kind)
	allowed := append(strings.Fields(must), strings.Fields(may)...)
	if slices.Contains(laidOut, kind) {
		allowed = append(allowed, "id", "spacing", "separator", "isVisible")
	}
	for name := range strings.FieldsSeq(must) {
		assert.Contains(tb, o, name, kind)
	}
	for name, value := range o {
		assert.Contains(tb, allowed, name, kind)
		if s, ok := value.(string); ok && values[name] != "" {
			assert.Contains(tb, strings.Fields(values[name]), s, "%s.%s", kind, name)
		}
	}
	switch kind {
	case "AdaptiveCard", "ActionSet":
		assert.LessOrEqual(tb, len(list(o["actions"])), 6, "Teams shows six actions")
	case "TextBlock", "TextRun":
		assert.NotRegexp(tb, workedOut, o["text"], "clients work this out, Markdown or not")
	case "Image":
		assert.NotEmpty(tb, o["altText"])
		assert.True(tb, strings.HasPrefix(o["url"].(string), "https://"), o["url"])
	case "Input.Text":
		assert.Equal(tb, o["isRequired"] != nil, o["errorMessage"] != nil, "what is required says so")
	case "Action.Execute":
		checkExecute(tb, o)
	case "Action.Submit", "Action.ShowCard", "Action.ToggleVisibility":
		assert.NotEmpty(tb, o["title"])
	}
}

var workedOut = regexp.MustCompile(`\{\{(DATE|TIME)\(`)

func checkExecute(tb testing.TB, o map[string]any) {
	tb.Helper()
	assert.NotEmpty(tb, o["title"])
	data := o["data"].(map[string]any)
	assert.NotEmpty(tb, o["verb"])
	assert.Equal(tb, o["verb"], data["verb"])
	assert.NotEmpty(tb, data["nonce"])
	assert.Contains(tb, []any{"en", "nb"}, data["language"])
	fallback := o["fallback"].(map[string]any)
	assert.Equal(tb, "Action.Submit", fallback["type"])
	for _, same := range []string{"title", "data", "style", "associatedInputs"} {
		assert.Equal(tb, o[same], fallback[same], same)
	}
}

// visit calls f with every object in v.
func visit(v any, f func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		f(v)
		for _, key := range slices.Sorted(maps.Keys(v)) {
			visit(v[key], f)
		}
	case []any:
		for _, e := range v {
			visit(e, f)
		}
	}
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

// reading is what a person sees and can open on a card.
type reading struct {
	texts []string // of text blocks, runs and inputs, each as it is read
	urls  []string // of links and images
}

// read reads a card the way clients do: text blocks are Markdown, runs are not.
func read(tb testing.TB, data []byte) reading {
	tb.Helper()
	var card map[string]any
	require.NoError(tb, json.Unmarshal(data, &card))
	var r reading
	visit(card, func(o map[string]any) {
		switch o["type"] {
		case "TextBlock":
			r.markdown(tb, o["text"].(string))
		case "TextRun":
			r.texts = append(r.texts, visible(o["text"].(string)))
		case "Input.Text":
			if value, ok := o["value"].(string); ok {
				r.texts = append(r.texts, value)
			}
		case "Image":
			r.urls = append(r.urls, o["url"].(string))
		}
	})
	r.markdown(tb, card["fallbackText"].(string))
	return r
}

// visible is text without the invisible characters that keep clients from working it out.
func visible(s string) string { return strings.ReplaceAll(s, "\u2060", "") }

func (r *reading) markdown(tb testing.TB, source string) {
	tb.Helper()
	md := goldmark.New()
	root := md.Parser().Parse(text.NewReader([]byte(source)))
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Document, *ast.Paragraph, *ast.Text, *ast.Emphasis:
		case *ast.Link:
			r.urls = append(r.urls, string(n.Destination))
		default:
			assert.Fail(tb, "markup that we never mean", "%s in %q", n.Kind(), source)
		}
		return ast.WalkContinue, nil
	})
	require.NoError(tb, err)
	var rendered bytes.Buffer
	require.NoError(tb, md.Renderer().Render(&rendered, []byte(source), root))
	r.texts = append(r.texts, visible(textOfHTML(rendered.String())))
}

func textOfHTML(source string) string {
	var b strings.Builder
	for z := html.NewTokenizer(strings.NewReader(source)); z.Next() != html.ErrorToken; {
		if token := z.Token(); token.Type == html.TextToken {
			b.WriteString(token.Data)
		}
	}
	return strings.TrimSpace(b.String())
}
