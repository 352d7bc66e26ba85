package store_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/store"
	"deskhand/store/storetest"
)

func TestInspectChangesNothing(t *testing.T) {
	t.Parallel()
	for name, empty := range map[string]func(*testing.T) string{"SQLite": storetest.SQLite, "PostgreSQL": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := empty(t)
			before, err := store.Inspect(t.Context(), dsn)
			require.NoError(t, err)
			assert.Contains(t, before.Name, name)
			assert.Zero(t, before.Stored)
			assert.Positive(t, before.Known)
			if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
				_, err := os.Stat(path)
				require.ErrorIs(t, err, os.ErrNotExist)
			}

			s, err := store.Open(t.Context(), dsn, store.Options{})
			require.NoError(t, err)
			during, err := store.Inspect(t.Context(), dsn)
			require.NoError(t, err)
			assert.Equal(t, during.Known, during.Stored)
			require.NoError(t, s.Close())
			after, err := store.Inspect(t.Context(), dsn)
			require.NoError(t, err)
			assert.Equal(t, during, after)
		})
	}
	_, err := store.Inspect(t.Context(), "postgres://nobody@127.0.0.1:1/none?connect_timeout=1")
	require.ErrorContains(t, err, "check that it runs")
}
