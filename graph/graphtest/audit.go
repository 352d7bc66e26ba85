package graphtest

import (
	"net/http"
	"slices"
	"time"
)

// AuditRecord is something that somebody did, as the audit log has it.
type AuditRecord struct {
	ID        string // "": made up
	Kind      string // powerAppsApp, microsoftFlow and others
	Operation string // such as CreateFlow
	UserID    string
	UPN       string
	At        time.Time
}

// auditQuery is a question to the audit log, which takes its time.
type auditQuery struct {
	ID      string    `json:"id"`
	Name    string    `json:"displayName"`
	From    time.Time `json:"filterStartDateTime"`
	Until   time.Time `json:"filterEndDateTime"`
	Kinds   []string  `json:"recordTypeFilters"`
	Doings  []string  `json:"operationFilters"`
	Persons []string  `json:"userPrincipalNameFilters"`

	polls   int
	records []AuditRecord
}

func auditRoutes() []route {
	read := []string{"AuditLogsQuery.Read.All"}
	return []route{
		{pattern: "POST /security/auditLog/queries", roles: read, do: (*Server).createAuditQuery},
		{pattern: "GET /security/auditLog/queries/{query}", roles: read, do: (*Server).getAuditQuery},
		{pattern: "GET /security/auditLog/queries/{query}/records", roles: read, do: (*Server).getAuditRecords},
	}
}

// AddAuditRecords writes into the audit log.
func (s *Server) AddAuditRecords(records ...AuditRecord) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range records {
		if r.ID == "" {
			r.ID = newID()
		}
		s.audit = append(s.audit, r)
	}
}

// among reports whether a value is one of those that are asked for; all are when none is named.
func among(asked []string, value string) bool {
	return len(asked) == 0 || slices.Contains(asked, value)
}

func (q *auditQuery) wants(r AuditRecord) bool {
	return !r.At.Before(q.From) && r.At.Before(q.Until) && among(q.Kinds, r.Kind) && among(q.Doings, r.Operation) &&
		among(q.Persons, r.UPN)
}

func (q *auditQuery) status(polls int) string {
	switch {
	case q.polls == 0:
		return "notStarted"
	case q.polls < polls:
		return "running"
	}
	return "succeeded"
}

func (q *auditQuery) show(polls int) object {
	return object{
		"id": q.ID, "displayName": q.Name, "status": q.status(polls), "recordTypeFilters": append([]string{}, q.Kinds...),
		"operationFilters": append([]string{}, q.Doings...), "userPrincipalNameFilters": append([]string{}, q.Persons...),
		"filterStartDateTime": q.From.UTC().Format(time.RFC3339), "filterEndDateTime": q.Until.UTC().Format(time.RFC3339),
	}
}

func (s *Server) createAuditQuery(c *call) (answer, *Failure) {
	q := &auditQuery{}
	if failed := c.decode(q); failed != nil {
		return answer{}, failed
	}
	if q.From.IsZero() || !q.From.Before(q.Until) {
		return answer{}, bad("filterStartDateTime must be before filterEndDateTime.")
	}
	q.ID = newID()
	for _, r := range s.audit {
		if q.wants(r) {
			q.records = append(q.records, r)
		}
	}
	s.auditQueries[q.ID] = q
	return created(q.show(s.opts.Polls)), nil
}

func (s *Server) auditQuery(c *call) (*auditQuery, *Failure) {
	if q := s.auditQueries[c.PathValue("query")]; q != nil {
		return q, nil
	}
	return nil, &Failure{Status: http.StatusNotFound, Code: "NotFound", Message: "The query is not there."}
}

func (s *Server) getAuditQuery(c *call) (answer, *Failure) {
	q, failed := s.auditQuery(c)
	if failed != nil {
		return answer{}, failed
	}
	q.polls++
	return ok(q.show(s.opts.Polls)), nil
}

func (s *Server) getAuditRecords(c *call) (answer, *Failure) {
	q, failed := s.auditQuery(c)
	if failed != nil {
		return answer{}, failed
	}
	if q.status(s.opts.Polls) != "succeeded" {
		return ok(object{"value": []any{}}), nil
	}
	return c.pageOf(s, len(q.records), func(i int) object {
		r := q.records[i]
		return object{
			"id": r.ID, "auditLogRecordType": r.Kind, "operation": r.Operation, "userId": r.UserID, "userPrincipalName": r.UPN,
			"createdDateTime": r.At.UTC().Format(time.RFC3339),
		}
	})
}
