package bot

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/internal/locale"
	"deskhand/knowledge"
)

func TestACommandIsSeenThroughOneSlip(t *testing.T) {
	t.Parallel()
	catalog, err := locale.Load()
	require.NoError(t, err)
	w := readWords(catalog)
	for text, want := range map[string]command{
		"my tickts":                commandTickets,
		"My tiickets!":             commandTickets,
		"mine sakr":                commandTickets,
		"hlp":                      commandHelp,
		"hjepl":                    commandHelp,
		"norks":                    commandNorsk,
		"ebglish":                  commandEnglish,
		"opne a ticket":            commandNew,
		"oprett en sak":            commandNew,
		"opne a tickte":            commandNone, // two slips
		"my tickts please":         commandNone, // more than a command
		"tickets":                  commandNone, // none at all
		"leave the comunity":       commandNone, // what is more than a look
		"join the comunity":        commandNone,
		"bli me":                   commandNone,
		"mt tickets":               commandNone, // a short word
		"withdrwa HD-12":           commandNone,
		"what is the status of it": commandNone,
		"":                         commandNone,
	} {
		got, _ := w.slip(text)
		assert.Equal(t, want, got, "%q", text)
	}
	w.commands = map[string]command{"leave": commandLeave, "leaver": commandHelp}
	got, _ := w.slip("leavr")
	assert.Equal(t, commandNone, got, "it may be the one or the other")
}

func TestASlipIsForgivenUnlessItMayMeanSomething(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.NoError(t, w.Receive(t.Context(), message("m1", "my tickts")))
	assert.Contains(t, w.sender.all()[0].Card.Fallback, "My tickets")
	assert.Empty(t, w.memory.events, "it was no question")

	w.engine.known = "my tickts"
	require.NoError(t, w.Receive(t.Context(), message("m2", "my tickts")))
	assert.NotContains(t, w.sender.all()[0].Card.Fallback, "My tickets")
	assert.Equal(t, knowledge.EventAsked, w.memory.events[0].Kind)

	w, _ = waiting(t)
	require.NoError(t, w.Receive(t.Context(), message("m2", "stauts")))
	assert.Contains(t, w.sender.all()[0].Card.Fallback, "HD-1 is waiting for you")
}
