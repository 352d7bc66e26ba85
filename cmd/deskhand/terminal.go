package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/mitchellh/go-wordwrap"
	"golang.org/x/term"

	"deskhand/bot"
	"deskhand/bot/card"
	"deskhand/internal/chat"
)

// terminal shows what the bot says as text. It is a bot.Sender.
type terminal struct {
	mu      sync.Mutex
	out     io.Writer
	width   func() int    // of a line in characters, now; 0 where lines have no end
	last    string        // the id of the card whose buttons can be pressed
	buttons []card.Action // numbered from 1
}

func newTerminal(out io.Writer) *terminal {
	return &terminal{out: out, width: func() int { return widthOf(out) }}
}

// widthOf is how many characters a line of a terminal has; 0 of what is none.
func widthOf(out io.Writer) int {
	file, ok := out.(*os.File)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// A line narrower than leastWidth leaves no room to wrap words, and one wider than mostWidth is tiring to read.
const (
	leastWidth = 20
	mostWidth  = 96
)

// wrapped breaks lines between words, where a terminal would break them within.
func wrapped(text string, width int) string {
	if width < leastWidth {
		return text
	}
	return wordwrap.WrapString(text, uint(min(width, mostWidth)))
}

// Send implements bot.Sender.
func (t *terminal) Send(_ context.Context, _ chat.Conversation, m bot.Message) (string, error) {
	id := newID()
	return id, t.show(id, m)
}

// Update implements bot.Sender.
func (t *terminal) Update(_ context.Context, _ chat.Conversation, id string, m bot.Message) error {
	return t.show(id, m)
}

func (t *terminal) show(id string, m bot.Message) error {
	if m.Typing {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	text := m.Text
	if m.Card != nil {
		text = m.Card.Fallback
		t.last, t.buttons = id, m.Card.Actions()
	}
	var b strings.Builder
	b.WriteString("\n")
	for line := range strings.SplitSeq(wrapped(printable(text), t.width()-len("  | ")), "\n") {
		b.WriteString("  │ " + line + "\n")
	}
	if m.Card != nil {
		for i, button := range t.buttons {
			fmt.Fprintf(&b, "  [%d] %s\n", i+1, printable(button.Title))
		}
	}
	_, err := io.WriteString(t.out, b.String())
	return err
}

// button is the button with that number on the newest card.
func (t *terminal) button(number int) (cardID string, action card.Action, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if number < 1 || number > len(t.buttons) {
		return "", card.Action{}, false
	}
	return t.last, t.buttons[number-1], true
}

// ask puts the question of an input.
func (t *terminal) ask(field card.Field) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(t.out, "  %s", printable(field.Label))
	for i, choice := range field.Choices {
		mark := " "
		if choice.Value == field.Value {
			mark = "*" // what an empty line keeps
		}
		fmt.Fprintf(t.out, "\n   %s(%d) %s", mark, i+1, printable(choice.Title))
	}
	switch {
	case field.Choices != nil:
		fmt.Fprint(t.out, "\n ")
	case field.Value != "":
		fmt.Fprintf(t.out, " [%s]", oneLine(field.Value))
	}
	fmt.Fprint(t.out, ": ")
}

func (t *terminal) hint(text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for line := range strings.SplitSeq(wrapped(printable(text), t.width()-len("  ")), "\n") {
		fmt.Fprintf(t.out, "  %s\n", line)
	}
}

func (t *terminal) prompt() {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprint(t.out, "\n> ")
}
