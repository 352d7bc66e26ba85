//go:build !race

package eval_test

// watched says that the race detector watches.
const watched = false
