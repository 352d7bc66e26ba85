package transfer

import (
	"cmp"
	"slices"
	"strings"

	"deskhand/knowledge"
)

// builder makes articles of entries.
type builder struct {
	options  Options
	spoken   func(text, otherwise string) string
	notes    *notes
	ids      map[string]bool   // taken by this file, as "en/share-an-app"
	paths    map[string]string // of articles that exist, by the same
	words    map[string]taken  // by language and Normal
	articles []knowledge.Article
}

// taken says who has a phrasing.
type taken struct {
	article string // as in builder.ids
	place   string // as a person would find it
}

// planned is an entry of which an article is to be made.
type planned struct {
	entry
	language, id string
	question     string
	phrasings    []string
}

func newBuilder(options Options, spoken func(text, otherwise string) string, n *notes) *builder {
	b := &builder{
		options: options, spoken: spoken, notes: n,
		ids: map[string]bool{}, paths: map[string]string{}, words: map[string]taken{},
	}
	for _, a := range options.Existing {
		key := a.Language + "/" + a.ID
		b.paths[key] = a.Path
		for _, words := range append([]string{a.Question}, a.Phrasings...) {
			b.words[a.Language+"/"+knowledge.Normal(words)] = taken{key, a.Path}
		}
	}
	return b
}

// build plans every article before it makes any, since they name one another by their questions.
func (b *builder) build(entries []entry) {
	usual := b.usualLanguage(entries)
	var plans []planned
	titles := map[string]string{}
	for _, e := range entries {
		if p, ok := b.plan(e, usual); ok {
			plans = append(plans, p)
			if e.key != "" {
				titles[e.key] = p.question
			}
		}
	}
	for _, p := range plans {
		b.make(p, titles)
	}
}

// usualLanguage is the language of most entries.
func (b *builder) usualLanguage(entries []entry) string {
	norwegian := 0
	for _, e := range entries {
		switch b.spoken(sample(e), "") {
		case "nb":
			norwegian++
		case "en":
			norwegian--
		}
	}
	if norwegian > 0 {
		return "nb"
	}
	return "en"
}

// sample is enough of an entry to tell its language.
func sample(e entry) string {
	const enough = 2 << 10
	return e.questions[0] + " " + e.answer[:min(len(e.answer), enough)]
}

// languageCodes are how tools name the languages that articles can have.
var languageCodes = map[string]string{
	"en": "en", "en-us": "en", "en-gb": "en", "english": "en", "engelsk": "en",
	"nb": "nb", "nb-no": "nb", "no": "nb", "norwegian": "nb", "norwegian bokmål": "nb", "norsk": "nb", "bokmål": "nb",
}

func (b *builder) plan(e entry, usual string) (planned, bool) {
	p := planned{entry: e, language: b.options.Language}
	if p.language == "" && e.language != "" {
		code, known := languageCodes[strings.ToLower(oneLine(e.language))]
		if !known {
			b.notes.skip(e.line, e.questions[0], "its language, %q, is none that articles can have; say --language en or nb", e.language)
			return p, false
		}
		p.language = code
	}
	if p.language == "" {
		p.language = b.spoken(sample(e), usual)
	}
	title := e.questions[bestQuestion(e.questions)]
	p.id = articleID(title, func(id string) bool { return b.ids[p.language+"/"+id] })
	if own := slug(e.id); own != "" && !b.ids[p.language+"/"+own] {
		p.id = own
	}
	if b.ids[p.language+"/"+p.id] {
		b.notes.skip(e.line, title, "another entry has this question and a different answer; make one of the two")
		return p, false
	}
	questions := b.free(p)
	if len(questions) == 0 {
		return p, false
	}
	b.ask(&p, questions)
	b.take(p)
	return p, true
}

// free are the questions of an entry that lead to no other article.
func (b *builder) free(p planned) []string {
	var questions []string
	var other taken
	seen := map[string]bool{}
	for _, question := range p.questions {
		key := knowledge.Normal(question)
		owner, isTaken := b.words[p.language+"/"+key]
		switch {
		case isTaken && owner.article != p.language+"/"+p.id:
			other = owner
			if len(p.questions) > 1 {
				b.notes.warn(p.entry, "%q leads to %s already and was left out", shortened(question), owner.place)
			}
		case !seen[key]:
			seen[key] = true
			questions = append(questions, question)
		}
	}
	if len(questions) == 0 {
		b.notes.skip(p.line, p.questions[0], "%s has this question already; see whether its answer lacks anything", other.place)
	}
	return questions
}

// take keeps the words of an article from leading to another.
func (b *builder) take(p planned) {
	key := p.language + "/" + p.id
	b.ids[key] = true
	for _, words := range append([]string{p.question}, p.phrasings...) {
		b.words[p.language+"/"+knowledge.Normal(words)] = taken{key, "another entry (" + p.id + ")"}
	}
}

// make makes the article, if it keeps the rules.
func (b *builder) make(p planned, titles map[string]string) {
	key := p.language + "/" + p.id
	article := knowledge.Article{
		ID: p.id, Language: p.language, Path: cmp.Or(b.paths[key], key+".md"), Question: p.question, Phrasings: p.phrasings,
		Tags: uniqueTags(p.tags), Owner: cmp.Or(p.owner, b.options.Owner), ReviewBy: b.options.ReviewBy,
		Audience: knowledge.Everyone, State: b.options.State, Body: b.body(p, titles),
	}
	data, err := Write(article)
	if err != nil {
		b.notes.skip(p.line, p.question, "%v", err)
		return
	}
	article, faults := knowledge.Parse(article.Path, data)
	if len(faults) > 0 {
		b.notes.skip(p.line, p.question, "%s", faults[0].Message)
		return
	}
	b.articles = append(b.articles, article)
}

// uniqueTags leaves out what is there already, and what is too long to be a tag.
func uniqueTags(tags []string) []string {
	const longest, most = 60, 10
	var unique []string
	for _, tag := range tags {
		same := func(other string) bool { return strings.EqualFold(tag, other) }
		if len(tag) <= longest && len(unique) < most && !slices.ContainsFunc(unique, same) {
			unique = append(unique, tag)
		}
	}
	return unique
}
