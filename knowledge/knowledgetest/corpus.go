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

// Questions makes n questions that people might ask about a corpus of that many articles with that seed: most are about
// one of them in words of their own, some about nothing in it.
func Questions(n, articles int, seed uint64) []string {
	random := newRandom(seed, 0)
	questions := make([]string, n)
	for i := range questions {
		t := newTopic(random.IntN(articles), seed)
		questions[i] = t.question(random, random.IntN(8) == 0)
	}
	return questions
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

// sentence strings words together, the common ones often and the rare ones seldom, as languages do.
func (t topic) sentence(length int) string {
	words := make([]string, length)
	for i := range words {
		switch t.random.IntN(10) {
		case 0, 1, 2, 3, 4:
			words[i] = pick(t.random, t.small)
		case 5, 6:
			words[i] = pick(t.random, t.things)
		case 7:
			words[i] = pick(t.random, t.verbs)
		case 8:
			words[i] = pick(t.random, []string{t.thing, t.verb, t.name, t.product})
		default:
			words[i] = systemName(t.random)
		}
	}
	return strings.Join(words, " ")
}

func (t topic) question(random *rand.Rand, elsewhere bool) string {
	if elsewhere {
		t.thing, t.name, t.product = systemName(random), systemName(random), systemName(random)
	}
	return strings.ToLower(t.fill(pick(random, t.questions)))
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
