package ticketlist

import "deskhand/helpdesk"

// vocabulary is what the values of the desk are called in one column.
type vocabulary[T comparable] []struct {
	value T
	word  string
}

var (
	statuses = vocabulary[helpdesk.Status]{
		{helpdesk.StatusNew, "New"},
		{helpdesk.StatusInProgress, "In progress"},
		{helpdesk.StatusWaiting, "Waiting"},
		{helpdesk.StatusResolved, "Resolved"},
		{helpdesk.StatusWithdrawn, "Withdrawn"},
	}
	priorities = vocabulary[helpdesk.Priority]{
		{helpdesk.PriorityCritical, "1 Critical"},
		{helpdesk.PriorityHigh, "2 High"},
		{helpdesk.PriorityNormal, "3 Normal"},
		{helpdesk.PriorityLow, "4 Low"},
	}
	tiers = vocabulary[helpdesk.Tier]{
		{helpdesk.TierProductivity, "Productivity"},
		{helpdesk.TierImportant, "Important"},
		{helpdesk.TierCritical, "Critical"},
	}
	impacts = vocabulary[helpdesk.Impact]{
		{helpdesk.ImpactMe, "Me"},
		{helpdesk.ImpactTeam, "Team"},
		{helpdesk.ImpactMany, "Many"},
		{helpdesk.ImpactEveryone, "Everyone"},
	}
	urgencies = vocabulary[helpdesk.Urgency]{
		{helpdesk.UrgencyLow, "Low"},
		{helpdesk.UrgencyMedium, "Medium"},
		{helpdesk.UrgencyHigh, "High"},
	}
)

// all are the words that the list offers.
func (v vocabulary[T]) all() []string {
	words := make([]string, len(v))
	for i, entry := range v {
		words[i] = entry.word
	}
	return words
}

// word is what the value is called in the list; nothing for a value without a name.
func (v vocabulary[T]) word(value T) string {
	for _, entry := range v {
		if entry.value == value {
			return entry.word
		}
	}
	return ""
}
