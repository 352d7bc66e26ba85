//go:build !race

package encoder

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The race detector makes pools forget, so this is not tested under it.
func TestOneTextAllocatesNothing(t *testing.T) { //nolint:paralleltest // it counts what the process allocates
	m := installed(t)
	vector := m.EncodeOne(nil, tenPieces)
	assert.Less(t, testing.AllocsPerRun(20, func() { vector = m.EncodeOne(vector, tenPieces) }), 1.0)
}
