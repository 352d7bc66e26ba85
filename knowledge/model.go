package knowledge

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"

	"deskhand/knowledge/linear"
)

// model is what was learnt from the phrasings of the articles in one language: how their wording and, with an encoder,
// their meaning tell one article from the others.
type model struct {
	articles []string         // the ids, by class
	class    map[string]int32 // by id
	*vocabulary
	wording *linear.Model // nil where there is too much to learn it from; with a last plane for what no article answers, if there is any
	meaning *meaning      // nil where neither an encoder nor the phrasings themselves tell it
	strange float64       // 0 to 1: how much of a phrasing's words, by their weight, is new at most, as a rule

	scratch sync.Pool // of *classSignals
}

// phrasing is a text that asks for an article.
type phrasing struct {
	text   string
	class  int
	weight float32 // 0 to 1
	from   origin
}

// origin is where a phrasing comes from.
type origin int

const (
	fromOwner  origin = iota
	fromID            // the words of the article's id
	fromReader        // somebody asked so and was helped
	fromAnswer        // a line of the answer, which may be asked for in its own words
)

const (
	wordingCost = 0.5
	// maxTraining bounds the time that training takes, in phrasings times articles: some ten seconds on two cores. With more,
	// the answers are left out first; and then nothing tells the articles apart but the index and the meanings.
	maxTraining = 12_000_000
)

// asked lists the texts that ask for an article, what its owner wrote and what readers taught.
func (a Article) asked() []phrasing {
	all := make([]phrasing, 0, 2+len(a.Phrasings)+len(a.Learnt))
	all = append(all, phrasing{text: a.Question, weight: 1}, phrasing{text: strings.ReplaceAll(a.ID, "-", " "), weight: 1, from: fromID})
	for _, text := range a.Phrasings {
		all = append(all, phrasing{text: text, weight: 1})
	}
	for _, l := range a.Learnt {
		all = append(all, phrasing{text: l.Text, weight: float32(l.Weight), from: fromReader})
	}
	return all
}

// lesson is what a model is trained on: the articles of one language, by class, and their phrasings, by class. What no article
// answers is a class of its own, after the others.
type lesson struct {
	language  *language
	articles  []string
	phrasings []phrasing
	outside   []phrasing
}

// maxLines is how many lines of an answer tell what it is about; the more, the longer training takes.
const maxLines = 12

// answered lists the lines of an article's answer, as something that may be asked for in these words. The fewer phrasings
// there are, the more it says.
func (a Article) answered(asked int) []phrasing {
	var lines []phrasing
	for line := range strings.Lines(a.Body) {
		text := strings.TrimSpace(strings.Map(withoutMarkup, line))
		if len(text) < minLine {
			continue
		}
		lines = append(lines, phrasing{text: text, weight: 1 / float32(1+asked), from: fromAnswer})
		if len(lines) == maxLines {
			break
		}
	}
	return lines
}

// minLine is the fewest bytes of a line that says something.
const minLine = 20

// withoutMarkup puts spaces in the place of what Markdown marks texts with.
func withoutMarkup(r rune) rune {
	if strings.ContainsRune("*_#|`[]()<>", r) {
		return ' '
	}
	return r
}

// add adds an article. Articles must come in the order of their ids, so that the same articles always make the same model.
func (l *lesson) add(a Article) {
	class := len(l.articles)
	l.articles = append(l.articles, a.ID)
	asked := a.asked()
	for _, p := range append(asked, a.answered(len(asked))...) {
		if p.weight > 0 {
			p.class = class
			l.phrasings = append(l.phrasings, p)
		}
	}
}

// exclude adds questions that no article answers, after the last article.
func (l *lesson) exclude(outside []Outside) {
	for _, o := range outside {
		l.outside = append(l.outside, phrasing{text: o.Text, class: len(l.articles), weight: float32(o.Weight), from: fromReader})
	}
}

// all are the phrasings of every class.
func (l *lesson) all() []phrasing { return slices.Concat(l.phrasings, l.outside) }

// bound leaves the answers out where there is too much to learn from.
func (l *lesson) bound() {
	if l.effort() > maxTraining {
		l.phrasings = slices.DeleteFunc(l.phrasings, func(p phrasing) bool { return p.from == fromAnswer })
	}
}

// effort is how much work it is to tell the articles apart.
func (l *lesson) effort() int { return len(l.articles) * len(l.phrasings) }

// learn trains a model. Without an encoder it learns the wording alone.
func (l *lesson) learn(ctx context.Context, words analysis.Analyzer, encoder Encoder) (*model, error) {
	l.bound()
	m := &model{articles: l.articles, class: make(map[string]int32, len(l.articles))}
	for class, id := range l.articles {
		m.class[id] = int32(class)
	}
	var features []linear.Vector
	var latent *linear.Space
	var err error
	if len(l.articles) > 1 && l.effort() <= maxTraining {
		m.strange = l.strange(words)
		if features, err = m.learnWording(ctx, l.all(), words); err != nil {
			return nil, err
		}
		if l.spans() {
			if latent, err = learnLatent(ctx, features, len(m.IDF)); err != nil {
				return nil, err
			}
		}
	}
	m.meaning, err = m.learnMeaning(ctx, l, encoder, latent, features)
	return m, err
}

// learnWording learns to tell the articles apart by their features, and returns those of each phrasing.
func (m *model) learnWording(ctx context.Context, phrasings []phrasing, words analysis.Analyzer) ([]linear.Vector, error) {
	texts := make([]grams, len(phrasings))
	for i, p := range phrasings {
		texts[i] = gramsOf(words.Analyze([]byte(clean(p.text))))
	}
	m.vocabulary = newVocabulary(texts)
	examples, vectors := make([]linear.Example, len(phrasings)), make([]linear.Vector, len(phrasings))
	for i, p := range phrasings {
		vectors[i] = m.vector(texts[i])
		examples[i] = linear.Example{Vector: vectors[i], Class: p.class, Weight: p.weight}
	}
	classes := max(len(m.articles), phrasings[len(phrasings)-1].class+1)
	var err error
	m.wording, err = linear.Train(ctx, examples, linear.Options{Classes: classes, Dimensions: len(m.IDF), Cost: wordingCost})
	return vectors, err
}
