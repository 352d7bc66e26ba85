package config_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/internal/config"
)

func TestPolicyIsWhatTheSettingsSay(t *testing.T) {
	t.Parallel()
	c, err := config.LoadOffline("", []string{
		"DESKHAND_DESK_TIME_ZONE=America/New_York",
		"DESKHAND_DESK_HOURS_MON= 8:00 - 12:00,13:00-24:00",
		"DESKHAND_DESK_HOURS_WED=closed",
		"DESKHAND_DESK_HOURS_FRI=",
		"DESKHAND_DESK_HOURS_SUN=00:00-00:30",
		"DESKHAND_DESK_HOLIDAYS=2026-12-25",
		"DESKHAND_DESK_SLA_HIGH_RESPONSE=45m",
	})
	require.NoError(t, err)
	got, err := c.Desk.Policy()
	require.NoError(t, err)

	workday := []helpdesk.Shift{{From: 8 * 60, To: 16 * 60}}
	assert.Equal(t, "America/New_York", got.Calendar.Location.String())
	assert.Equal(t, map[time.Weekday][]helpdesk.Shift{
		time.Monday:  {{From: 8 * 60, To: 12 * 60}, {From: 13 * 60, To: 24 * 60}},
		time.Tuesday: workday, time.Wednesday: nil, time.Thursday: workday, time.Friday: nil, time.Saturday: nil,
		time.Sunday: {{From: 0, To: 30}},
	}, got.Calendar.Hours)
	assert.Equal(t, map[helpdesk.Date]bool{{Year: 2026, Month: time.December, Day: 25}: true}, got.Calendar.Holidays)
	assert.Equal(t, map[helpdesk.Priority]helpdesk.Target{
		helpdesk.PriorityCritical: {Response: time.Hour, Resolution: 4 * time.Hour},
		helpdesk.PriorityHigh:     {Response: 45 * time.Minute, Resolution: 8 * time.Hour},
		helpdesk.PriorityNormal:   {Response: 4 * time.Hour, Resolution: 24 * time.Hour},
		helpdesk.PriorityLow:      {Response: 8 * time.Hour, Resolution: 40 * time.Hour},
	}, got.Targets)
	assert.Equal(t, 336*time.Hour, got.ReopenWithin)
	assert.Equal(t, 720*time.Hour, got.Recent)
}

func TestFaultsOfTheDesk(t *testing.T) {
	t.Parallel()
	const hours = "; write 08:00-16:00, or several in order as 08:00-12:00, 13:00-16:00, or closed"
	tests := map[string]struct{ variable, want string }{
		"no zone": {
			"DESKHAND_DESK_TIME_ZONE=",
			`desk.time_zone: "" is not a time zone; write an IANA name such as Europe/Oslo or UTC`,
		},
		"the machine's": {
			"DESKHAND_DESK_TIME_ZONE=Local",
			`desk.time_zone: "Local" is not a time zone; write an IANA name such as Europe/Oslo or UTC`,
		},
		"no times": {"DESKHAND_DESK_HOURS_MON=always", `desk.hours.mon: "always" is not a time from and to` + hours},
		"no such time": {
			"DESKHAND_DESK_HOURS_SUN=08:00-25:00",
			`desk.hours.sun: "08:00-25:00" is not a time from and to` + hours,
		},
		"a comma at end": {"DESKHAND_DESK_HOURS_SAT=08:00-09:00,", `desk.hours.sat: "" is not a time from and to` + hours},
		"backwards": {
			"DESKHAND_DESK_HOURS_TUE=16:00-08:00",
			`desk.hours.tue: "16:00-08:00" begins before the time ahead of it ends, or ends before it begins` + hours,
		},
		"overlap": {
			"DESKHAND_DESK_HOURS_WED=08:00-12:00, 11:00-16:00",
			`desk.hours.wed: "11:00-16:00" begins before the time ahead of it ends, or ends before it begins` + hours,
		},
		"no holiday": {
			"DESKHAND_DESK_HOLIDAYS=2026-02-30",
			`desk.holidays: "2026-02-30" is not a day; write days as 2026-12-25`,
		},
		"no response": {
			"DESKHAND_DESK_SLA_LOW_RESPONSE=-1h",
			"desk.sla.low.response: it must be longer than nothing; write a time such as 8h",
		},
		"no resolution": {
			"DESKHAND_DESK_SLA_CRITICAL_RESOLUTION=30m",
			"desk.sla.critical.resolution: it is shorter than the time of the first response; make it at least as long",
		},
		"no reopening": {
			"DESKHAND_DESK_REOPEN_WITHIN=0s",
			"desk.reopen_within: it must be longer than nothing; write a time such as 8h",
		},
		"nothing recent": {"DESKHAND_DESK_RECENT=0s", "desk.recent: it must be longer than nothing; write a time such as 8h"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.LoadOffline("", []string{test.variable})
			assert.EqualError(t, err, test.want)
		})
	}
}

func TestADeskMustWorkAtSomeTime(t *testing.T) {
	t.Parallel()
	c, err := config.LoadOffline("", nil)
	require.NoError(t, err)
	c.Desk.Hours = config.Hours{}
	_, err = c.Desk.Policy()
	assert.EqualError(t, err, "desk: invalid: the desk has no hours on any day; change the settings under desk accordingly")
}
