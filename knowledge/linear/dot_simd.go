//go:build goexperiment.simd && amd64

package linear

import "simd/archsimd"

// dot is the product of two vectors of the same length, with the processor's own vectors where it has them.
func dot(a, b []float32) float32 {
	if len(a) < strideAVX2 || !archsimd.X86.AVX2() || !archsimd.X86.FMA() {
		return portableDot(a, b)
	}
	return avx2Dot(a, b)
}

// strideAVX2 is how many numbers are multiplied at a time: four registers of 8.
const strideAVX2 = 32

func avx2Dot(a, b []float32) float32 {
	var s0, s1, s2, s3 archsimd.Float32x8
	for len(a) >= strideAVX2 && len(b) >= strideAVX2 {
		x, y := (*[strideAVX2]float32)(a), (*[strideAVX2]float32)(b)
		s0 = archsimd.LoadFloat32x8((*[8]float32)(x[:])).MulAdd(archsimd.LoadFloat32x8((*[8]float32)(y[:])), s0)
		s1 = archsimd.LoadFloat32x8((*[8]float32)(x[8:])).MulAdd(archsimd.LoadFloat32x8((*[8]float32)(y[8:])), s1)
		s2 = archsimd.LoadFloat32x8((*[8]float32)(x[16:])).MulAdd(archsimd.LoadFloat32x8((*[8]float32)(y[16:])), s2)
		s3 = archsimd.LoadFloat32x8((*[8]float32)(x[24:])).MulAdd(archsimd.LoadFloat32x8((*[8]float32)(y[24:])), s3)
		a, b = a[strideAVX2:], b[strideAVX2:]
	}
	var s [8]float32
	s0.Add(s1).Add(s2.Add(s3)).Store(&s)
	archsimd.ClearAVXUpperBits() // what comes next may be slow otherwise
	return s[0] + s[1] + s[2] + s[3] + s[4] + s[5] + s[6] + s[7] + portableDot(a, b)
}
