package locale

import (
	"errors"
	"fmt"
	"strings"
)

// Printer writes texts and dates in one language. It may be used by many at once.
type Printer struct {
	lang        Language
	texts       map[string]string
	weekdays    []string // Sunday first, as time.Weekday counts
	months      []string
	shortMonths []string
}

func newPrinter(lang Language, texts map[string]string) (*Printer, error) {
	p := &Printer{lang: lang, texts: texts}
	names := func(key string, n int) ([]string, error) {
		words := strings.Fields(texts[key])
		if len(words) != n {
			return make([]string, n), fmt.Errorf("%s.yaml: %s must be %d words, and is %d", lang, key, n, len(words))
		}
		return words, nil
	}
	var faults [3]error
	p.weekdays, faults[0] = names("date.weekdays", 7)
	p.months, faults[1] = names("date.months", 12)
	p.shortMonths, faults[2] = names("date.months_short", 12)
	return p, errors.Join(faults[:]...)
}

// Language is the language that the printer writes.
func (p *Printer) Language() Language { return p.lang }

// T is the text under a key, with its placeholders filled in from pairs of a name and a value. What a value holds is
// never filled in again. A key that doesn't exist is written as it is, so that a slip is seen and breaks nothing.
func (p *Printer) T(key string, pairs ...any) string {
	text, ok := p.texts[key]
	if !ok {
		return key
	}
	switch len(pairs) {
	case 0, 1:
		return text
	case 2: // most texts, and a replacer is a lot of work for one name
		return strings.ReplaceAll(text, fmt.Sprintf("{%v}", pairs[0]), fmt.Sprint(pairs[1]))
	}
	var olds []string
	for i := 0; i+1 < len(pairs); i += 2 {
		olds = append(olds, fmt.Sprintf("{%v}", pairs[i]), fmt.Sprint(pairs[i+1]))
	}
	return strings.NewReplacer(olds...).Replace(text)
}
