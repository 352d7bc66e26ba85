package locale

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// dates are the keys without which there is no printer.
const dates = `
date.weekdays: a b c d e f g
date.months: a b c d e f g h i j k l
date.months_short: a b c d e f g h i j k l
`

func TestLoadListsEveryFault(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, en, nb string
		want         []string // what the error says; nothing: there is none
	}{
		{"sound", "a: x {n}", "a: y {n} {n}", nil},
		{"missing in Norwegian", "a: x\nb: x", "a: y", []string{"nb.yaml: b is missing"}},
		{"missing in English", "a: x", "a: y\nb: y", []string{"en.yaml: b is missing"}},
		{"empty", `a: " "`, `a: ""`, []string{"en.yaml: a is empty", "nb.yaml: a is empty"}},
		{"another placeholder", "a: x {name}", "a: y {navn}", []string{"nb.yaml: a has the placeholders [{navn}]"}},
		{"a placeholder less", "a: x {m} {n}", "a: y {m}", []string{"nb.yaml: a has the placeholders [{m}]"}},
		{"twice", "a: x\na: x", "a: y", []string{"en.yaml", `"a" already defined`}},
		{"not flat", "a: {b: x}", "a: y", []string{"en.yaml is not a flat list of texts"}},
		{
			"several", "a: x\nb: x {n}\nc: x", "a: y\nb: y\nd: y",
			[]string{"nb.yaml: b has", "nb.yaml: c is missing", "en.yaml: d is missing"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := load(fstest.MapFS{
				"en.yaml": {Data: []byte(tt.en + dates)}, "nb.yaml": {Data: []byte(tt.nb + dates)},
			})
			if tt.want == nil {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			for _, want := range tt.want {
				assert.ErrorContains(t, err, want)
			}
		})
	}
}

func TestLoadCountsTheDays(t *testing.T) {
	t.Parallel()
	short := strings.Replace(dates, " f g\n", "\n", 1)
	_, err := load(fstest.MapFS{"en.yaml": {Data: []byte(dates)}, "nb.yaml": {Data: []byte(short)}})
	require.ErrorContains(t, err, "nb.yaml: date.weekdays must be 7 words, and is 5")
}

func TestLoadNeedsEveryLanguage(t *testing.T) {
	t.Parallel()
	_, err := load(fstest.MapFS{"en.yaml": {Data: []byte(dates)}})
	require.ErrorContains(t, err, `reading the texts of "nb"`)
}
