//go:build race

package eval_test

// watched says that the race detector watches, under which everything takes ten times as long.
const watched = true
