package knowledge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Lint reads every article under dir, and holds each to the rules, and all of them to the rules between them. Articles
// whose review is overdue on the given day are warned about. The articles, faulty ones too, are in the order of the
// folder, the faults in that of their paths and lines. An error means that the folder itself could not be read.
func Lint(dir string, today time.Time) ([]Article, []Fault, error) {
	files, faults, err := scan(dir)
	if err != nil {
		return nil, nil, err
	}
	l := &linter{texts: map[string]string{}, faults: faults}
	for _, file := range files {
		data, err := file.read(dir)
		if err != nil {
			l.faults = append(l.faults, unreadable(file.path, err))
			continue
		}
		article, faults := Parse(file.path, data)
		l.articles = append(l.articles, article)
		l.texts[file.path] = string(data)
		l.faults = append(l.faults, faults...)
	}
	_, faults = readSynonyms(dir, words())
	l.faults = append(l.faults, faults...)
	outside, faults := readOutside(dir)
	l.faults = append(l.faults, faults...)
	l.dates(today)
	l.fewPhrasings()
	l.duplicateIDs()
	l.repeatedPhrasings(outside)
	l.missingCounterparts()
	slices.SortStableFunc(l.faults, func(a, b Fault) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line))
	})
	return l.articles, l.faults, nil
}

// linter looks at all articles together.
type linter struct {
	articles []Article
	texts    map[string]string // by path
	faults   []Fault
}

// warn and fault name the line that holds the words.
func (l *linter) warn(path, words, format string, args ...any) {
	l.faults = append(l.faults, Fault{Path: path, Line: l.line(path, words), Message: fmt.Sprintf(format, args...), Warning: true})
}

func (l *linter) fault(path, words, format string, args ...any) {
	l.faults = append(l.faults, Fault{Path: path, Line: l.line(path, words), Message: fmt.Sprintf(format, args...)})
}

func (l *linter) line(path, words string) int {
	before, _, found := strings.Cut(l.texts[path], words)
	if !found {
		return 0
	}
	return 1 + strings.Count(before, "\n")
}

func (l *linter) dates(today time.Time) {
	for _, a := range l.articles {
		if a.Published() && !a.ReviewBy.IsZero() && a.ReviewBy.Before(today) {
			l.warn(a.Path, "review_by:", "the review was due on %s; review the article, then set reviewed_on and review_by",
				a.ReviewBy.Format(time.DateOnly))
		}
		if a.ReviewedOn.After(today) {
			l.warn(a.Path, "reviewed_on:", "reviewed_on lies in the future (%s); set the day on which it was reviewed",
				a.ReviewedOn.Format(time.DateOnly))
		}
	}
}

// fewPhrasings warns of articles that can't be validated as they are.
func (l *linter) fewPhrasings() {
	for _, a := range l.articles {
		if a.early() && len(a.Phrasings) < MinPhrasings {
			l.warn(a.Path, "phrasings:", fewPhrasings, len(a.Phrasings), MinPhrasings)
		}
	}
}

// duplicateIDs faults articles whose id an earlier one of the same language has: files in different folders may share
// a name.
func (l *linter) duplicateIDs() {
	first := map[string]string{}
	for _, a := range l.articles {
		key := documentID(a.Language, a.ID)
		if other, taken := first[key]; taken {
			l.fault(a.Path, "id:", idTaken, a.ID, other)
			continue
		}
		first[key] = a.Path
	}
}

// idTaken takes the id and the path of the article that has it.
const idTaken = "the id %s is taken by %s; rename this file and its id"

// repeatedPhrasings faults words that lead to two articles at once, or to one that is said not to be: the engine could never tell
// them apart.
func (l *linter) repeatedPhrasings(outside []Outside) {
	first := map[string]string{}
	for _, o := range outside {
		first[o.Language+"/"+normal(o.Text)] = OutsideFile
	}
	for _, a := range l.articles {
		for _, words := range append([]string{a.Question}, a.Phrasings...) {
			key := a.Language + "/" + normal(words)
			other, taken := first[key]
			switch {
			case normal(words) == "":
			case !taken:
				first[key] = a.Path
			case other != a.Path:
				l.fault(a.Path, words, "%q is in %s as well; keep it in the article that answers it", words, other)
			}
		}
	}
}

// missingCounterparts warns of articles that the readers of English can't have.
func (l *linter) missingCounterparts() {
	english := map[string]bool{}
	for _, a := range l.articles {
		if a.Language == "en" {
			english[a.ID] = true
		}
	}
	for _, a := range l.articles {
		if a.Language != "" && !english[a.ID] {
			l.warn(a.Path, "id:", "there is no English article with this id; write one")
		}
	}
}

// Normal brings two texts that differ only in case, punctuation and spacing to the same form. It is empty when a text has
// neither letters nor digits.
func Normal(text string) string { return normal(text) }

// normal brings two texts that differ only in case, punctuation and spacing to the same form.
func normal(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r)
	}), " ")
}
