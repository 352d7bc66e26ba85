package knowledge

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestKept(t *testing.T) {
	t.Parallel()
	k := newKept[string](10)
	_, found := k.get([]byte("a"))
	assert.False(t, found)
	k.put([]byte("a"), "one", 2)
	k.put([]byte("b"), "two", 2)
	k.put([]byte("b"), "twice", 2)
	value, found := k.get([]byte("b"))
	assert.True(t, found)
	assert.Equal(t, "two", value)

	k.put([]byte("c"), "three", 3) // more than half: those before grow old
	value, found = k.get([]byte("a"))
	assert.True(t, found)
	assert.Equal(t, "one", value)
	k.put([]byte("d"), "four", 3) // "b" was not asked for meanwhile
	_, found = k.get([]byte("b"))
	assert.False(t, found)
	for _, key := range []string{"a", "c", "d"} {
		_, found = k.get([]byte(key))
		assert.True(t, found, key)
	}
	assert.LessOrEqual(t, len(k.recent)+len(k.older), 4)
}
