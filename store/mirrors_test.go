package store

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whoever follows the copies asks often, and all the tickets there ever were are many.
func TestUnmirroredLooksAtFew(t *testing.T) {
	t.Parallel()
	s := openTemporary(t)
	steps, err := scanAll(t.Context(), s.read, "EXPLAIN QUERY PLAN "+unmirrored, []any{0, 10}, func(scan scanner) (step string, err error) {
		var id, parent, cost int
		err = scan(&id, &parent, &cost, &step)
		return step, err
	})
	require.NoError(t, err)
	require.NotEmpty(t, steps)
	for _, step := range steps {
		if strings.HasPrefix(step, "SCAN tickets") {
			assert.Contains(t, step, "tickets_lagging", "the index holds those that lag alone")
		}
	}
}
