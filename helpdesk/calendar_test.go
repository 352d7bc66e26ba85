package helpdesk_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"deskhand/helpdesk"
)

func TestBusinessTime(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		from string
		add  time.Duration
		want string
	}{
		"within the day":                    {"2026-11-23 09:00", 2 * time.Hour, "2026-11-23 11:00"},
		"to the minute of closing":          {"2026-11-23 14:00", 2 * time.Hour, "2026-11-23 16:00"},
		"over night":                        {"2026-11-23 15:00", 2 * time.Hour, "2026-11-24 09:00"},
		"before opening":                    {"2026-11-23 05:30", time.Hour, "2026-11-23 09:00"},
		"in the evening":                    {"2026-11-23 20:00", time.Hour, "2026-11-24 09:00"},
		"over the weekend":                  {"2026-11-27 15:30", time.Hour, "2026-11-30 08:30"},
		"on a Sunday":                       {"2026-11-22 12:00", 8 * time.Hour, "2026-11-23 16:00"},
		"over lunch":                        {"2026-11-27 11:30", time.Hour, "2026-11-27 13:30"},
		"over a holiday and the weekend":    {"2026-12-24 15:00", 2 * time.Hour, "2026-12-28 09:00"},
		"nothing, at work":                  {"2026-11-23 10:00", 0, "2026-11-23 10:00"},
		"nothing, closed":                   {"2026-11-22 10:00", 0, "2026-11-23 08:00"},
		"over the night the clocks go back": {"2026-10-23 15:00", 2 * time.Hour, "2026-10-26 09:00"},
		"into the spring":                   {"2026-03-27 15:30", time.Hour, "2026-03-30 08:30"},
		"a whole week":                      {"2026-11-23 08:00", 39 * time.Hour, "2026-11-27 16:00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := oslo(t).Calendar.Add(at(t, tt.from), tt.add)
			assert.Equal(t, tt.want, got.Format("2006-01-02 15:04"))
		})
	}
}

func TestBusinessTimeCountsTheHourThatIsRepeated(t *testing.T) {
	t.Parallel()
	calendar := oslo(t).Calendar
	calendar.Hours = map[time.Weekday][]helpdesk.Shift{time.Sunday: {{From: 0, To: 6 * 60}}}
	start := at(t, "2026-10-25 00:00") // at three the clocks go back to two
	assert.Equal(t, 7*time.Hour, calendar.Between(start, at(t, "2026-10-25 12:00")))
	assert.Equal(t, "05:00", calendar.Add(start, 6*time.Hour).Format("15:04"))
}

func TestCalendarWithoutEndIsNotSearchedForEver(t *testing.T) {
	t.Parallel()
	calendar := oslo(t).Calendar
	from := at(t, "2026-11-23 08:00")
	far := calendar.Add(from, 1_000_000*time.Hour)
	assert.Equal(t, 2031, far.Year())
}

// What Add promises, Between measures; and more time is never earlier.
func TestAddAndBetweenAgree(t *testing.T) {
	t.Parallel()
	calendar := oslo(t).Calendar
	rapid.Check(t, func(rt *rapid.T) {
		from := at(t, "2026-01-01 00:00").Add(time.Duration(rapid.IntRange(0, 366*24*60).Draw(rt, "minutes")) * time.Minute)
		short := time.Duration(rapid.IntRange(0, 5000).Draw(rt, "short")) * time.Minute
		long := short + time.Duration(rapid.IntRange(0, 5000).Draw(rt, "more"))*time.Minute
		near, far := calendar.Add(from, short), calendar.Add(from, long)
		require.False(rt, far.Before(near))
		require.Equal(rt, short, calendar.Between(from, near))
		require.Equal(rt, long-short, calendar.Between(near, far))
	})
}
