package msgraph

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/microsoftgraph/msgraph-sdk-go/models"

	"deskhand/graph"
)

// What in the audit log tells of a new app or flow. Launching an app is recorded as well, and far more often.
// https://learn.microsoft.com/power-platform/admin/activity-logging-auditing/activity-logs-overview
var (
	makerRecords    = []string{"powerAppsApp", "microsoftFlow"}
	makerOperations = []string{"CreatePowerApp", "CreateFlow"}
)

func (c *Client) auditing(name string, ids ...string) operation {
	return operation{name: name, service: c.reports, permission: "AuditLogsQuery.Read.All", safe: true, ids: ids}
}

// StartCreationQuery asks the audit log for the apps and flows that were made in that time. The answer takes minutes: ask
// CreationQuery until it is done.
func (c *Client) StartCreationQuery(ctx context.Context, from, to time.Time) (id string, err error) {
	query := models.NewEntity()
	query.SetAdditionalData(map[string]any{
		"displayName":         "Deskhand: new makers",
		"filterStartDateTime": from.UTC().Format(time.RFC3339), "filterEndDateTime": to.UTC().Format(time.RFC3339),
		"recordTypeFilters": makerRecords, "operationFilters": makerOperations,
	})
	op := c.auditing("start query of the audit log")
	op.safe = false
	got, err := ask(ctx, c, op, func(ctx context.Context) (models.Entityable, error) {
		return post[models.Entityable](ctx, c, c.url("security", "auditLog", "queries"), query, models.CreateEntityFromDiscriminatorValue)
	})
	if err != nil {
		return "", err
	}
	return text(got.GetId()), nil
}

// CreationQuery says whether the query has its answer. A query that came to nothing is an error; start another.
func (c *Client) CreationQuery(ctx context.Context, id string) (done bool, err error) {
	op := c.auditing("ask for query of the audit log", id)
	got, err := ask(ctx, c, op, func(ctx context.Context) (models.Entityable, error) {
		return get[models.Entityable](ctx, c, c.url("security", "auditLog", "queries", id), models.CreateEntityFromDiscriminatorValue)
	})
	if err != nil {
		return false, err
	}
	switch status, _ := plain(got.GetAdditionalData()["status"]).(string); status {
	case "succeeded":
		return true, nil
	case "failed", "cancelled":
		return false, c.fail(op, answer{}, fmt.Errorf("the query has %s", status))
	}
	return false, nil
}

// Creations hands out what the query found, a page at a time. It ends with the error of each, or its own.
func (c *Client) Creations(ctx context.Context, id string, each func([]graph.Creation) error) error {
	first := c.url("security", "auditLog", "queries", id, "records")
	fetch := func(ctx context.Context, link string) (*models.BaseCollectionPaginationCountResponse, error) {
		if link == "" {
			link = first
		}
		return get[*models.BaseCollectionPaginationCountResponse](ctx, c, link,
			models.CreateBaseCollectionPaginationCountResponseFromDiscriminatorValue)
	}
	op := c.auditing("read records of the audit log", id)
	return pages(ctx, c, op, fetch, func(p *models.BaseCollectionPaginationCountResponse) error {
		var creations []graph.Creation
		records, _ := p.GetAdditionalData()["value"].([]any)
		for _, record := range records {
			values, _ := record.(map[string]any)
			if made, ok := creationOf(fieldsOf(values)); ok {
				creations = append(creations, made)
			}
		}
		return each(creations)
	})
}

// creationOf is false for a record of anything but a creation.
func creationOf(record graph.Fields) (graph.Creation, bool) {
	made := graph.Creation{ID: record.Text("id"), UserID: record.Text("userId"), Name: record.Text("operation")}
	if made.UserID == "" {
		made.UserID = record.Text("userPrincipalName")
	}
	at, err := time.Parse(time.RFC3339, record.Text("createdDateTime"))
	made.At = at.UTC()
	return made, err == nil && made.UserID != "" && strings.HasPrefix(strings.ToLower(made.Name), "create")
}
