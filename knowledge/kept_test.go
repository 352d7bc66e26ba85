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
	k.put([]byte("a"), "one", 6)
	k.put([]byte("b"), "two", 4)
	value, found := k.get([]byte("a"))
	assert.True(t, found)
	assert.Equal(t, "one", value)
	k.put([]byte("c"), "three", 1) // over the limit: it starts over
	_, found = k.get([]byte("a"))
	assert.False(t, found)
	value, _ = k.get([]byte("c"))
	assert.Equal(t, "three", value)
	k.put([]byte("d"), "four", 9)
	_, found = k.get([]byte("c"))
	assert.True(t, found)
}
