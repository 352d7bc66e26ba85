package eval

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"deskhand/knowledge"
)

// reader collects the faults of a folder while it is read.
type reader struct {
	dir    string
	draw   Draw
	ids    map[string]string // of the articles, by label
	faults []error
}

func (r *reader) has(name string) bool {
	_, err := os.Stat(filepath.Join(r.dir, name))
	return !errors.Is(err, os.ErrNotExist)
}

// fault takes a file of the set and a line of it, counted from 1; 0 when it is about the file as a whole.
func (r *reader) fault(name string, line int, format string, args ...any) {
	place := filepath.Join(r.dir, name)
	if line > 0 {
		place = fmt.Sprintf("%s:%d", place, line)
	}
	r.faults = append(r.faults, fmt.Errorf("%s: %s", place, fmt.Sprintf(format, args...)))
}

// labelled reads a set of labelled lines.
func (r *reader) labelled() Set {
	var set Set
	train := r.lines(trainFile, true)
	if len(train) == 0 && len(r.faults) == 0 {
		r.fault(trainFile, 0, "there is nothing in it; write a label, a tab and a phrasing in each line")
	}
	labels, texts := group(train)
	taken := map[string]bool{}
	for _, label := range labels {
		id := newID(label, taken)
		r.ids[label] = id
		phrasings := texts[label]
		if n := r.draw.Phrasings; n > 0 {
			phrasings = r.shuffled(label, phrasings)[:min(n, len(phrasings))]
		}
		set.Corpus.Articles = append(set.Corpus.Articles, article(id, phrasings[0], phrasings[1:], ""))
	}
	if r.has(validFile) {
		set.Corpus.Votes = votes(r.asked(validFile, trainFile, r.lines(validFile, true)))
		set.Corpus.Votes = append(set.Corpus.Votes, votes(r.outside(oosValidFile))...)
	}
	set.Corpus.Votes = append(set.Corpus.Votes, votes(r.outside(oosTrainFile))...)
	for _, v := range set.Corpus.Votes {
		if v.ArticleID == "" {
			set.Corpus.Outside = append(set.Corpus.Outside, knowledge.Outside{Text: v.Question, Weight: 1})
		}
	}
	set.Questions = r.asked(testFile, trainFile, r.lines(testFile, true))
	set.Questions = append(set.Questions, r.outside(oosTestFile)...)
	return set
}

// documents reads a set of documents.
func (r *reader) documents() Set {
	var set Set
	taken := map[string]bool{}
	for _, d := range r.corpus() {
		id := newID(string(d.ID), taken)
		r.ids[string(d.ID)] = id
		set.Corpus.Articles = append(set.Corpus.Articles, article(id, d.Question, nil, d.Body))
	}
	queries := r.lines(queriesFile, true)
	if len(r.asked(queriesFile, corpusFile, queries)) == 0 && len(r.faults) == 0 {
		r.fault(queriesFile, 0, "there is nothing in it; write the id of an article, a tab and a question in each line")
	}
	labels, texts := group(queries)
	for _, label := range labels {
		id := r.ids[label]
		queries := r.shuffled(label, texts[label])
		learnt := min(r.draw.Learn, len(queries))
		for _, text := range queries[:learnt] {
			set.Corpus.Learnt = append(set.Corpus.Learnt, knowledge.Learnt{ArticleID: id, Text: text, Weight: 1})
		}
		for _, text := range queries[learnt:] {
			set.Questions = append(set.Questions, Question{Text: text, Articles: []string{id}})
		}
	}
	set.Questions = append(set.Questions, r.outside(oosTestFile)...)
	return set
}

// article makes an article that is served.
func article(id, question string, phrasings []string, body string) knowledge.Article {
	return knowledge.Article{
		ID: id, Question: question, Phrasings: phrasings, Body: body, State: knowledge.Validated, Audience: knowledge.Everyone,
	}
}

// group sorts the texts of lines by their labels. The labels are in the order of the alphabet.
func group(lines []line) (labels []string, texts map[string][]string) {
	texts = map[string][]string{}
	for _, l := range lines {
		if _, known := texts[l.label]; !known {
			labels = append(labels, l.label)
		}
		texts[l.label] = append(texts[l.label], l.text)
	}
	slices.Sort(labels)
	return labels, texts
}

// shuffled puts the texts of a label in an order of chance, whatever other labels there are.
func (r *reader) shuffled(label string, texts []string) []string {
	texts = slices.Clone(texts)
	random := newRandom(r.draw.Seed, label)
	random.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	return texts
}

// asked takes lines for questions, each of which an article must answer.
func (r *reader) asked(name, articles string, lines []line) []Question {
	questions := make([]Question, 0, len(lines))
	for _, l := range lines {
		id, known := r.ids[l.label]
		switch {
		case known:
			questions = append(questions, Question{Text: l.text, Articles: []string{id}})
		case l.label == outOfScope:
			questions = append(questions, Question{Text: l.text})
		default:
			r.fault(name, l.number, "no article is called %q; add it to %s, or move the line to %s", l.label, articles,
				outsideOf(name))
		}
	}
	return questions
}

// outside reads questions that no article answers, if the set has that file.
func (r *reader) outside(name string) []Question {
	lines := r.lines(name, false)
	questions := make([]Question, len(lines))
	for i, l := range lines {
		questions[i].Text = l.text
	}
	return questions
}

// outsideOf names the file for those lines of another that no article answers.
func outsideOf(name string) string {
	if name == validFile {
		return oosValidFile
	}
	return oosTestFile
}
