package eval_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge/eval"
)

// in is a question in scope whose article is at that place, out one out of scope. The engine thinks each as likely in scope
// as that its first candidate answers.
func in(probability float64, place int, sure bool) eval.Outcome {
	return eval.Outcome{InScope: true, Scope: probability, Probability: probability, Place: place, Sure: sure}
}

func out(probability float64, sure bool) eval.Outcome {
	return eval.Outcome{Scope: probability, Probability: probability, Sure: sure}
}

// Worked out by hand:
//
//	accuracy   first in 2 of 4
//	mrr10      (1 + 1/2 + 1 + 0) / 4
//	auroc      .9 beats both, .6 beats .3 and ties with .6, .5 beats .3, .2 beats none: (2 + 1.5 + 1 + 0) of 8
//	precision  sure are .9 (right), .6 in scope (second: wrong), .6 out of scope (wrong)
//	coverage   2 of 4
//	ece        bin 13 (.9): |.9-1|; bin 9 (.6 and .6): |1.2-0|; bin 7 (.5): |.5-1|; bin 4 (.3): .3; bin 3 (.2): .2; of 6
func TestSummarise(t *testing.T) {
	t.Parallel()
	r := eval.Summarise([]eval.Outcome{
		in(0.9, 1, true), in(0.6, 2, true), in(0.5, 1, false), in(0.2, 0, false), out(0.6, true), out(0.3, false),
	})
	for name, tt := range map[string]struct {
		got  *float64
		want float64
	}{
		"accuracy":           {r.Accuracy, 0.5},
		"mrr10":              {r.MRR10, 0.625},
		"auroc":              {r.AUROC, 4.5 / 8},
		"answered_precision": {r.AnsweredPrecision, 1. / 3},
		"coverage":           {r.Coverage, 0.5},
		"ece":                {r.ECE, (0.1 + 1.2 + 0.5 + 0.3 + 0.2) / 6},
		// Nine in ten of four are all four: the threshold is .2, and everything is accepted.
		"oos_recall_at_90": {r.OOSRecallAt90, 0},
		"fpr95":            {r.FPR95, 1},
	} {
		require.NotNil(t, tt.got, name)
		assert.InDelta(t, tt.want, *tt.got, 1e-9, name)
	}
	assert.Equal(t, 6, r.Queries)
}

// Twenty questions in scope at .05, .10 … 1: nine in ten of them are those from .15 on, 95 in a hundred those from .10 on.
func TestThresholds(t *testing.T) {
	t.Parallel()
	var outcomes []eval.Outcome
	for i := range 20 {
		outcomes = append(outcomes, in(float64(i+1)/20, 1, true))
	}
	outcomes = append(outcomes, out(0.14, false), out(0.12, false), out(0.09, false), out(0.5, false), out(0.15, false))
	slices.Reverse(outcomes) // the order does not matter
	r := eval.Summarise(outcomes)
	assert.InDelta(t, 3./5, *r.OOSRecallAt90, 1e-9)
	assert.InDelta(t, 4./5, *r.FPR95, 1e-9)
}

// Whether a question is in scope is told by what the engine thinks of that, and not of its first candidate: of two articles
// that are as likely, each is only half so.
func TestScopeIsApartFromTheFirstCandidate(t *testing.T) {
	t.Parallel()
	r := eval.Summarise([]eval.Outcome{
		{InScope: true, Scope: 0.9, Probability: 0.3, Place: 2}, {Scope: 0.4, Probability: 0.4},
	})
	assert.InDelta(t, 1, *r.AUROC, 1e-9)
	assert.InDelta(t, 1, *r.OOSRecallAt90, 1e-9)
	assert.InDelta(t, 0, *r.FPR95, 1e-9)
	assert.InDelta(t, 0.35, *r.ECE, 1e-9, "(.3 + .4) / 2: neither is right")
}

func TestTimes(t *testing.T) {
	t.Parallel()
	var outcomes []eval.Outcome
	for i := range 200 {
		outcomes = append(outcomes, eval.Outcome{Took: time.Duration(200-i) * time.Millisecond})
	}
	r := eval.Summarise(outcomes)
	assert.InDelta(t, 100, *r.P50, 1e-9)
	assert.InDelta(t, 198, *r.P99, 1e-9)
}

// What the questions can't tell is null, and the names are those that were agreed.
func TestReportAsJSON(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(eval.Summarise([]eval.Outcome{in(0.5, 1, false)}))
	require.NoError(t, err)
	assert.JSONEq(t, `{"accuracy":1,"mrr10":1,"auroc":null,"oos_recall_at_90":null,"fpr95":null,"answered_precision":null,
		"coverage":0,"ece":0.5,"p50_ms":0,"p99_ms":0,"articles":0,"queries":1,"seconds":0}`, string(text))
	text, err = json.Marshal(eval.Summarise(nil))
	require.NoError(t, err)
	assert.JSONEq(t, `{"accuracy":null,"mrr10":null,"auroc":null,"oos_recall_at_90":null,"fpr95":null,"answered_precision":null,
		"coverage":null,"ece":null,"p50_ms":null,"p99_ms":null,"articles":0,"queries":0,"seconds":0}`, string(text))

	var table bytes.Buffer
	require.NoError(t, eval.WriteReport(&table, eval.Summarise([]eval.Outcome{in(0.5, 1, false)})))
	assert.Regexp(t, `accuracy +1\.000 `, table.String())
	assert.Regexp(t, `auroc +- `, table.String())
}
