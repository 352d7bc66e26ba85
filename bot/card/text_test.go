package card

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestClipCountsCharacters(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		n    int
		want string
	}{
		{"", 0, ""},
		{"abc", 0, ""},
		{"abc", 1, "…"},
		{"abc", 2, "a…"},
		{"abc", 3, "abc"},
		{"æøå", 3, "æøå"}, // six bytes
		{"æøåæ", 3, "æø…"},
		{"a b c", 3, "a…"}, // no space before the ellipsis
		{"日本語日本語", 5, "日本語日…"},
	} {
		assert.Equal(t, tt.want, clip(tt.text, tt.n), "%q to %d", tt.text, tt.n)
	}
}
