package msgraph

import (
	"context"

	"github.com/microsoftgraph/msgraph-sdk-go/admin"
	"github.com/microsoftgraph/msgraph-sdk-go/models"

	"deskhand/graph"
)

// issueProperties leave out the posts, which are long and in HTML.
var issueProperties = []string{
	"id", "service", "title", "impactDescription", "status", "classification", "isResolved",
	"startDateTime", "endDateTime", "lastModifiedDateTime",
}

// ServiceIssues are the disturbances of Microsoft's services that Graph still tells of, those that are over among them. Graph
// answers this 800 times an hour.
func (c *Client) ServiceIssues(ctx context.Context) ([]graph.ServiceIssue, error) {
	first := &admin.ServiceAnnouncementIssuesRequestBuilderGetRequestConfiguration{
		QueryParameters: &admin.ServiceAnnouncementIssuesRequestBuilderGetQueryParameters{Select: issueProperties},
	}
	get := func(ctx context.Context, link string) (models.ServiceHealthIssueCollectionResponseable, error) {
		builder := admin.NewAdminRequestBuilderInternal(map[string]string{}, c.adapter).ServiceAnnouncement().Issues()
		if link != "" {
			return builder.WithUrl(link).Get(ctx, nil)
		}
		return builder.Get(ctx, first)
	}
	op := operation{name: "read service issues", service: c.reports, permission: "ServiceHealth.Read.All", safe: true}
	var issues []graph.ServiceIssue
	err := pages(ctx, c, op, get, func(p models.ServiceHealthIssueCollectionResponseable) error {
		for _, issue := range p.GetValue() {
			if issue != nil {
				issues = append(issues, issueOf(issue))
			}
		}
		return nil
	})
	return issues, err
}

func issueOf(i models.ServiceHealthIssueable) graph.ServiceIssue {
	issue := graph.ServiceIssue{
		ID: text(i.GetId()), Service: text(i.GetService()), Title: text(i.GetTitle()), Impact: text(i.GetImpactDescription()),
		Resolved: yes(i.GetIsResolved()), StartedAt: moment(i.GetStartDateTime()), EndedAt: moment(i.GetEndDateTime()),
		ModifiedAt: moment(i.GetLastModifiedDateTime()),
	}
	if status := i.GetStatus(); status != nil {
		issue.Status = status.String()
	}
	if kind := i.GetClassification(); kind != nil {
		issue.Incident = *kind == models.INCIDENT_SERVICEHEALTHCLASSIFICATIONTYPE
	}
	return issue
}
