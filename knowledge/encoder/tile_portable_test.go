//go:build !goexperiment.simd || !amd64

package encoder

// tiles are those that the machine can run.
func tiles() map[string]tile { return map[string]tile{"portable": portableTile} }
