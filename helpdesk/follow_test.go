package helpdesk_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
)

func TestWordsOfOtherTools(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]helpdesk.Status{
		"New": helpdesk.StatusNew, "in_progress": helpdesk.StatusInProgress, "In-Progress": helpdesk.StatusInProgress,
		"ACTIVE": helpdesk.StatusInProgress, "on  hold": helpdesk.StatusWaiting, " Closed ": helpdesk.StatusResolved,
		"Done": helpdesk.StatusResolved, "cancelled": helpdesk.StatusWithdrawn,
	} {
		got, err := helpdesk.ParseStatus(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for text, want := range map[string]helpdesk.Priority{"1": 1, "2 High": 2, "2 - High": 2, "normal": 3, "LOW": 4} {
		got, err := helpdesk.ParsePriority(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	_, err := helpdesk.ParseTier("Critical")
	require.NoError(t, err)
	_, err = helpdesk.ParsePriority("5")
	require.ErrorIs(t, err, helpdesk.ErrInvalid)
	_, err = helpdesk.ParseStatus("")
	require.EqualError(t, err, `invalid: status ""; use one of new, in progress, waiting, resolved, withdrawn`)
}
