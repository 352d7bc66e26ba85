package helpdesk

import "fmt"

// Impact is how many people a problem stops.
type Impact string

// The impacts, from one person to the whole organisation.
const (
	ImpactMe       Impact = "me"
	ImpactTeam     Impact = "team"
	ImpactMany     Impact = "many"
	ImpactEveryone Impact = "everyone"
)

// Urgency is how long it can wait.
type Urgency string

// The urgencies: it can wait, it slows work down, or work has stopped.
const (
	UrgencyLow    Urgency = "low"
	UrgencyMedium Urgency = "medium"
	UrgencyHigh   Urgency = "high"
)

// Priority orders the work: 1 is the most pressing, 4 the least.
type Priority int

// The priorities.
const (
	PriorityCritical Priority = 1
	PriorityHigh     Priority = 2
	PriorityNormal   Priority = 3
	PriorityLow      Priority = 4
)

// Impacts and Urgencies list the values in the order in which people are offered them.
func Impacts() []Impact { return []Impact{ImpactMe, ImpactTeam, ImpactMany, ImpactEveryone} }

// Urgencies lists the urgencies from the least to the most pressing.
func Urgencies() []Urgency { return []Urgency{UrgencyLow, UrgencyMedium, UrgencyHigh} }

// Priorities lists the priorities from the most to the least pressing.
func Priorities() []Priority {
	return []Priority{PriorityCritical, PriorityHigh, PriorityNormal, PriorityLow}
}

// priorityMatrix is impact × urgency, as in ITIL's incident priority matrix.
var priorityMatrix = map[Impact]map[Urgency]Priority{
	ImpactMe:       {UrgencyLow: PriorityLow, UrgencyMedium: PriorityLow, UrgencyHigh: PriorityNormal},
	ImpactTeam:     {UrgencyLow: PriorityLow, UrgencyMedium: PriorityNormal, UrgencyHigh: PriorityHigh},
	ImpactMany:     {UrgencyLow: PriorityNormal, UrgencyMedium: PriorityHigh, UrgencyHigh: PriorityCritical},
	ImpactEveryone: {UrgencyLow: PriorityHigh, UrgencyMedium: PriorityCritical, UrgencyHigh: PriorityCritical},
}

// PriorityOf is the priority of a problem with this impact and urgency. It returns ErrInvalid for a value that is
// not one of the lists above.
func PriorityOf(impact Impact, urgency Urgency) (Priority, error) {
	row, ok := priorityMatrix[impact]
	if !ok {
		return 0, fmt.Errorf("%w: impact %q; use one of %v", ErrInvalid, impact, Impacts())
	}
	priority, ok := row[urgency]
	if !ok {
		return 0, fmt.Errorf("%w: urgency %q; use one of %v", ErrInvalid, urgency, Urgencies())
	}
	return priority, nil
}
