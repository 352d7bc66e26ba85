package knowledge

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// An encoder is neither given up nor trusted in full for what may as well be chance.
func TestTheFirstThatIsAsGood(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		right []int
		want  int
	}{
		"equal":            {[]int{100, 100, 100}, 0},
		"better by chance": {[]int{111, 115, 121}, 0},
		"better":           {[]int{60, 80, 81}, 1},
		"worse than none":  {[]int{40, 48, 66}, 2},
		"nothing is found": {[]int{0, 0, 0}, 0},
	} {
		assert.Equal(t, tt.want, firstAsGood(tt.right), name)
	}
}
