package helpdesk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
)

// oslo is where the desk of the tests works: Monday to Friday, eight to four, with a lunch break on Fridays.
func oslo(t testing.TB) helpdesk.Policy {
	t.Helper()
	place, err := time.LoadLocation("Europe/Oslo")
	require.NoError(t, err)
	day := []helpdesk.Shift{{From: 8 * 60, To: 16 * 60}}
	return helpdesk.Policy{
		Calendar: helpdesk.Calendar{
			Location: place,
			Hours: map[time.Weekday][]helpdesk.Shift{
				time.Monday: day, time.Tuesday: day, time.Wednesday: day, time.Thursday: day,
				time.Friday: {{From: 8 * 60, To: 12 * 60}, {From: 13 * 60, To: 16 * 60}},
			},
			Holidays: map[helpdesk.Date]bool{{Year: 2026, Month: time.December, Day: 25}: true},
		},
		Targets: map[helpdesk.Priority]helpdesk.Target{
			helpdesk.PriorityCritical: {Response: time.Hour, Resolution: 4 * time.Hour},
			helpdesk.PriorityHigh:     {Response: 2 * time.Hour, Resolution: 8 * time.Hour},
			helpdesk.PriorityNormal:   {Response: 4 * time.Hour, Resolution: 24 * time.Hour},
			helpdesk.PriorityLow:      {Response: 8 * time.Hour, Resolution: 40 * time.Hour},
		},
		ReopenWithin: 14 * 24 * time.Hour,
		Recent:       30 * 24 * time.Hour,
	}
}

// at reads a time by the clocks of Oslo.
func at(t testing.TB, clock string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", clock, oslo(t).Calendar.Location)
	require.NoError(t, err)
	return moment
}

var (
	kari = helpdesk.Person{ID: "kari", Name: "Kari Nordmann"}
	ola  = helpdesk.Person{ID: "ola", Name: "Ola Agent"}
	eva  = helpdesk.Person{ID: "eva", Name: "Eva Agent"}
)
