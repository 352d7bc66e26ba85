package transfer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"deskhand/knowledge"
)

// Options say what a file is and what its articles are to be.
type Options struct {
	Format   Format              // empty: told by Detect
	Language string              // "en" or "nb"; empty: what the file says or else what the words tell
	Owner    string              // of articles for which the file names none
	ReviewBy time.Time           // a date at midnight UTC
	State    knowledge.State     // of every article
	Existing []knowledge.Article // those among which the new ones will lie: no words may lead to two articles
}

// MaxFile is the most bytes that a file may have.
const MaxFile = 20 << 20

// maxAnswer is the most bytes of an answer: more than the tools themselves take or a card can show.
const maxAnswer = 32 << 10

// Read makes articles of a file with the given name. An article has the same id whenever the same file is read. An error
// means that nothing could be read; whatever else is not as it was is in the notes.
func Read(name string, data []byte, options Options) (Imported, error) {
	if len(data) > MaxFile {
		return Imported{}, fmt.Errorf("the file has more than %d MB; split it", MaxFile>>20)
	}
	format := options.Format
	if format == "" {
		var err error
		if format, err = Detect(name, data); err != nil {
			return Imported{}, err
		}
	}
	read, ok := readers[format]
	if !ok {
		return Imported{}, errFormat
	}
	var n notes
	found, err := read(data, &n)
	if err != nil {
		return Imported{}, fmt.Errorf("as %s: %w", format, err)
	}
	spoken, err := knowledge.LanguageDetector()
	if err != nil {
		return Imported{}, err
	}
	b := newBuilder(options, spoken, &n)
	b.build(merged(usable(found, &n), &n))
	slices.SortStableFunc(n, func(a, b Note) int { return cmp.Compare(a.Line, b.Line) })
	return Imported{Format: format, Articles: b.articles, Notes: n}, nil
}

// usable cleans the texts of entries, and leaves out those that lack any.
func usable(found []entry, n *notes) []entry {
	var kept []entry
	for _, e := range found {
		var questions []string
		for _, question := range e.questions {
			if question = plain(question); knowledge.Normal(question) != "" {
				questions = append(questions, question)
			}
		}
		subject := strings.Join(e.questions[:min(1, len(e.questions))], "")
		e.questions, e.answer = questions, strings.TrimSpace(clean(e.answer))
		switch {
		case len(questions) == 0:
			n.skip(e.line, shortened(e.answer), "there is no question in words; write one")
		case e.answer == "" && len(e.prompts) > 0:
			n.skip(e.line, subject, "it has no answer, only follow-up questions; their answers are articles of their own")
		case e.answer == "":
			n.skip(e.line, subject, "it has no answer; write one")
		case len(e.answer) > maxAnswer:
			n.skip(e.line, subject, "its answer has more than %d KB; make several of it", maxAnswer>>10)
		default:
			kept = append(kept, e)
		}
	}
	return kept
}

// minShared is how many bytes an answer has before it shows that two questions are one: "Yes." is the answer to many.
const minShared = 20

// merged makes one entry of those that the file shows to be one: exports have a row for every way of asking.
func merged(found []entry, n *notes) []entry {
	var kept []entry
	byAnswer, byQuestion := map[string]int{}, map[string]int{}
	for _, e := range found {
		answer := strings.Join([]string{e.key, e.id, e.language, e.answer}, "\x00")
		question := strings.Join([]string{knowledge.Normal(e.questions[0]), e.id, e.language, e.answer}, "\x00")
		at, same := byAnswer[answer]
		if e.key == "" && len(e.answer) < minShared {
			same = false
		}
		if !same {
			if at, same = byQuestion[question]; same {
				n.warn(e, "the same question and answer as on line %d; made one", kept[at].line)
			}
		}
		if !same {
			byAnswer[answer], byQuestion[question] = len(kept), len(kept)
			kept = append(kept, e)
			continue
		}
		one := &kept[at]
		one.questions = append(one.questions, e.questions...)
		one.tags = append(one.tags, e.tags...)
		one.owner = cmp.Or(one.owner, e.owner)
		one.followUp = one.followUp && e.followUp
		one.suggested = max(one.suggested, e.suggested)
		if len(one.prompts) == 0 {
			one.prompts = e.prompts
		}
	}
	return kept
}
