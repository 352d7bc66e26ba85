package eval

import (
	"context"
	"errors"
	"fmt"

	"deskhand/knowledge"
)

// Question is a question whose answer is known.
type Question struct {
	Text     string
	Language string   // of whoever asks
	Articles []string // the ids of those that answer it, each as well as the other; none when it is out of scope
}

// Set is what an engine is made of, and what it is asked then.
type Set struct {
	Corpus    knowledge.Corpus
	Questions []Question
}

// Draw says what is taken out of a folder. The same draw of the same folder is the same set.
type Draw struct {
	Phrasings int    // how many lines of train.tsv each article gets at most; 0 for all
	Learn     int    // how many queries of each article in corpus.json are learnt; the rest is asked
	Typos     int    // how many typing errors are put into each question that is asked
	Language  string // "en" or "nb"; "" finds out by the words
	Seed      uint64 // of everything that is left to chance
}

// The files of a set. Out of scope is what no article answers.
const (
	trainFile    = "train.tsv"
	validFile    = "valid.tsv"
	testFile     = "test.tsv"
	oosTrainFile = "oos_train.tsv"
	oosValidFile = "oos_valid.tsv"
	oosTestFile  = "oos_test.tsv"
	corpusFile   = "corpus.json"
	queriesFile  = "queries.tsv"
)

// ReadSet reads the set in a folder, which comes in one of two forms.
//
// Labelled lines: train.tsv and test.tsv hold a label, a tab and a text in each line. A label stands for an article: its
// lines in train.tsv are its phrasings, the first of them its question, and those in test.tsv are asked. Where there are
// valid.tsv, oos_train.tsv and oos_valid.tsv, the engine calibrates on them, and learns of the last two that no article answers
// them; where there is oos_test.tsv, it is asked too.
//
// Documents: corpus.json holds a list of {"id", "question", "body"}, and queries.tsv an id, a tab and a text in each line,
// which is learnt or asked as the draw says. Where there is oos_test.tsv, it is asked too.
//
// An error names each fault with its file, its line and what to do.
func ReadSet(ctx context.Context, dir string, draw Draw) (Set, error) {
	r := &reader{dir: dir, draw: draw, ids: map[string]string{}}
	read := r.labelled
	switch {
	case r.has(corpusFile):
		read = r.documents
		if draw.Phrasings != 0 {
			return Set{}, fmt.Errorf("%s has one question for each article: leave out the number of phrasings", corpusFile)
		}
	case !r.has(trainFile):
		return Set{}, fmt.Errorf("%s holds no set of questions: put %s and %s there, or %s and %s",
			dir, trainFile, testFile, corpusFile, queriesFile)
	case draw.Learn != 0:
		return Set{}, fmt.Errorf("only the queries of a %s can be learnt: choose the number of phrasings instead", corpusFile)
	}
	set := read()
	if len(r.faults) > 0 {
		return Set{}, errors.Join(r.faults...)
	}
	for i, q := range set.Questions {
		set.Questions[i].Text = Misspell(q.Text, draw.Typos, draw.Seed)
	}
	language := draw.Language
	if language == "" {
		var err error
		if language, err = detect(ctx, set); err != nil {
			return Set{}, err
		}
	}
	set.speak(language)
	return set, nil
}

// speak says in which language all of the set is.
func (s *Set) speak(language string) {
	for i := range s.Corpus.Articles {
		s.Corpus.Articles[i].Language = language
	}
	for i := range s.Corpus.Learnt {
		s.Corpus.Learnt[i].Language = language
	}
	for i := range s.Corpus.Outside {
		s.Corpus.Outside[i].Language = language
	}
	for i := range s.Corpus.Votes {
		s.Corpus.Votes[i].Language = language
	}
	for i := range s.Questions {
		s.Questions[i].Language = language
	}
}

// votes gives questions to the engine with their answers, to calibrate on.
func votes(questions []Question) []knowledge.Vote {
	votes := make([]knowledge.Vote, len(questions))
	for i, q := range questions {
		votes[i].Question = q.Text
		if len(q.Articles) > 0 {
			votes[i].ArticleID = q.Articles[0]
		}
	}
	return votes
}
