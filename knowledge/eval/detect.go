package eval

import (
	"context"
	"log/slog"
	"time"

	"deskhand/knowledge"
)

// enough is of how many texts the language is found out: a set is in one.
const enough = 500

// detect finds out in which language a set is. It believes an engine that knows nothing but the words of languages; what
// such words don't tell, that engine leaves to the language of whoever asks.
func detect(ctx context.Context, set Set) (language string, err error) {
	e, err := knowledge.OpenCorpus(ctx, knowledge.Corpus{}, knowledge.Options{Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		return "", err
	}
	defer func() {
		if closed := e.Close(); err == nil {
			err = closed
		}
	}()
	language, most, votes := "en", 0, map[string]int{}
	for _, text := range sample(set) {
		english, err := e.Ask(ctx, text, "en")
		if err != nil {
			return "", err
		}
		norwegian, err := e.Ask(ctx, text, "nb")
		if err != nil {
			return "", err
		}
		if english.Language != norwegian.Language {
			continue
		}
		votes[english.Language]++
		if votes[english.Language] > most {
			language, most = english.Language, votes[english.Language]
		}
	}
	return language, nil
}

// sample takes texts from all of a set, evenly.
func sample(set Set) []string {
	var texts []string
	for _, a := range set.Corpus.Articles {
		texts = append(append(texts, a.Question), a.Phrasings...)
	}
	for _, q := range set.Questions {
		texts = append(texts, q.Text)
	}
	step := 1 + len(texts)/enough
	var some []string
	for i := 0; i < len(texts); i += step {
		some = append(some, texts[i])
	}
	return some
}
