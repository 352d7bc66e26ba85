package knowledge

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSpoken(t *testing.T) {
	t.Parallel()
	spoken, err := Spoken()
	require.NoError(t, err)
	for _, test := range []struct{ text, otherwise, want string }{
		{"How do I get access to the app?", "nb", "en"},
		{"Hvordan får jeg tilgang til appen?", "en", "nb"},
		{"Power Apps", "nb", "nb"},
		{"Power Apps", "", ""},
		{"\xff", "en", "en"},
	} {
		assert.Equal(t, test.want, spoken(test.text, test.otherwise), test.text)
	}
}
