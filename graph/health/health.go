// Package health watches what Microsoft says about the services of Power Platform: it asks Graph every few minutes, keeps
// what goes on, and tells the desk when it is over. It talks to nobody itself.
package health

import (
	"cmp"
	"slices"
	"strings"

	"deskhand/graph"
	"deskhand/helpdesk"
)

// services are words in the names by which Graph calls the services that a Power Platform help desk stands for, such as
// "Microsoft Power Automate in Microsoft 365" or "Dynamics 365 Apps". Power BI is not among them: the support strategy is
// about apps, flows, agents, their data and Dynamics 365.
var services = []string{
	"power platform", "power apps", "power automate", "power pages", "power virtual agents", "copilot studio", "ai builder",
	"dataverse", "dynamics 365",
}

// Incidents are the issues that concern Power Platform, the latest to begin first.
func Incidents(issues []graph.ServiceIssue) []helpdesk.Incident {
	var found []helpdesk.Incident
	for _, issue := range issues {
		if concerns(issue.Service) {
			found = append(found, incident(issue))
		}
	}
	slices.SortStableFunc(found, func(a, b helpdesk.Incident) int {
		return cmp.Or(b.StartedAt.Compare(a.StartedAt), cmp.Compare(a.ID, b.ID))
	})
	return found
}

func concerns(service string) bool {
	service = strings.ToLower(service)
	return slices.ContainsFunc(services, func(name string) bool { return strings.Contains(service, name) })
}

// incident is an issue in the domain's terms. One may be resolved without a time at which it ended.
func incident(issue graph.ServiceIssue) helpdesk.Incident {
	found := helpdesk.Incident{
		ID: issue.ID, Service: issue.Service, Title: issue.Title, Impact: issue.Impact, Advisory: !issue.Incident,
		StartedAt: issue.StartedAt, UpdatedAt: issue.ModifiedAt,
	}
	if issue.Resolved {
		found.EndedAt = issue.EndedAt
		if found.EndedAt.IsZero() {
			found.EndedAt = cmp.Or(issue.ModifiedAt, issue.StartedAt)
		}
	}
	return found
}
