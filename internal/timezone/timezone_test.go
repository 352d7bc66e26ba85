package timezone

import (
	"testing"
	"time"
	_ "time/tzdata" // as cmd/deskhand has them

	"github.com/stretchr/testify/assert"
)

func TestIANA(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"W. Europe Standard Time":  "Europe/Berlin",
		"India Standard Time":      "Asia/Calcutta",
		"Alberta Standard Time":    "America/Edmonton",
		"UTC":                      "Etc/UTC",
		"Europe/Oslo":              "Europe/Oslo",
		"":                         "",
		"Local":                    "",
		"tzone://Microsoft/Custom": "",
		"Nowhere Standard Time":    "",
		"../../etc/passwd":         "",
	} {
		iana, ok := IANA(name)
		assert.Equal(t, want, iana, name)
		assert.Equal(t, want != "", ok, name)
	}
}

// Go knows every name that is in the table.
func TestTheTableIsKnown(t *testing.T) {
	t.Parallel()
	assert.Len(t, windows, 142)
	for name, iana := range windows {
		zone, err := time.LoadLocation(iana)
		if assert.NoError(t, err, name) {
			assert.Equal(t, iana, zone.String())
		}
	}
}
