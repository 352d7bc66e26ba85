package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot"
	"deskhand/internal/chat"
)

// A line breaks between words where the terminal ends, and nowhere in what is no terminal.
func TestLinesBreakBetweenWords(t *testing.T) {
	t.Parallel()
	const text = "Åpne Power Automate, velg miljøet øverst til høyre, og se etter steget som har et rødt merke"
	for width, want := range map[int]int{0: 1, 5: 1, 40: 3, 60: 2, 1000: 1} {
		var out bytes.Buffer
		screen := newTerminal(&out)
		if width > 0 {
			screen.width = func() int { return width }
		}
		_, err := screen.Send(t.Context(), chat.Conversation{}, bot.Message{Text: text})
		require.NoError(t, err)
		lines := strings.Split(strings.Trim(out.String(), "\n"), "\n")
		assert.Len(t, lines, want, "%d wide", width)
		for _, line := range lines {
			assert.True(t, width < leastWidth || utf8.RuneCountInString(line) <= width, line)
		}
		assert.Equal(t, text, strings.Join(strings.Fields(strings.ReplaceAll(out.String(), "│", "")), " "))
	}
}
