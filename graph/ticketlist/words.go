package ticketlist

import (
	"slices"
	"strings"

	"deskhand/helpdesk"
)

// meaning is what a value of the desk is called in the list, and what else people call it.
type meaning[T comparable] struct {
	value T
	word  string
	also  []string // in lower case
}

// vocabulary is the words of one column.
type vocabulary[T comparable] []meaning[T]

var (
	statuses = vocabulary[helpdesk.Status]{
		{helpdesk.StatusNew, "New", []string{"open", "unassigned"}},
		{helpdesk.StatusInProgress, "In progress", []string{"in_progress", "inprogress", "active", "assigned", "working", "started"}},
		{helpdesk.StatusWaiting, "Waiting", []string{"waiting for you", "waiting for requester", "on hold", "pending", "paused"}},
		{helpdesk.StatusResolved, "Resolved", []string{"closed", "done", "solved", "completed", "fixed"}},
		{helpdesk.StatusWithdrawn, "Withdrawn", []string{"cancelled", "canceled"}},
	}
	priorities = vocabulary[helpdesk.Priority]{
		{helpdesk.PriorityCritical, "1 Critical", []string{"urgent"}},
		{helpdesk.PriorityHigh, "2 High", nil},
		{helpdesk.PriorityNormal, "3 Normal", []string{"medium", "moderate"}},
		{helpdesk.PriorityLow, "4 Low", nil},
	}
	tiers = vocabulary[helpdesk.Tier]{
		{helpdesk.TierProductivity, "Productivity", nil},
		{helpdesk.TierImportant, "Important", nil},
		{helpdesk.TierCritical, "Critical", nil},
	}
	impacts = vocabulary[helpdesk.Impact]{
		{helpdesk.ImpactMe, "Me", nil},
		{helpdesk.ImpactTeam, "Team", nil},
		{helpdesk.ImpactMany, "Many", nil},
		{helpdesk.ImpactEveryone, "Everyone", nil},
	}
	urgencies = vocabulary[helpdesk.Urgency]{
		{helpdesk.UrgencyLow, "Low", nil},
		{helpdesk.UrgencyMedium, "Medium", nil},
		{helpdesk.UrgencyHigh, "High", nil},
	}
)

// all are the words that the list offers.
func (v vocabulary[T]) all() []string {
	words := make([]string, len(v))
	for i, m := range v {
		words[i] = m.word
	}
	return words
}

// word is what the value is called in the list; nothing for a value without a name.
func (v vocabulary[T]) word(value T) string {
	for _, m := range v {
		if m.value == value {
			return m.word
		}
	}
	return ""
}

// read is what somebody meant by a word: in any case, with or without its number, or by another name of it.
func (v vocabulary[T]) read(text string) (value T, ok bool) {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	for _, m := range v {
		word := strings.ToLower(m.word)
		number, name, numbered := strings.Cut(word, " ")
		if numbered = numbered && number[0] >= '0' && number[0] <= '9'; numbered && (text == name || text == number) {
			return m.value, true
		}
		if text == word || slices.Contains(m.also, text) {
			return m.value, true
		}
	}
	return value, false
}
