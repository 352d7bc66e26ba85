package helpdesk

// Tier is how important a solution is to the organisation, and so who supports it.
type Tier string

// The tiers, by the decision matrix of the support strategy.
const (
	TierProductivity Tier = "productivity"
	TierImportant    Tier = "important"
	TierCritical     Tier = "critical"
)

// Tiers lists the tiers from the least to the most important.
func Tiers() []Tier { return []Tier{TierProductivity, TierImportant, TierCritical} }
