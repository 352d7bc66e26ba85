package connector

// recent is a map that remembers what was used last: the last n keys at least, and 2n at most. It is not safe for
// concurrent use.
type recent[K comparable, V any] struct {
	n      int
	young  map[K]V // what was used since the last change of generation
	ageing map[K]V // what was used in the generation before, and is forgotten with the next
}

func newRecent[K comparable, V any](n int) *recent[K, V] {
	return &recent[K, V]{n: n, young: make(map[K]V)}
}

func (r *recent[K, V]) get(key K) (V, bool) {
	value, ok := r.young[key]
	if ok {
		return value, true
	}
	if value, ok = r.ageing[key]; ok {
		r.put(key, value)
	}
	return value, ok
}

func (r *recent[K, V]) put(key K, value V) {
	if len(r.young) >= r.n {
		r.young, r.ageing = make(map[K]V), r.young
	}
	r.young[key] = value
}

func (r *recent[K, V]) remove(key K) {
	delete(r.young, key)
	delete(r.ageing, key)
}
