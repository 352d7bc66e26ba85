package knowledge

import "sync"

// kept holds what was read from the index at hand, up to a limit. What has not been asked for since half of the limit was
// used up is dropped; nothing has to be counted or ordered for that.
type kept[T any] struct {
	limit int // in whatever the costs are counted in

	mu            sync.RWMutex
	recent, older map[string]keptValue[T]
	cost          int // of the recent ones
}

type keptValue[T any] struct {
	value T
	cost  int
}

func newKept[T any](limit int) *kept[T] {
	return &kept[T]{limit: limit, recent: map[string]keptValue[T]{}}
}

func (k *kept[T]) get(key []byte) (T, bool) {
	k.mu.RLock()
	found, ok := k.recent[string(key)]
	aged, old := k.older[string(key)]
	k.mu.RUnlock()
	if ok || !old {
		return found.value, ok
	}
	k.put(key, aged.value, aged.cost)
	return aged.value, true
}

func (k *kept[T]) put(key []byte, value T, cost int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, known := k.recent[string(key)]; known { // somebody else was faster
		return
	}
	if k.cost += cost; k.cost > k.limit/2 {
		k.older, k.recent, k.cost = k.recent, map[string]keptValue[T]{}, cost
	}
	k.recent[string(key)] = keptValue[T]{value, cost}
}
