package knowledge

// LanguageDetector returns a function that tells the language of a text, "en" or "nb", by its small words and letters, and
// otherwise gives back the second thing that it is handed. The function is not safe for concurrent use.
func LanguageDetector() (func(text, otherwise string) string, error) {
	languages, err := newLanguages()
	if err != nil {
		return nil, err
	}
	detector, analyzer := newDetector(languages), words()
	return func(text, otherwise string) string {
		if found := detector.detect(analyzer.Analyze([]byte(clean(text)))); found != nil {
			return found.code
		}
		return otherwise
	}, nil
}
