package knowledge

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain sees to it that an engine that is closed leaves nothing running.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
