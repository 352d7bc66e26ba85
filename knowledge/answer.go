package knowledge

// Verdict is how sure the engine is that its first candidate answers the question.
type Verdict string

// The verdicts: answer, offer a choice, or admit not to know.
const (
	Sure    Verdict = "sure"
	Maybe   Verdict = "maybe"
	Unknown Verdict = "unknown"
)

// Answer is what the engine has to say about a question.
type Answer struct {
	Verdict     Verdict
	Language    string      // of the question, as far as its words tell; a candidate's may be another
	Scope       float64     // the probability that any article answers
	Strange     float64     // 0 to 1: the share of the question's words, by their weight, that no article has
	StrangeFrom float64     // … from which on the engine is not sure of anything
	Exact       bool        // the first candidate holds the question word for word
	Candidates  []Candidate // the best first; empty when nothing matched at all
}

// Candidate is an article that may answer a question.
type Candidate struct {
	ID          string
	Language    string // of the title: the asker's, or the other when the article exists in that alone
	Title       string
	Probability float64 // that this article answers the question, by the engine's calibration
}
