package config

import (
	"fmt"
	"io"
	"log/slog"
)

const masked = "***"

// Secret is a setting that nobody may read in a log, an error or a dump: however it is written, it shows as "***".
type Secret string

// Reveal is the secret itself, for the one place that uses it.
func (s Secret) Reveal() string { return string(s) }

// String hides the secret.
func (Secret) String() string { return masked }

// Format hides the secret from every verb of fmt, also from those that look past String.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, masked) }

// LogValue hides the secret from slog.
func (Secret) LogValue() slog.Value { return slog.StringValue(masked) }

// MarshalText hides the secret from encoding/json and its like.
func (Secret) MarshalText() ([]byte, error) { return []byte(masked), nil }
