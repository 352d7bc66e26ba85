package knowledge

// LanguageDetector returns a function that tells the language of a text by its words, and otherwise gives the other one
// that it is handed. The function is not safe for concurrent use.
func LanguageDetector() (func(text, otherwise string) string, error) {
	languages, err := newLanguages()
	if err != nil {
		return nil, err
	}
	detector, analyzer := newDetector(languages), words()
	return func(text, otherwise string) string {
		fallback := languages[0]
		for _, l := range languages {
			if l.code == otherwise {
				fallback = l
			}
		}
		return detector.detect(analyzer.Analyze([]byte(clean(text))), fallback).code
	}, nil
}
