package community

import "time"

// Rules are what was settled about inviting.
type Rules struct {
	Mode  Mode
	Cap   int            // most people who are invited in a day
	Quiet Quiet          // when nobody is
	Zone  *time.Location // whose days and hours count
}

// Quiet is a part of the day, in minutes after midnight. It may go past midnight. When both are the same it is empty.
type Quiet struct{ From, To int }

// Today is when the day began by the clock of the rules.
func (r Rules) Today(now time.Time) time.Time {
	year, month, day := now.In(r.Zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, r.Zone)
}

// QuietUntil returns when the quiet hours end, and false when it isn't quiet.
func (r Rules) QuietUntil(now time.Time) (time.Time, bool) {
	local := now.In(r.Zone)
	minute := local.Hour()*60 + local.Minute()
	from, to := r.Quiet.From, r.Quiet.To
	quiet := minute >= from && minute < to
	if from > to { // past midnight
		quiet = minute >= from || minute < to
	}
	if !quiet {
		return time.Time{}, false
	}
	year, month, day := local.Date()
	if minute >= to {
		day++
	}
	return time.Date(year, month, day, 0, to, 0, 0, r.Zone), true
}
