package eval_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge"
	"deskhand/knowledge/encoder"
	"deskhand/knowledge/eval"
)

// sets holds development sets that are no part of the project: whoever lacks them skips what they measure.
const sets = "../../../shared/data/retrieval"

// readSet reads one of them, or skips the test.
func readSet(t testing.TB, name string, phrasings int) eval.Set {
	t.Helper()
	dir := filepath.Join(sets, name)
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		t.Skipf("the development sets are not here: %v", err)
	}
	set, err := eval.ReadSet(t.Context(), dir, eval.Draw{Phrasings: phrasings, Seed: 1, Language: "en"})
	require.NoError(t, err)
	return set
}

// installed is the sentence encoder, where the tests look for it; without it, the test is skipped.
func installed(t testing.TB) knowledge.Encoder {
	t.Helper()
	dir := os.Getenv("DESKHAND_TEST_MODEL")
	if dir == "" {
		dir = filepath.Join("../../data/models", encoder.Folder)
	}
	model, err := encoder.Open(dir)
	if errors.Is(err, encoder.ErrNotInstalled) {
		t.Skipf("%v, or set DESKHAND_TEST_MODEL to its folder", err)
	}
	require.NoError(t, err)
	return model
}

// TestDevelopmentSets holds the engine to a little less than it reached on questions to which nothing was fitted. What takes
// long is left to "go test ./knowledge/eval -run TestDevelopmentSets -v", without the race detector, which shows all figures;
// kb eval measures each set as a whole.
func TestDevelopmentSets(t *testing.T) {
	t.Parallel()
	for _, set := range []struct {
		name      string
		phrasings int
		encoder   bool
		each      int // so many questions, one is asked: the encoder takes its time

		accuracy, auroc, precision float64
	}{
		{"clinc150", 5, false, 1, 0.76, 0.90, 0.90},
		{"clinc150", 0, false, 1, 0.93, 0.97, 0.94},
		{"hint3_sofmattress", 0, false, 1, 0.78, 0.855, 0.85},
		{"clinc150", 5, true, 5, 0.83, 0.935, 0.88},
		{"hint3_sofmattress", 0, true, 1, 0.81, 0.88, 0.90},
	} {
		t.Run(fmt.Sprintf("%s/phrasings=%d/encoder=%v", set.name, set.phrasings, set.encoder), func(t *testing.T) {
			t.Parallel()
			if long := set.encoder || set.phrasings == 0 && set.name == "clinc150"; long && (watched || testing.Short()) {
				t.Skip("takes many seconds, and minutes under the race detector: run it without -race and -short")
			}
			options := knowledge.Options{Logger: slog.New(slog.DiscardHandler), Now: time.Now}
			if set.encoder {
				options.Encoder = installed(t)
			}
			all := readSet(t, set.name, set.phrasings)
			all.Questions = thinned(all.Questions, set.each)
			all.Corpus.Votes = thinned(all.Corpus.Votes, set.each)
			r, err := eval.Measure(t.Context(), all, options)
			require.NoError(t, err)
			t.Logf("accuracy %.3f, AUROC %.3f, refused at 90 %% %.3f; answered %.3f, of which right %.3f; calibration error %.3f",
				*r.Accuracy, *r.AUROC, *r.OOSRecallAt90, *r.Coverage, *r.AnsweredPrecision, *r.ECE)
			assert.GreaterOrEqual(t, *r.Accuracy, set.accuracy)
			assert.GreaterOrEqual(t, *r.AUROC, set.auroc)
			assert.GreaterOrEqual(t, *r.AnsweredPrecision, set.precision)
		})
	}
}

// thinned is one of each so many.
func thinned[T any](all []T, each int) []T {
	var some []T
	for i := 0; i < len(all); i += each {
		some = append(some, all[i])
	}
	return some
}
