package knowledge

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCorrect(t *testing.T) {
	t.Parallel()
	s := spellingOf([]spelt{
		{"flow", 5},
		{"flaw", 2},
		{"glow", 9},
		{"flows", 9},
		{"ære", 1},
		{"ærlig", 1},
		{"license", 3},
		{"øvelse", 2},
		{"tier", 9},
		{"timer", 2},
		{"who", 9},
		{"whom", 1},
	})
	for wrong, right := range map[string]string{
		"folw": "flow", "flpw": "flow", "floww": "flow", "fllows": "flows", "flaaw": "flaw", // of several, what most are asked for with
		"lfow":  "flow",                    // the first two letters changed places
		"tiemr": "timer", "tiner": "timer", // and not "tier", for which somebody would have to invent a letter
		"flw":  "flow", // three letters may lack one
		"ærlg": "ærlig",
		"plws": "", "likr": "", "plows": "", // nothing is one slip away
		"flew":   "",                                                                           // a short word of other letters may be one that nobody has used yet
		"wow":    "",                                                                           // three letters are words of their own
		"low":    "",                                                                           // hardly anybody forgets how a short word begins
		"hwo":    "",                                                                           // … and three letters have too many neighbours to change places
		"icense": "license", "kicense": "license", "klicense": "license", "ilcense": "license", // a long word is told by its rest
		"zicense": "license", "ævelse": "øvelse",
		"window": "", "": "", "a word of a length that is not kept at all, far too long for anybody": "",
	} {
		assert.Equal(t, right, s.correct(wrong), wrong)
	}
}

// Small words are corrected as others are: an encoder reads them too.
func TestSmallWordsAreCorrected(t *testing.T) {
	t.Parallel()
	e := engineOf(t, desk())
	s, _, err := e.use()
	require.NoError(t, err)
	defer s.users.Done()
	const asked = "wjich licence do I neeed for a flo?"
	q, err := s.shelves["en"].query(t.Context(), asked, e.words.Analyze([]byte(asked)))
	require.NoError(t, err)
	assert.Equal(t, "which licence do I need for a flow?", q.text)
}

// Of a compound, the words that make it up are known; of another word, that it has letters which some word has says nothing.
func TestWordsMakeUpCompounds(t *testing.T) {
	t.Parallel()
	s := spellingOf([]spelt{{"app", 1}, {"feil", 1}, {"flyt", 1}, {"flyten", 1}, {"for", 1}, {"godkjenning", 1}, {"mobilen", 1}})
	small := func(part string) bool { return part == "for" }
	for word, want := range map[string]float64{
		"appfeil": 1, "godkjenningsflyten": 17.0 / 18, "kjempeflyt": 0.4, "bilen": 0, "mobilene": 7.0 / 8, "formelen": 0, "": 0, "å": 0,
	} {
		assert.InDelta(t, want, s.makes(word, small), 1e-9, word)
	}
}
