//go:build goexperiment.simd && amd64

package encoder

import "simd/archsimd"

// fastest is the best tile for the processor at hand.
func fastest() tile {
	switch {
	case archsimd.X86.AVX512():
		return avx512Tile
	case archsimd.X86.AVX2() && archsimd.X86.FMA():
		return avx2Tile
	}
	return portableTile
}

// avx512Tile keeps each row of the tile in two registers of 16.
func avx512Tile(dst []float32, stride int, a []quad, w []lane, bias []float32) {
	l0, r0 := archsimd.LoadFloat32x16Slice(bias), archsimd.LoadFloat32x16Slice(bias[laneWidth:])
	l1, r1, l2, r2, l3, r3 := l0, r0, l0, r0, l0, r0
	left, right := w[:len(a)], w[len(a):]
	right = right[:len(left)]
	for k := range left {
		l, r := archsimd.LoadFloat32x16((*[16]float32)(&left[k])), archsimd.LoadFloat32x16((*[16]float32)(&right[k]))
		x := archsimd.BroadcastFloat32x16(a[k][0])
		l0, r0 = x.MulAdd(l, l0), x.MulAdd(r, r0)
		x = archsimd.BroadcastFloat32x16(a[k][1])
		l1, r1 = x.MulAdd(l, l1), x.MulAdd(r, r1)
		x = archsimd.BroadcastFloat32x16(a[k][2])
		l2, r2 = x.MulAdd(l, l2), x.MulAdd(r, r2)
		x = archsimd.BroadcastFloat32x16(a[k][3])
		l3, r3 = x.MulAdd(l, l3), x.MulAdd(r, r3)
	}
	l0.StoreSlice(dst)
	r0.StoreSlice(dst[laneWidth:])
	l1.StoreSlice(dst[stride:])
	r1.StoreSlice(dst[stride+laneWidth:])
	l2.StoreSlice(dst[2*stride:])
	r2.StoreSlice(dst[2*stride+laneWidth:])
	l3.StoreSlice(dst[3*stride:])
	r3.StoreSlice(dst[3*stride+laneWidth:])
	archsimd.ClearAVXUpperBits() // what comes next may be slow otherwise
}

// avx2Tile does one lane after the other, each row of it in two registers of 8: there are 16 registers.
func avx2Tile(dst []float32, stride int, a []quad, w []lane, bias []float32) {
	for column := 0; column < tileWidth; column += laneWidth {
		avx2Lane(dst[column:], stride, a, w[:len(a)], bias[column:])
		w = w[len(a):]
	}
	archsimd.ClearAVXUpperBits()
}

func avx2Lane(dst []float32, stride int, a []quad, w []lane, bias []float32) {
	l0, r0 := archsimd.LoadFloat32x8Slice(bias), archsimd.LoadFloat32x8Slice(bias[8:])
	l1, r1, l2, r2, l3, r3 := l0, r0, l0, r0, l0, r0
	a = a[:len(w)]
	for k := range w {
		l, r := archsimd.LoadFloat32x8((*[8]float32)(w[k][:8])), archsimd.LoadFloat32x8((*[8]float32)(w[k][8:]))
		x := archsimd.BroadcastFloat32x8(a[k][0])
		l0, r0 = x.MulAdd(l, l0), x.MulAdd(r, r0)
		x = archsimd.BroadcastFloat32x8(a[k][1])
		l1, r1 = x.MulAdd(l, l1), x.MulAdd(r, r1)
		x = archsimd.BroadcastFloat32x8(a[k][2])
		l2, r2 = x.MulAdd(l, l2), x.MulAdd(r, r2)
		x = archsimd.BroadcastFloat32x8(a[k][3])
		l3, r3 = x.MulAdd(l, l3), x.MulAdd(r, r3)
	}
	l0.StoreSlice(dst)
	r0.StoreSlice(dst[8:])
	l1.StoreSlice(dst[stride:])
	r1.StoreSlice(dst[stride+8:])
	l2.StoreSlice(dst[2*stride:])
	r2.StoreSlice(dst[2*stride+8:])
	l3.StoreSlice(dst[3*stride:])
	r3.StoreSlice(dst[3*stride+8:])
}
