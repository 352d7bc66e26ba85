package locale

import "time"

// Date writes the day of t with its year, in t's own zone: "24 November 2026", "24. november 2026".
func (p *Printer) Date(t time.Time) string {
	return p.T("date.day", "day", t.Day(), "month", p.months[t.Month()-1], "year", t.Year())
}

// DateShort writes the day of t by the clocks of zone, nil meaning UTC, as briefly as a list of recent things wants it:
// "24 Nov", "24. nov.".
func (p *Printer) DateShort(t time.Time, zone *time.Location) string {
	t = in(t, zone)
	return p.T("date.short", "day", t.Day(), "month", p.shortMonths[t.Month()-1])
}

// DateTime writes a moment by the clocks of zone, nil meaning UTC: "Friday 24 November at 14:30",
// "fredag 24. november kl. 14:30". It leaves the year to be understood.
func (p *Printer) DateTime(t time.Time, zone *time.Location) string {
	t = in(t, zone)
	return p.T("date.moment", "weekday", p.weekdays[t.Weekday()], "day", t.Day(),
		"month", p.months[t.Month()-1], "clock", t.Format("15:04"))
}

// When writes a moment by the clocks of zone, nil meaning UTC, as one would say it now: "14:30 today",
// "kl. 14:30 i morgen", a day of the week with its date when further off, and with the year too when that is another.
func (p *Printer) When(t, now time.Time, zone *time.Location) string {
	t, now = in(t, zone), in(now, zone)
	year, month, day := now.Date()
	daysAhead := func(n int) bool {
		y, m, d := time.Date(year, month, day+n, 12, 0, 0, 0, now.Location()).Date()
		return t.Year() == y && t.Month() == m && t.Day() == d
	}
	clock := t.Format("15:04")
	switch {
	case daysAhead(0):
		return p.T("date.today", "clock", clock)
	case daysAhead(1):
		return p.T("date.tomorrow", "clock", clock)
	case daysAhead(-1):
		return p.T("date.yesterday", "clock", clock)
	case t.Year() == year:
		return p.DateTime(t, zone)
	default:
		return p.T("date.moment_year", "weekday", p.weekdays[t.Weekday()], "day", t.Day(),
			"month", p.months[t.Month()-1], "year", t.Year(), "clock", clock)
	}
}

func in(t time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone)
}
