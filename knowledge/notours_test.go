package knowledge

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the help desk wrote to be outside is known to be from the next refresh on. A broken file is reported, and the last good one
// stays.
func TestOutsideFile(t *testing.T) {
	t.Parallel()
	kb := house(t)
	e := openEngine(t, kb, "")
	const question = "please paint the wooden door of my car"
	write := func(text string, minute int) (scope float64, faults []Fault) {
		t.Helper()
		writeFile(t, kb, OutsideFile, text)
		at := today.Add(time.Duration(minute) * time.Minute)
		require.NoError(t, os.Chtimes(filepath.Join(kb, OutsideFile), at, at))
		faults = refresh(t, e).Faults
		require.NoError(t, e.Train(t.Context()))
		return ask(t, e, question).Scope, faults
	}
	before, faults := write("# nothing yet\n", 1)
	assert.Empty(t, faults)
	known, faults := write("en:\n  - paint the door of my car\n  - who paints the door of a car\nnb:\n  - lakkere bildøren\n", 2)
	assert.Empty(t, faults)
	assert.Less(t, known, before*0.8)
	for i, broken := range []string{"en: [door\n", "- door car\n", "en: door car\n", strings.Repeat("# much\n", 200_000)} {
		still, faults := write(broken, 3+i)
		assert.Len(t, faults, 1, broken[:5])
		assert.InDelta(t, known, still, 1e-9, "the last good one stays")
	}
	again, faults := write("", 8)
	assert.Empty(t, faults)
	assert.InDelta(t, before, again, 1e-9)
}

// Every fault is told at once, with its line, and what is right counts.
func TestOutsideFaults(t *testing.T) {
	t.Parallel()
	dir := house(t)
	writeFile(t, dir, "en/door.md", articleText("door", "open the wooden door"))
	writeFile(t, dir, OutsideFile, strings.Join([]string{
		"en:", "  - who fixes cars", "  - cars", "  - {a: b}", "  - Who fixes CARS?", "  - " + strings.Repeat("word ", 100), "sv: [var är min bil]",
		"nb:", "  - hvem reparerer biler", "  - second open the wooden door",
	}, "\n"))
	outside, faults := readOutside(dir)
	var lines []int
	for _, f := range faults {
		assert.Equal(t, OutsideFile, f.Path)
		lines = append(lines, f.Line)
	}
	assert.Equal(t, []int{3, 4, 5, 6, 7}, lines)
	require.Len(t, outside, 3)
	assert.Equal(t, Outside{Text: "who fixes cars", Language: "en", Weight: 1}, outside[0])

	writeFile(t, dir, OutsideFile, "en:\n  - second open the wooden door\n")
	_, faults, err := Lint(dir, today)
	require.NoError(t, err)
	var told []string
	for _, f := range faults {
		told = append(told, f.String())
	}
	assert.Contains(t, strings.Join(told, "\n"), OutsideFile+" as well", "what an article answers is not outside")
}

func FuzzOutside(f *testing.F) {
	for _, seed := range []string{
		"", "en:\n  - who fixes cars\n", "en: [a b", "- a b", "en: a b", "en: [&a x y, *a]\nnb: *a", "sv: [x y]\n? [en]\n: [a b]", "en: [[a b], {c: d}, ~, 1 2]",
		"en: [\"\\u0000 x\", ''', ''']", "<<: &b {en: [x y]}\nnb: [\xff y]", strings.Repeat("en: [", 500),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		root, faults := parseYAML(data, OutsideFile, outsideForm)
		if root == nil {
			return
		}
		outside, more := parseOutside(root)
		for _, fault := range append(faults, more...) {
			require.NotEmpty(t, fault.Message)
			require.GreaterOrEqual(t, fault.Line, 0)
		}
		for _, o := range outside {
			require.Contains(t, languageFolders, o.Language)
			require.True(t, teachable(o.Text, NormalWords(o.Text), minTaught), "%q", o.Text)
		}
	})
}
