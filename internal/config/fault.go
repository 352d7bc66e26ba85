package config

import (
	"errors"
	"fmt"
)

// faults collects everything that is wrong, so that a person can mend it all in one go.
type faults []error

// fault is one thing that is wrong with a setting. It never holds the value of a secret.
type fault struct {
	where   string // file:line or the environment variable; empty when what is wrong can lie in more than one place
	setting string // its key; empty when the file itself is wrong
	problem string
	mend    string // what to do about it
}

func (f fault) Error() string {
	text := f.problem + "; " + f.mend
	for _, prefix := range []string{f.setting, f.where} {
		if prefix != "" {
			text = prefix + ": " + text
		}
	}
	return text
}

func (fs *faults) add(f fault) { *fs = append(*fs, f) }

// rule notes that settings which could all be read don't make sense.
func (fs *faults) rule(setting, problem, mend string) {
	fs.add(fault{setting: setting, problem: problem, mend: mend})
}

// err is nil, or all the faults, one a line.
func (fs faults) err() error { return errors.Join(fs...) }

// didYouMean is advice for somebody who wrote a name that isn't one of those there are.
func didYouMean(name string, names []string) string {
	best, distance := "", max(2, len(name)/3)+1
	for _, candidate := range names {
		if d := editDistance(name, candidate); d < distance {
			best, distance = candidate, d
		}
	}
	if best == "" {
		return "remove it, or find its name in docs/settings.md"
	}
	return fmt.Sprintf("did you mean %s?", best)
}

// editDistance is how many letters must be put in, taken out or changed to make b of a.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
