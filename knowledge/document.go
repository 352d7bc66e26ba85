package knowledge

import (
	"encoding/json"
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
)

// newDocument is what bleve indexes of an article.
func newDocument(l *language, words *wordAnalyzer, a Article) (index.Document, error) {
	text, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("store the article %s: %w", a.Path, err)
	}
	doc := document.NewDocument(documentID(a.Language, a.ID))
	add := func(t *termText, f field, options index.FieldIndexingOptions) {
		added := &termField{TextField: document.NewTextFieldCustom(f.name, nil, nil, options, nil), of: t, filters: f.filters}
		t.fields = append(t.fields, added)
		doc.AddField(added)
	}
	asked := &termText{text: asked(a), words: words, fields: make([]*termField, 0, 3)}
	add(asked, l.ask, index.IndexField)
	add(asked, l.word, index.IndexField|index.SkipFreqNorm)
	if l.parts != nil {
		add(asked, l.gram, index.IndexField|index.SkipFreqNorm)
	}
	add(&termText{text: a.Body, words: words}, l.body, index.IndexField)
	doc.AddField(document.NewTextFieldWithIndexingOptions(storedField, nil, text, index.StoreField))
	return doc, nil
}

// termText is a text that goes into some fields of a document. It is taken apart into words once for all of them.
type termText struct {
	text   string
	words  *wordAnalyzer
	fields []*termField // until they are analysed
}

// termField is a field of a document that is made of the words of a text.
type termField struct {
	*document.TextField
	of          *termText
	filters     []analysis.TokenFilter
	length      int
	frequencies index.TokenFrequencies
}

// Analyze, AnalyzedLength and AnalyzedTokenFrequencies implement index.Field.
func (f *termField) Analyze()                                         { f.of.analyze() }
func (f *termField) AnalyzedLength() int                              { return f.length }
func (f *termField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.frequencies }

// analyze works all fields when the first of them is to be. Bleve asks for one after the other.
func (t *termText) analyze() {
	if t.fields == nil {
		return
	}
	work, ok := tokenWork.Get().(*tokens)
	if !ok {
		work = &tokens{}
	}
	defer tokenWork.Put(work)
	words := t.words.into(work, []byte(t.text))
	for i, f := range t.fields {
		stream := words
		if i < len(t.fields)-1 { // filters leave the bytes of words alone, but not the tokens
			stream = work.copy(words)
		}
		for _, filter := range f.filters {
			stream = filter.Filter(stream)
		}
		f.length, f.frequencies = len(stream), work.frequencies(stream, f.Options())
	}
	t.text, t.fields = "", nil
}

// tokenWork holds working memory: bleve takes many texts apart at once.
var tokenWork sync.Pool // of *tokens

// tokens is what a text is taken apart in.
type tokens struct {
	all, copied     []analysis.Token
	stream, another analysis.TokenStream
	terms           []byte
}

// copy copies tokens. What it gave before is overwritten.
func (w *tokens) copy(stream analysis.TokenStream) analysis.TokenStream {
	w.copied = w.copied[:0]
	for _, token := range stream {
		w.copied = append(w.copied, *token)
	}
	w.another = pointers(w.another, w.copied)
	return w.another
}

// pointers makes a stream of tokens.
func pointers(into analysis.TokenStream, tokens []analysis.Token) analysis.TokenStream {
	into = into[:0]
	for i := range tokens {
		into = append(into, &tokens[i])
	}
	return into
}

// frequencies counts terms as analysis.TokenFrequency does, and keeps them in one piece of memory.
func (w *tokens) frequencies(stream analysis.TokenStream, options index.FieldIndexingOptions) index.TokenFrequencies {
	w.terms = w.terms[:0]
	for _, token := range stream {
		w.terms = append(w.terms, token.Term...)
	}
	terms, counted := string(w.terms), make([]index.TokenFreq, 0, len(stream))
	all := make(index.TokenFrequencies, len(stream))
	for _, token := range stream {
		term := terms[:len(token.Term)]
		terms = terms[len(token.Term):]
		found := all[term]
		if found == nil {
			counted = append(counted, index.TokenFreq{})
			found = &counted[len(counted)-1]
			all[term] = found
		}
		if !options.SkipFreqNorm() {
			found.SetFrequency(found.Frequency() + 1)
		}
	}
	return all
}
