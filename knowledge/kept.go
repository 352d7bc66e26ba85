package knowledge

import "sync"

// kept holds what was read from the index at hand, up to a limit; then it starts over. What is read again and again is
// back at once, and nothing has to be counted or ordered meanwhile.
type kept[T any] struct {
	limit int // in whatever the costs are counted in

	mu     sync.RWMutex
	values map[string]T
	cost   int
}

func newKept[T any](limit int) *kept[T] { return &kept[T]{limit: limit, values: map[string]T{}} }

func (k *kept[T]) get(key []byte) (T, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	value, found := k.values[string(key)]
	return value, found
}

func (k *kept[T]) put(key []byte, value T, cost int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.cost += cost; k.cost > k.limit {
		clear(k.values)
		k.cost = cost
	}
	k.values[string(key)] = value
}
