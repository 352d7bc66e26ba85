package activity

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Decode reads an activity that a stranger sent. It refuses what two readers could understand differently: invalid
// UTF-8, a key given twice in one object, anything after the activity; and what is nested deeper than 64. The body's
// size is for the caller to bound. The error is for the log and holds nothing of what a person wrote.
func Decode(body []byte) (Activity, error) {
	if !utf8.Valid(body) {
		return Activity{}, errors.New("decode activity: not valid UTF-8")
	}
	var a Activity
	if err := json.Unmarshal(body, &a); err != nil {
		return Activity{}, fmt.Errorf("decode activity: %w", err)
	}
	if err := checkShape(body); err != nil {
		return Activity{}, fmt.Errorf("decode activity: %w", err)
	}
	if a.Type == "" {
		return Activity{}, errors.New("decode activity: it has no type")
	}
	return a, nil
}
