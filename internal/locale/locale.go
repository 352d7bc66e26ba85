// Package locale is the words and dates that people read, in each of their languages. It knows keys and placeholders,
// and nothing of what they are used for. No other package holds text for people.
package locale

import "golang.org/x/text/language"

// Language is a language that people are answered in, as its ISO 639-1 code.
type Language string

// The languages, each with a catalogue of its own.
const (
	English Language = "en"
	Bokmal  Language = "nb"
)

// Languages lists the languages. The first is used where no other is known.
func Languages() []Language { return []Language{English, Bokmal} }

// matcher knows which languages are near enough to one of ours to be read with ease, in the order of Languages.
var matcher = language.NewMatcher([]language.Tag{language.English, language.MustParse("nb")})

// Match is the language that suits a person best, given BCP 47 tags in order of preference, such as "nb-NO". Those who
// read Nynorsk or Danish are given bokmål. A tag that is malformed, or of a language far from all of ours, is passed
// over; when none is left it is English, so a caller with another default names that last.
func Match(tags ...string) Language {
	for _, s := range tags {
		tag, err := language.Parse(s)
		if err != nil {
			continue
		}
		if _, i, confidence := matcher.Match(tag); confidence > language.No {
			return Languages()[i]
		}
	}
	return English
}
