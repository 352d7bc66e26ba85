package knowledge_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/knowledge"
)

func TestLanguageDetector(t *testing.T) {
	t.Parallel()
	detect, err := knowledge.LanguageDetector()
	require.NoError(t, err)
	assert.Equal(t, "nb", detect("Hvorfor får jeg ikke åpnet appen?", "en"))
	assert.Equal(t, "en", detect("Why can't I open the app?", "nb"))
	assert.Equal(t, "nb", detect("Expense 403", "nb"), "the words don't tell")
	assert.Empty(t, detect("Expense 403", ""), "nor does anybody")
	assert.Equal(t, "en", detect("\xff", "en"), "no text at all")
}
