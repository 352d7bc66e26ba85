package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
	"unicode/utf8"

	"deskhand/knowledge"
	"deskhand/knowledge/knowledgetest"
)

// seed makes every measurement ask for the same things in the same order.
const seed = 1

// questionCount is how many different questions are asked, over and over. It shares no factor with the number of people,
// so that everybody asks everything in the end.
const questionCount = 4999

// corpus is a folder of articles, and what people ask about them.
type corpus struct {
	dir       string
	articles  int // those that are served
	questions []string
}

// prepareCorpus takes our own articles when the size asked for is no more than they are, and else writes as many to dir.
func prepareCorpus(dir, own string, size int) (corpus, error) {
	articles, err := published(own)
	if err != nil {
		return corpus{}, err
	}
	if size <= len(articles) {
		return corpus{own, len(articles), askAbout(articles)}, nil
	}
	if err := knowledgetest.WriteCorpus(dir, size, seed); err != nil {
		return corpus{}, err
	}
	if articles, err = published(dir); err != nil {
		return corpus{}, err
	}
	return corpus{dir, len(articles), askAbout(articles)}, nil
}

func published(dir string) ([]knowledge.Article, error) {
	articles, _, err := knowledge.Lint(dir, time.Now())
	if err != nil {
		return nil, err
	}
	var served []knowledge.Article
	for _, a := range articles {
		if a.Published() {
			served = append(served, a)
		}
	}
	if len(served) == 0 {
		return nil, fmt.Errorf("%s holds no article that is served", dir)
	}
	return served, nil
}

// elsewhere is what people ask that no article answers.
var elsewhere = []string{
	"what is on the menu in the canteen today", "when does the last train to Bergen leave", "who won the match yesterday",
	"book a table for six on Friday", "where did I park my car", "translate good morning to Portuguese",
	"how tall is the Eiffel Tower", "my neighbour plays the drums at night", "can you recommend a good novel",
	"hvordan blir været i morgen", "hva koster en billett til Roma", "har dere en oppskrift på vafler",
}

// askAbout makes questions: most are about an article, as its author expects them or in words that nobody expected, and
// one in seven is about something else.
func askAbout(articles []knowledge.Article) []string {
	random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // it must be the same every time, and keeps no secret
	questions := make([]string, questionCount)
	for i := range questions {
		a := articles[random.IntN(len(articles))]
		switch kind := random.IntN(7); {
		case kind == 0:
			questions[i] = reword(random, elsewhere[random.IntN(len(elsewhere))])
		case kind <= 3 && len(a.Phrasings) > 0:
			questions[i] = a.Phrasings[random.IntN(len(a.Phrasings))]
		default:
			questions[i] = reword(random, a.Question)
		}
	}
	return questions
}

// reword is the question in small letters, with a word left out and two letters of another in the wrong order.
func reword(random *rand.Rand, question string) string {
	words := strings.Fields(strings.ToLower(strings.TrimRight(question, "?")))
	if len(words) > 3 {
		at := random.IntN(len(words))
		words = append(words[:at], words[at+1:]...)
	}
	if at := random.IntN(len(words)); utf8.RuneCountInString(words[at]) > 3 {
		letters := []rune(words[at])
		i := 1 + random.IntN(len(letters)-2)
		letters[i], letters[i+1] = letters[i+1], letters[i]
		words[at] = string(letters)
	}
	return strings.Join(words, " ")
}
