package eval

import (
	"math"
	"slices"
	"time"
)

// Report is how an engine fared. Shares are between 0 and 1; nil is what the questions can't tell, because none of them is
// of the kind that it takes. A question in scope is one that an article answers. The probability of a question is the one
// that the engine gives to its first candidate, and 0 when it has none.
type Report struct {
	// Accuracy is the share of the questions in scope for which the right article is the first candidate.
	Accuracy *float64 `json:"accuracy"`
	// MRR10 is the mean over the questions in scope of one divided by the place of the right article, counted from 1; 0 where
	// it isn't among the first ten.
	MRR10 *float64 `json:"mrr10"`
	// AUROC is the chance that of two questions, one in scope and one out of scope, the engine thinks the former likelier to
	// be in scope, by Answer.Scope; a tie is half a chance.
	AUROC *float64 `json:"auroc"`
	// OOSRecallAt90 is the share of the questions out of scope that are refused when as few questions are taken on, by how
	// likely they are in scope, as leaves nine in ten of those in scope answered.
	OOSRecallAt90 *float64 `json:"oos_recall_at_90"`
	// FPR95 is the share of the questions out of scope that are accepted when 95 in a hundred of those in scope are.
	FPR95 *float64 `json:"fpr95"`
	// AnsweredPrecision is the share of the sure answers that are right, to all questions together. One to a question out of
	// scope is wrong.
	AnsweredPrecision *float64 `json:"answered_precision"`
	// Coverage is the share of the questions in scope to which the answer is sure, right or wrong.
	Coverage *float64 `json:"coverage"`
	// ECE is the expected calibration error of "the first candidate answers the question", over all questions: they are put
	// into 15 bins of equal width by their probability, and the distance between the mean probability of a bin and the share
	// of it that is right is averaged, each bin weighing as many questions as it has.
	ECE *float64 `json:"ece"`
	// P50 and P99 are how long a question takes, in milliseconds: half of them, and 99 in a hundred, at most that long. They
	// are asked one after the other.
	P50 *float64 `json:"p50_ms"`
	P99 *float64 `json:"p99_ms"`
	// Articles is how many there are to answer from, and Queries how many questions were asked.
	Articles int `json:"articles"`
	Queries  int `json:"queries"`
	// Seconds is how long all of it took: making the engine, and asking.
	Seconds float64 `json:"seconds"`
}

// bins is into how many parts the probabilities are divided for the calibration error.
const bins = 15

// Outcome is what became of a question.
type Outcome struct {
	InScope     bool    // an article answers it
	Place       int     // of the right article among the candidates, counted from 1; 0 when it isn't among the first ten
	Sure        bool    // the engine answered with its first candidate
	Probability float64 // of the first candidate
	Scope       float64 // the probability that any article answers, as the engine sees it
	Took        time.Duration
}

// Summarise works out the measures. Articles and Seconds are left to whoever knows them.
func Summarise(outcomes []Outcome) Report {
	var inside, outside, took []float64
	var first, reciprocal, sure, right, covered float64
	for _, o := range outcomes {
		took = append(took, float64(o.Took)/float64(time.Millisecond))
		sure += one(o.Sure)
		right += one(o.Sure && o.Place == 1)
		if !o.InScope {
			outside = append(outside, o.Scope)
			continue
		}
		inside = append(inside, o.Scope)
		first += one(o.Place == 1)
		covered += one(o.Sure)
		if o.Place > 0 {
			reciprocal += 1 / float64(o.Place)
		}
	}
	slices.Sort(inside)
	slices.Sort(outside)
	slices.Sort(took)
	in := float64(len(inside))
	r := Report{
		Accuracy: share(first, in), MRR10: share(reciprocal, in), Coverage: share(covered, in),
		AnsweredPrecision: share(right, sure), ECE: calibrationError(outcomes), Queries: len(outcomes),
	}
	if len(took) > 0 {
		half, most := took[rank(0.50, len(took))], took[rank(0.99, len(took))]
		r.P50, r.P99 = &half, &most
	}
	if len(inside) > 0 && len(outside) > 0 {
		area, accepted90, accepted95 := auroc(inside, outside), accepted(0.90, inside, outside), accepted(0.95, inside, outside)
		recall := 1 - accepted90
		r.AUROC, r.OOSRecallAt90, r.FPR95 = &area, &recall, &accepted95
	}
	return r
}

// auroc takes both in ascending order.
func auroc(inside, outside []float64) float64 {
	wins := 0.0
	for _, p := range inside {
		below, _ := slices.BinarySearch(outside, p)
		above, _ := slices.BinarySearch(outside, math.Nextafter(p, 2))
		wins += float64(below) + float64(above-below)/2
	}
	return wins / float64(len(inside)*len(outside))
}

// accepted is the share of those outside that are accepted with the highest threshold by which at least that part of those
// inside is. It takes both in ascending order.
func accepted(part float64, inside, outside []float64) float64 {
	threshold := inside[len(inside)-1-rank(part, len(inside))]
	refused, _ := slices.BinarySearch(outside, threshold)
	return float64(len(outside)-refused) / float64(len(outside))
}

// rank is the place, counted from 0, of the last one that belongs to the first part of n in order.
func rank(part float64, n int) int {
	return min(n, max(1, int(math.Ceil(part*float64(n)-1e-9)))) - 1 // .95 of 20 is 19, whatever floating point says
}

func calibrationError(outcomes []Outcome) *float64 {
	var probability, right [bins]float64
	for _, o := range outcomes {
		bin := max(0, min(bins-1, int(o.Probability*bins)))
		probability[bin] += o.Probability
		right[bin] += one(o.Place == 1)
	}
	distance := 0.0
	for bin := range bins {
		distance += math.Abs(probability[bin] - right[bin])
	}
	return share(distance, float64(len(outcomes)))
}

func share(part, whole float64) *float64 {
	if whole == 0 {
		return nil
	}
	s := part / whole
	return &s
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
