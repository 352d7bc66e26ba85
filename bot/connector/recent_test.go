package connector

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestRecentRemembersWhatIsUsed(t *testing.T) {
	t.Parallel()
	r := newRecent[int, string](10)
	r.put(0, "used all the time")
	for i := 1; i < 1000; i++ {
		r.put(i, "used once")
		for back := range 9 { // the tenth is 0
			_, ok := r.get(max(0, i-back))
			assert.True(t, ok, "%d is one of the last ten, at %d", i-back, i)
		}
		value, ok := r.get(0)
		assert.True(t, ok)
		assert.Equal(t, "used all the time", value)
		assert.LessOrEqual(t, len(r.young)+len(r.ageing), 20)
	}
	_, ok := r.get(900)
	assert.False(t, ok, "used long ago")
	r.put(999, "changed")
	value, _ := r.get(999)
	assert.Equal(t, "changed", value)
	for _, key := range []int{0, 999, 990} {
		r.remove(key)
		_, ok = r.get(key)
		assert.False(t, ok)
	}
}
