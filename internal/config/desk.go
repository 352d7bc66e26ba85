package config

import (
	"fmt"
	"strings"
	"time"

	"deskhand/helpdesk"
)

// Policy is the desk's settings as the domain wants them. The error holds everything that is wrong with them.
func (d Desk) Policy() (helpdesk.Policy, error) {
	var found faults
	location, err := time.LoadLocation(d.TimeZone)
	if err != nil || d.TimeZone == "" || d.TimeZone == "Local" { // the machine's own: it need not be the desk's
		found.rule("desk.time_zone", fmt.Sprintf("%q is not a time zone", d.TimeZone),
			"write an IANA name such as Europe/Oslo or UTC")
	}
	policy := helpdesk.Policy{
		Calendar:     helpdesk.Calendar{Location: location, Hours: d.Hours.shifts(&found), Holidays: d.holidays(&found)},
		Targets:      d.SLA.targets(&found),
		ReopenWithin: d.ReopenWithin,
		Recent:       d.Recent,
	}
	found.positive("desk.reopen_within", d.ReopenWithin)
	found.positive("desk.recent", d.Recent)
	if len(found) > 0 {
		return helpdesk.Policy{}, found.err()
	}
	if err := policy.Validate(); err != nil {
		return helpdesk.Policy{}, fault{setting: "desk", problem: err.Error(), mend: "change the settings under desk accordingly"}
	}
	return policy, nil
}

func (d Desk) holidays(found *faults) map[helpdesk.Date]bool {
	days := map[helpdesk.Date]bool{}
	for _, text := range d.Holidays {
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			found.rule("desk.holidays", fmt.Sprintf("%q is not a day", text), "write days as 2026-12-25")
			continue
		}
		days[helpdesk.Date{Year: day.Year(), Month: day.Month(), Day: day.Day()}] = true
	}
	return days
}

func (s SLA) targets(found *faults) map[helpdesk.Priority]helpdesk.Target {
	targets := map[helpdesk.Priority]helpdesk.Target{}
	for _, level := range []struct {
		name     string
		priority helpdesk.Priority
		target   Target
	}{
		{"critical", helpdesk.PriorityCritical, s.Critical},
		{"high", helpdesk.PriorityHigh, s.High},
		{"normal", helpdesk.PriorityNormal, s.Normal},
		{"low", helpdesk.PriorityLow, s.Low},
	} {
		key := "desk.sla." + level.name
		found.positive(key+".response", level.target.Response)
		if level.target.Resolution < level.target.Response {
			found.rule(key+".resolution", "it is shorter than the time of the first response", "make it at least as long")
		}
		targets[level.priority] = helpdesk.Target(level.target)
	}
	return targets
}

func (h Hours) shifts(found *faults) map[time.Weekday][]helpdesk.Shift {
	week := map[time.Weekday][]helpdesk.Shift{}
	for day, text := range []string{h.Sun, h.Mon, h.Tue, h.Wed, h.Thu, h.Fri, h.Sat} {
		weekday := time.Weekday(day)
		shifts, err := parseShifts(text)
		if err != nil {
			key := "desk.hours." + strings.ToLower(weekday.String()[:3])
			found.rule(key, err.Error(), "write 08:00-16:00, or several in order as 08:00-12:00, 13:00-16:00, or closed")
		}
		week[weekday] = shifts
	}
	return week
}

// parseShifts reads the hours of one day. Shifts come in order and don't overlap.
func parseShifts(text string) ([]helpdesk.Shift, error) {
	if text = strings.TrimSpace(text); text == "" || text == "closed" {
		return nil, nil
	}
	var shifts []helpdesk.Shift
	last := 0
	for part := range strings.SplitSeq(text, ",") {
		from, to, _ := strings.Cut(part, "-")
		shift := helpdesk.Shift{From: minutes(from), To: minutes(to)}
		if shift.From < 0 || shift.To < 0 {
			return nil, fmt.Errorf("%q is not a time from and to", strings.TrimSpace(part))
		}
		if shift.From < last || shift.To <= shift.From {
			return nil, fmt.Errorf("%q begins before the time ahead of it ends, or ends before it begins", strings.TrimSpace(part))
		}
		shifts, last = append(shifts, shift), shift.To
	}
	return shifts, nil
}

// minutes is how long after midnight a clock shows a time; -1 when the text is no time.
func minutes(clock string) int {
	clock = strings.TrimSpace(clock)
	if clock == "24:00" {
		return 24 * 60
	}
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return -1
	}
	return t.Hour()*60 + t.Minute()
}

func (fs *faults) positive(setting string, d time.Duration) {
	if d <= 0 {
		fs.rule(setting, "it must be longer than nothing", "write a time such as 8h")
	}
}
