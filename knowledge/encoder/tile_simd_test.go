//go:build goexperiment.simd && amd64

package encoder

import "simd/archsimd"

// tiles are those that the machine can run.
func tiles() map[string]tile {
	all := map[string]tile{"portable": portableTile}
	if archsimd.X86.AVX2() && archsimd.X86.FMA() {
		all["AVX2"] = avx2Tile
	}
	if archsimd.X86.AVX512() {
		all["AVX512"] = avx512Tile
	}
	return all
}
