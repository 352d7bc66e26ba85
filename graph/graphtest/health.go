package graphtest

import (
	"cmp"
	"slices"
	"time"
)

// Issue is a disturbance of one of Microsoft's services.
type Issue struct {
	ID       string // such as MF123456
	Service  string // such as Power Automate
	Title    string
	Impact   string
	Feature  string
	Status   string // "": serviceDegradation, or serviceRestored when it is over
	Advisory bool   // no incident
	Started  time.Time
	Ended    time.Time // zero while it goes on
	Modified time.Time // zero: when it was put here
}

func healthRoutes() []route {
	read := []string{"ServiceHealth.Read.All"}
	return []route{
		{pattern: "GET /admin/serviceAnnouncement/issues", roles: read, do: (*Server).getIssues},
		{pattern: "GET /admin/serviceAnnouncement/issues/{issue}", roles: read, do: (*Server).getIssue},
		{pattern: "GET /admin/serviceAnnouncement/healthOverviews", roles: read, do: (*Server).getOverviews},
	}
}

// SetIssue adds an issue, or changes the one with the same id.
func (s *Server) SetIssue(i Issue) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i.Modified.IsZero() {
		i.Modified = s.now()
	}
	if i.Started.IsZero() {
		i.Started = i.Modified
	}
	at := slices.IndexFunc(s.issues, func(known Issue) bool { return known.ID == i.ID })
	if at < 0 {
		s.issues = append(s.issues, i)
		return
	}
	s.issues[at] = i
}

// Issues returns all issues, the first that was added first.
func (s *Server) Issues() []Issue {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.issues)
}

func (i Issue) show() object {
	status, classification := cmp.Or(i.Status, "serviceDegradation"), "incident"
	if !i.Ended.IsZero() {
		status = cmp.Or(i.Status, "serviceRestored")
	}
	if i.Advisory {
		classification = "advisory"
	}
	shown := object{
		"id": i.ID, "service": i.Service, "title": i.Title, "impactDescription": i.Impact, "status": status,
		"classification": classification, "origin": "microsoft", "feature": orNull(i.Feature), "featureGroup": orNull(i.Feature),
		"isResolved": !i.Ended.IsZero(), "startDateTime": i.Started.UTC().Format(time.RFC3339), "endDateTime": nil,
		"lastModifiedDateTime": i.Modified.UTC().Format(time.RFC3339), "details": []any{}, "posts": []any{},
	}
	if !i.Ended.IsZero() {
		shown["endDateTime"] = i.Ended.UTC().Format(time.RFC3339)
	}
	return shown
}

func (s *Server) getIssues(c *call) (answer, *Failure) {
	all := []object{}
	for _, i := range s.issues {
		all = append(all, i.show())
	}
	return c.page(s, all)
}

func (s *Server) getIssue(c *call) (answer, *Failure) {
	for _, i := range s.issues {
		if i.ID == c.PathValue("issue") {
			return ok(i.show()), nil
		}
	}
	return answer{}, unknown(c.PathValue("issue"))
}

// services are those that Graph always names.
var services = []string{
	"Microsoft Teams", "SharePoint Online", "Power Apps", "Microsoft Power Automate", "Power BI", "Microsoft Dataverse",
}

func (s *Server) getOverviews(c *call) (answer, *Failure) {
	status := map[string]string{}
	names := slices.Clone(services)
	for _, i := range s.issues {
		if !slices.Contains(names, i.Service) {
			names = append(names, i.Service)
		}
		if i.Ended.IsZero() {
			status[i.Service] = cmp.Or(i.Status, "serviceDegradation")
		}
	}
	all := []object{}
	for _, name := range names {
		all = append(all, object{"id": name, "service": name, "status": cmp.Or(status[name], "serviceOperational")})
	}
	return c.page(s, all)
}
