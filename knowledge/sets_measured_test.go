package knowledge

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDevelopmentSets measures the engine on questions to which nothing was fitted, and holds it to a little less than
// it reached. The figures come with "go test ./knowledge -run TestDevelopmentSets -v".
func TestDevelopmentSets(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds, under the race detector more")
	}
	for _, set := range []struct {
		name            string
		phrasings       int
		accuracy, auroc float64
	}{
		{"clinc150", 1, 0.43, 0.71},
		{"clinc150", 5, 0.68, 0.84},
		{"clinc150", 0, 0.84, 0.91},
		{"hint3_sofmattress", 0, 0.77, 0.84},
	} {
		t.Run(fmt.Sprintf("%s/phrasings=%d", set.name, set.phrasings), func(t *testing.T) {
			t.Parallel()
			train := readSet(t, set.name, "train.tsv")
			if train == nil {
				t.Skip("the development sets are not here")
			}
			inside, outside := readSet(t, set.name, "test.tsv"), readSet(t, set.name, "oos_test.tsv")
			m := measure(t, articlesOf(train, set.phrasings, 1), inside, outside)
			t.Logf("accuracy %.3f, AUROC %.3f; answered %.3f of %d, %.3f of the answers right; refused %.3f of %d out of scope",
				m.accuracy, m.auroc, m.answered, len(inside), m.right, m.refused, len(outside))
			assert.GreaterOrEqual(t, m.accuracy, set.accuracy)
			assert.GreaterOrEqual(t, m.auroc, set.auroc)
			assert.GreaterOrEqual(t, m.right, 0.85)
		})
	}
}

// measurement is how an engine does on a set. All are shares of one.
type measurement struct {
	accuracy float64 // of the questions in scope, those whose article comes first
	auroc    float64 // how well the first probability parts questions in scope from others
	answered float64 // of the questions in scope, those that are answered at once
	right    float64 // of all answers given, the right ones
	refused  float64 // of the questions out of scope, those of which the engine says that it does not know
}

func measure(t *testing.T, articles []Article, inside, outside []labelled) measurement {
	t.Helper()
	e := engineOf(t, articles)
	owners := map[string]string{}
	for _, a := range articles {
		owners[a.ID] = a.Owner
	}
	var first, answered, answers, right, refused float64
	var all []scored
	for _, q := range append(slices.Clone(inside), outside...) {
		answer, err := e.Ask(t.Context(), q.text, "en")
		require.NoError(t, err)
		isIn, isFirst, probability := q.label != outOfScope, false, 0.0
		if len(answer.Candidates) > 0 {
			isFirst = owners[answer.Candidates[0].ID] == q.label
			probability = answer.Candidates[0].Probability
		}
		all = append(all, scored{probability, isIn})
		first += one(isFirst)
		answers += one(answer.Verdict == Sure)
		answered += one(isIn && answer.Verdict == Sure)
		right += one(isFirst && answer.Verdict == Sure)
		refused += one(!isIn && answer.Verdict == Unknown)
	}
	return measurement{
		accuracy: first / float64(len(inside)), auroc: auroc(all), answered: answered / float64(len(inside)),
		right: right / answers, refused: refused / float64(len(outside)),
	}
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

type scored struct {
	probability float64
	inScope     bool
}

// auroc is the chance that a question in scope has a higher probability than one that is not; a tie is half a chance.
func auroc(all []scored) float64 {
	slices.SortFunc(all, func(a, b scored) int { return cmp.Compare(a.probability, b.probability) })
	var below, wins, in float64
	for i := 0; i < len(all); {
		var tiedIn, tiedOut float64
		for tie := all[i].probability; i < len(all) && all[i].probability == tie; i++ {
			tiedIn += one(all[i].inScope)
			tiedOut += one(!all[i].inScope)
		}
		wins += tiedIn * (below + tiedOut/2)
		below += tiedOut
		in += tiedIn
	}
	return wins / (in * below)
}
