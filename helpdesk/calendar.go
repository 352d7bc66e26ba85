package helpdesk

import (
	"fmt"
	"time"
)

// Calendar is when the desk works. Business time passes only then.
type Calendar struct {
	Location *time.Location
	Hours    map[time.Weekday][]Shift // in order, not overlapping; a day that is missing is free
	Holidays map[Date]bool
}

// Shift is a part of a day during which the desk works, in minutes after midnight by the clock on the wall.
type Shift struct {
	From, To int
}

// Date is a day in the calendar's own place.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day on which t falls in the calendar's place.
func (c Calendar) DateOf(t time.Time) Date {
	year, month, day := t.In(c.Location).Date()
	return Date{year, month, day}
}

// horizon is the longest that the calendar looks ahead. Without it, holidays that cover every working day would be
// searched for ever.
const horizon = 5 * 366

// Add is the moment at which d of business time has passed since from. For d = 0 it is from itself when the desk is at
// work, else its next opening. Clocks that are put forward or back are counted as the hours that really pass.
func (c Calendar) Add(from time.Time, d time.Duration) time.Time {
	local := from.In(c.Location)
	year, month, day := local.Date()
	for i := range horizon {
		for _, s := range c.shifts(year, month, day+i) {
			start := s.start
			if start.Before(from) {
				start = from
			}
			left := s.end.Sub(start)
			if left <= 0 {
				continue
			}
			if d <= left {
				return start.Add(d).In(c.Location)
			}
			d -= left
		}
	}
	return from.AddDate(5, 0, 0)
}

// Between is how much business time passes from one moment to a later one; 0 when to is not later.
func (c Calendar) Between(from, to time.Time) time.Duration {
	var total time.Duration
	year, month, day := from.In(c.Location).Date()
	for i := range horizon {
		if time.Date(year, month, day+i, 0, 0, 0, 0, c.Location).After(to) {
			break
		}
		for _, s := range c.shifts(year, month, day+i) {
			start, end := s.start, s.end
			if start.Before(from) {
				start = from
			}
			if end.After(to) {
				end = to
			}
			if end.After(start) {
				total += end.Sub(start)
			}
		}
	}
	return total
}

type span struct{ start, end time.Time }

// shifts are the working times of a day, as moments. day may run past the end of the month.
func (c Calendar) shifts(year int, month time.Month, day int) []span {
	noon := time.Date(year, month, day, 12, 0, 0, 0, c.Location)
	if c.Holidays[c.DateOf(noon)] {
		return nil
	}
	shifts := c.Hours[noon.Weekday()]
	spans := make([]span, 0, len(shifts))
	for _, s := range shifts {
		spans = append(spans, span{
			start: time.Date(year, month, day, 0, s.From, 0, 0, c.Location),
			end:   time.Date(year, month, day, 0, s.To, 0, 0, c.Location),
		})
	}
	return spans
}

func (c Calendar) validate() error {
	if c.Location == nil {
		return fmt.Errorf("%w: the desk's calendar has no time zone", ErrInvalid)
	}
	works := false
	for day, shifts := range c.Hours {
		last := 0
		for _, s := range shifts {
			if s.From < last || s.To <= s.From || s.To > 24*60 {
				return fmt.Errorf("%w: the desk's hours on %s overlap, are out of order, or are no times of a day", ErrInvalid, day)
			}
			last, works = s.To, true
		}
	}
	if !works {
		return fmt.Errorf("%w: the desk has no hours on any day", ErrInvalid)
	}
	return nil
}
