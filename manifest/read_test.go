package manifest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/manifest"
)

func TestWhatWasBuiltCanBeRead(t *testing.T) {
	t.Parallel()
	archive, err := manifest.Build(simple)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "app.zip")
	require.NoError(t, os.WriteFile(file, archive, 0o600))
	got, err := manifest.Read(file)
	require.NoError(t, err)
	assert.Equal(t, manifest.Package{AppID: appID, BotIDs: []string{appID}, Domains: []string{"deskhand.example.com"}}, got)

	require.NoError(t, os.WriteFile(file, archive[:100], 0o600))
	_, err = manifest.Read(file)
	require.ErrorContains(t, err, "app.zip")
}
