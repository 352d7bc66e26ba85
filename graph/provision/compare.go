package provision

import (
	"fmt"
	"slices"
	"strings"

	"deskhand/graph"
)

// Step is something that a list lacks, and that can be added.
type Step struct {
	Lacks  string // in words: column Status; an index on Status
	column graph.Column
	change bool // of a column that is there
}

// Fault is something that stands in the way, and that a person has to decide about.
type Fault struct {
	Problem string
	Advice  string
}

// Compare says what a list with the columns it has lacks of those it is to have, in the order of these, and what can't be
// mended. Titles, help, order and additional choices are left as people have made them.
func Compare(have, want []graph.Column) ([]Step, []Fault) {
	var steps []Step
	var faults []Fault
	for _, column := range want {
		at := slices.IndexFunc(have, func(c graph.Column) bool { return c.Name == column.Name })
		if at < 0 {
			steps = append(steps, Step{Lacks: describe(column), column: column})
			continue
		}
		if have[at].Kind != column.Kind {
			faults = append(faults, Fault{
				Problem: fmt.Sprintf("column %s holds %s, and is to hold %s", column.Name, have[at].Kind, column.Kind),
				Advice:  "what a column holds can't be changed: delete it, when nothing in it is needed, or use another list",
			})
			continue
		}
		if step, ok := complete(have[at], column); ok {
			steps = append(steps, step)
		}
	}
	return steps, faults
}

// complete is what a column that is there lacks.
func complete(have, want graph.Column) (Step, bool) {
	to, lacks := have, []string{}
	var missing []string
	for _, choice := range want.Choices {
		if !slices.Contains(have.Choices, choice) {
			missing = append(missing, choice)
		}
	}
	if len(missing) > 0 {
		to.Choices = slices.Concat(have.Choices, missing)
		lacks = append(lacks, fmt.Sprintf("%s in the choices of %s", strings.Join(missing, ", "), want.Name))
	}
	if want.Indexed && !have.Indexed {
		to.Indexed = true
		lacks = append(lacks, "an index on "+want.Name)
	}
	if want.Unique && !have.Unique {
		to.Unique = true
		lacks = append(lacks, "that "+want.Name+" is unique")
	}
	return Step{Lacks: strings.Join(lacks, "; "), column: to, change: true}, len(lacks) > 0
}

func describe(c graph.Column) string {
	text := fmt.Sprintf("column %s (%s", c.Name, c.Kind)
	if len(c.Choices) > 0 {
		text += ": " + strings.Join(c.Choices, ", ")
	}
	switch {
	case c.Unique:
		text += "; indexed, unique"
	case c.Indexed:
		text += "; indexed"
	}
	return text + ")"
}
