package knowledge

import "strings"

// Spoken returns a function that tells the language of a text, "en" or "nb", by its small words and letters. It gives the
// second argument when they don't tell.
func Spoken() (func(text, otherwise string) string, error) {
	languages, err := newLanguages()
	if err != nil {
		return nil, err
	}
	byCode := map[string]*language{}
	for _, l := range languages {
		byCode[l.code] = l
	}
	detector, analyzer := newDetector(languages), words()
	return func(text, otherwise string) string {
		found := detector.detect(analyzer.Analyze([]byte(strings.ToValidUTF8(text, " "))), byCode[otherwise])
		if found == nil {
			return otherwise
		}
		return found.code
	}, nil
}
