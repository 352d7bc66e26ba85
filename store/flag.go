package store

import (
	"database/sql/driver"
	"fmt"
)

// flag is yes or no as it is stored, the same in both databases: 1 or 0.
type flag bool

// Value implements driver.Valuer.
func (f flag) Value() (driver.Value, error) {
	if f {
		return int64(1), nil
	}
	return int64(0), nil
}

// Scan implements sql.Scanner.
func (f *flag) Scan(value any) error {
	n, ok := value.(int64)
	if !ok {
		return fmt.Errorf("a flag is stored as %T", value)
	}
	*f = n != 0
	return nil
}
