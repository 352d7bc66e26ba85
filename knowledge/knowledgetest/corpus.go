// Package knowledgetest makes folders of articles, and questions about them, for measuring: as many as are wanted,
// plausible in the length of their texts and in how often their words occur, and the same for the same seed.
//
// Nobody should ever be shown one of these articles.
package knowledgetest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// WriteCorpus writes n articles, numbered from 0, below dir; every fifth is in Norwegian. The articles with the
// same number and seed are the same in a corpus of any size.
func WriteCorpus(dir string, n int, seed uint64) error {
	for _, language := range []string{"en", "nb"} {
		if err := os.MkdirAll(filepath.Join(dir, language), 0o755); err != nil {
			return fmt.Errorf("make the folder of the corpus: %w", err)
		}
	}
	for i := range n {
		t := newTopic(i, seed)
		path := filepath.Join(dir, t.code, t.id+".md")
		if err := os.WriteFile(path, []byte(t.article()), 0o644); err != nil {
			return fmt.Errorf("write an article of the corpus: %w", err)
		}
	}
	return nil
}

// Question is what somebody might ask about a corpus.
type Question struct {
	Text     string
	Language string // "en" or "nb"
	Article  string // the id of the article that answers it; "" when none does
}

// Asked makes n questions about a corpus of that many articles with that seed. Most are about one of them, close to a
// phrasing of it and never the same; one in eight is about something that the corpus does not have.
func Asked(n, articles int, seed uint64) []Question {
	random := newRandom(seed, 0)
	questions := make([]Question, n)
	for i := range questions {
		t := newTopic(random.IntN(articles), seed)
		questions[i] = t.question(random, random.IntN(8) == 0)
	}
	return questions
}

// Questions are the texts of Asked.
func Questions(n, articles int, seed uint64) []string {
	texts := make([]string, n)
	for i, q := range Asked(n, articles, seed) {
		texts[i] = q.Text
	}
	return texts
}

// topic is what one article is about.
type topic struct {
	voice
	id, verb, thing, product, name string
	random                         *rand.Rand
}

func newTopic(number int, seed uint64) topic {
	random := newRandom(seed, number+1)
	spoken := english
	if number%5 == 4 {
		spoken = norwegian
	}
	return topic{
		voice:   spoken,
		id:      fmt.Sprintf("article-%05d", number),
		verb:    pick(random, spoken.verbs),
		thing:   pick(random, spoken.things),
		product: pick(random, products),
		name:    systemName(random),
		random:  random,
	}
}

const frontMatter = `---
id: %s
question: %s
phrasings:
  - %s
tags: [%s, %s]
owner: Help desk
reviewed_on: 2026-10-12
review_by: 2027-04-12
audience: everyone
state: validated
links:
  - title: %s
    url: https://learn.microsoft.com/power-platform/
---
`

func (t topic) article() string {
	phrasings := make([]string, len(t.phrasings))
	for i, pattern := range t.phrasings {
		phrasings[i] = t.fill(pattern) + " " + pick(t.random, t.things)
	}
	var text strings.Builder
	fmt.Fprintf(&text, frontMatter, t.id, t.fill(t.questions[0]), strings.Join(phrasings, "\n  - "),
		strings.ToLower(t.product), t.thing, t.product)
	for range 4 {
		fmt.Fprintf(&text, "%s.\n\n", t.sentence(25+t.random.IntN(15)))
	}
	return text.String()
}

// sentence strings words together, one in six of them about the topic, the others as often as words are in a language.
func (t topic) sentence(length int) string {
	words := make([]string, length)
	frequent := rand.NewZipf(t.random, zipfPower, zipfShift, vocabulary-1)
	for i := range words {
		if t.random.IntN(6) == 0 {
			words[i] = [...]string{t.thing, t.verb, t.name, t.product}[t.random.IntN(4)]
			continue
		}
		words[i] = t.word(int(frequent.Uint64()))
	}
	return strings.Join(words, " ")
}

// How often words are used, by Zipf's law as Mandelbrot corrected it: these figures are about those of English.
const (
	zipfPower  = 1.07
	zipfShift  = 2.7
	vocabulary = 60_000
)

// word is the one with that rank among the words of a language, the most frequent first. Behind those of the list it is made
// up, and always the same.
func (v voice) word(rank int) string {
	for _, known := range [][]string{v.small, v.things, v.verbs} {
		if rank < len(known) {
			return known[rank]
		}
		rank -= len(known)
	}
	var made strings.Builder
	for rank += len(syllables); rank > 0; rank /= len(syllables) { // two syllables at least
		made.WriteString(syllables[rank%len(syllables)])
	}
	return made.String() + v.ending
}

// question asks about the topic, or about one that nobody has written about.
func (t topic) question(random *rand.Rand, elsewhere bool) Question {
	q := Question{Language: t.code, Article: t.id}
	if elsewhere {
		t.thing, t.name, t.product, q.Article = systemName(random), systemName(random)+"ix", systemName(random), ""
	}
	q.Text = t.fill(t.asked[random.IntN(len(t.asked))])
	return q
}

func (t topic) fill(pattern string) string {
	return strings.NewReplacer("{verb}", t.verb, "{thing}", t.thing, "{product}", t.product, "{name}", t.name).Replace(pattern)
}

// newRandom makes the same numbers for the same seed and stream.
func newRandom(seed uint64, stream int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(stream))) //nolint:gosec // the same every time is the point: nothing is secret here
}

// pick prefers what stands early in the list: the n-th is about n times as rare as the first.
func pick(random *rand.Rand, list []string) string {
	at := int(float64(len(list)) * random.Float64() * random.Float64())
	return list[at]
}

// systemName makes the sort of name that organisations give to their systems: over 30,000 of them.
func systemName(random *rand.Rand) string {
	return syllables[random.IntN(len(syllables))] + syllables[random.IntN(len(syllables))] + syllables[random.IntN(len(syllables))]
}
