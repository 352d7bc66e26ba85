package store

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// stamp is a moment as the database keeps it: milliseconds since 1970 in UTC, 0 for the zero time.
type stamp time.Time

// Value implements driver.Valuer.
func (s stamp) Value() (driver.Value, error) {
	if t := time.Time(s); !t.IsZero() {
		return t.UnixMilli(), nil
	}
	return int64(0), nil
}

// Scan implements sql.Scanner.
func (s *stamp) Scan(value any) error {
	ms, ok := value.(int64)
	switch {
	case !ok:
		return fmt.Errorf("a moment is stored as %T, not as milliseconds", value)
	case ms == 0:
		*s = stamp{}
	default:
		*s = stamp(time.UnixMilli(ms).UTC())
	}
	return nil
}
