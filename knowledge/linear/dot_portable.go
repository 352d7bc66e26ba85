//go:build !goexperiment.simd || !amd64

package linear

func dot(a, b []float32) float32 { return portableDot(a, b) }
