package encoder

// scratch is what one call works in. It is used again by the next.
type scratch struct {
	lattice lattice
	pieces  []uint16 // of all texts, one after the other
	ends    []int    // where in pieces each text ends
	one     [1][]float32

	// A row for each piece.
	x, y, norm []float32
	wide       []float32
	packed     []quad
	weights    [maxPieces]float32 // of a row for the others
}

func (s *scratch) begin() { s.pieces, s.ends = s.pieces[:0], s.ends[:0] }

func (s *scratch) add(pieces []uint16) {
	s.pieces = append(s.pieces, pieces...)
	s.ends = append(s.ends, len(s.pieces))
}

// grow makes room for so many rows.
func (s *scratch) grow(rows int) {
	rows = (rows + tileRows - 1) / tileRows * tileRows
	if rows*hidden <= len(s.x) {
		return
	}
	s.x, s.y, s.norm = make([]float32, rows*hidden), make([]float32, rows*hidden), make([]float32, rows*hidden)
	s.wide = make([]float32, rows*inner)
	s.packed = make([]quad, rows/tileRows*inner)
}
