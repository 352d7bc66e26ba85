package eval

import (
	"strings"

	"deskhand/knowledge"
)

// Score counts how the golden questions of a category fared.
type Score struct {
	Category   string
	Questions  int
	Met        int // … of which became what should
	InScope    int // questions that an article answers
	First      int // … where that article comes first
	Offered    int // … where it is answered or offered at once
	Sure       int // questions that were answered with an article at once
	Wrong      int // … with a wrong one
	OutOfScope int // questions that no article answers
	Refused    int // … where the engine says so
}

// total is the category of all questions together.
const total = "all"

// ScoreGolden counts the outcomes by their category, in the order in which the categories come, and all together at the end.
func ScoreGolden(outcomes []GoldenOutcome) []Score {
	var scores []Score
	place := map[string]int{}
	sum := Score{Category: total}
	for _, o := range outcomes {
		at, known := place[o.Category]
		if !known {
			at = len(scores)
			place[o.Category] = at
			scores = append(scores, Score{Category: o.Category})
		}
		scores[at].count(o)
		sum.count(o)
	}
	return append(scores, sum)
}

func (s *Score) count(o GoldenOutcome) {
	for number, counts := range map[*int]bool{
		&s.Questions:  true,
		&s.Met:        o.Met(),
		&s.InScope:    o.InScope,
		&s.First:      o.InScope && o.Place == 1,
		&s.Offered:    o.InScope && (o.Sure && o.Place == 1 || o.isOffered()),
		&s.Sure:       o.Sure,
		&s.Wrong:      o.Sure && o.Place != 1,
		&s.OutOfScope: !o.InScope,
		&s.Refused:    !o.InScope && o.Answer.Verdict == knowledge.Unknown,
	} {
		if counts {
			*number++
		}
	}
}

// Worse says in what a score is worse than an earlier one for the same questions; "" when in nothing. When there are other
// questions than before, it says that.
func (s Score) Worse(before Score) string {
	var worse []string
	if s.InScope != before.InScope || s.OutOfScope != before.OutOfScope {
		worse = append(worse, "there are other questions than before")
	}
	for _, measure := range []struct {
		text        string
		now, before int
	}{
		{"fewer questions become what they should", s.Met, before.Met},
		{"the right article comes first less often", s.First, before.First},
		{"the right article is offered less often", s.Offered, before.Offered},
		{"more answers are wrong", -s.Wrong, -before.Wrong},
		{"fewer questions without an answer are refused", s.Refused, before.Refused},
	} {
		if measure.now < measure.before {
			worse = append(worse, measure.text)
		}
	}
	return strings.Join(worse, "; ")
}
