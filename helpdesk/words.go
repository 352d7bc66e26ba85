package helpdesk

import (
	"fmt"
	"slices"
	"strings"
)

// words are what people and other tools call a value, in lower case.
type words[T any] []struct {
	value T
	words []string
}

var (
	statusWords = words[Status]{
		{StatusNew, []string{"new", "open", "unassigned"}},
		{StatusInProgress, []string{"in progress", "inprogress", "active", "assigned", "working", "started"}},
		{StatusWaiting, []string{"waiting", "waiting for you", "waiting for requester", "on hold", "pending", "paused"}},
		{StatusResolved, []string{"resolved", "closed", "done", "solved", "completed", "fixed"}},
		{StatusWithdrawn, []string{"withdrawn", "cancelled", "canceled"}},
	}
	priorityWords = words[Priority]{
		{PriorityCritical, []string{"1", "critical", "1 critical", "urgent"}},
		{PriorityHigh, []string{"2", "high", "2 high"}},
		{PriorityNormal, []string{"3", "normal", "3 normal", "medium", "moderate"}},
		{PriorityLow, []string{"4", "low", "4 low"}},
	}
	tierWords = words[Tier]{
		{TierProductivity, []string{"productivity"}},
		{TierImportant, []string{"important"}},
		{TierCritical, []string{"critical"}},
	}
)

// Word is what people call the status: "in progress".
func (s Status) Word() string {
	for _, entry := range statusWords {
		if entry.value == s {
			return entry.words[0]
		}
	}
	return string(s)
}

// ParseStatus reads a status as people and other tools write it: in any case, "in_progress" or "Active", "Closed" or "Done".
// It returns ErrInvalid for a word that it doesn't know.
func ParseStatus(text string) (Status, error) { return statusWords.parse("status", text) }

// ParsePriority reads a priority as people and other tools write it: "2", "High" or "2 - High". It returns ErrInvalid for a
// word that it doesn't know.
func ParsePriority(text string) (Priority, error) { return priorityWords.parse("priority", text) }

// ParseTier reads a tier in any case. It returns ErrInvalid for a word that it doesn't know.
func ParseTier(text string) (Tier, error) { return tierWords.parse("tier", text) }

func (w words[T]) parse(what, text string) (value T, err error) {
	word := strings.Join(strings.Fields(strings.NewReplacer("_", " ", "-", " ").Replace(strings.ToLower(text))), " ")
	var known []string
	for _, entry := range w {
		if slices.Contains(entry.words, word) {
			return entry.value, nil
		}
		known = append(known, entry.words[0])
	}
	return value, fmt.Errorf("%w: %s %q; use one of %s", ErrInvalid, what, clip(text, MaxSummary), strings.Join(known, ", "))
}
