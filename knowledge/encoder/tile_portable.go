//go:build !goexperiment.simd || !amd64

package encoder

// fastest is the best tile for the processor at hand.
func fastest() tile { return portableTile }
