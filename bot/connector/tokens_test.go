package connector

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCredentialIsAskedOnceAMinute(t *testing.T) {
	t.Parallel()
	clock, asked := newClock(), &credential{}
	asked.expires = clock.now().Add(6*time.Minute + 30*time.Second)
	own := &tokens{credential: asked, now: clock.now}
	for _, step := range []struct {
		passes time.Duration
		asked  int32
	}{
		{0, 1},
		{59 * time.Second, 1},
		{time.Second, 2},
		{29 * time.Second, 2},
		{time.Second, 3},
		{time.Second, 4}, // it expires soon, which is for the credential to know
	} {
		clock.advance(step.passes)
		token, err := own.get(t.Context())
		require.NoError(t, err)
		require.Equal(t, "secret", token)
		require.Equal(t, step.asked, asked.asked.Load())
	}
}
