package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/user"
	"strconv"
	"strings"
	"time"

	"github.com/infracloudio/msbotbuilder-go/schema"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"deskhand/bot/activity"
	"deskhand/bot/card"
	"deskhand/internal/chat"
	"deskhand/internal/locale"
	"deskhand/internal/trace"
)

// chatCmd is the conversation as in Teams, in a terminal: the same bot, the same database, cards as text with their
// buttons numbered.
type chatCmd struct {
	Language string `help:"Speak this language: en or nb. Without it, that of the terminal." enum:"en,nb," default:""`
}

// Run implements the command.
func (c *chatCmd) Run(e *env) (err error) {
	e.config.Log.Level = max(e.config.Log.Level, 4) // warnings and worse: the screen belongs to the conversation
	ctx, cancel := context.WithCancel(e.ctx)
	defer cancel()
	screen := newTerminal(e.stdout)
	a, err := newApp(e, newLogger(e), screen, prometheus.NewRegistry())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	a.train(ctx)
	var keeping errgroup.Group
	a.keepUp(ctx, &keeping)
	defer func() {
		cancel()
		err = errors.Join(err, keeping.Wait())
	}()
	stopJobs, err := a.store.StartJobs(ctx, a.jobs())
	if err != nil {
		return err
	}
	defer func() {
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		err = errors.Join(err, stopJobs(stopping))
	}()
	talk := &talk{app: a, screen: screen, person: whoAmI(), locale: c.Language}
	if talk.locale == "" {
		talk.locale = terminalLocale(os.Getenv)
	}
	talk.printer = a.catalog.For(locale.Match(talk.locale, e.config.Language))
	input := bufio.NewScanner(e.stdin)
	input.Buffer(nil, longestLine)
	return talk.run(ctx, input)
}

// longestLine is the most that is read as one message, in bytes.
const longestLine = 1 << 20

// talk is one person talking to the bot.
type talk struct {
	app     *app
	screen  *terminal
	person  schema.ChannelAccount
	locale  string
	printer *locale.Printer
	lines   <-chan string
	failed  <-chan error // why there are no more lines, when it is not their end
}

// run begins the conversation and follows it until the input or the context ends.
func (t *talk) run(ctx context.Context, input *bufio.Scanner) error {
	t.lines, t.failed = readLines(ctx, input)
	t.screen.hint(t.printer.T("terminal.hint"))
	joined := t.activity(activity.TypeConversationUpdate)
	joined.MembersAdded = []schema.ChannelAccount{joined.Recipient}
	if err := t.app.bot.Receive(trace.With(ctx, ""), joined); err != nil {
		return err
	}
	for {
		t.screen.prompt()
		line, ok := t.read(ctx)
		switch {
		case !ok && ctx.Err() == nil:
			return <-t.failed
		case !ok, line == "exit", line == "quit":
			return nil
		}
		if line == "" {
			continue
		}
		if err := t.take(trace.With(ctx, ""), line); err != nil {
			return err
		}
	}
}

// take works one line: the number of a button, or something to say.
func (t *talk) take(ctx context.Context, line string) error {
	if number, err := strconv.Atoi(line); err == nil {
		id, action, ok := t.screen.button(number)
		if !ok {
			t.screen.hint(t.printer.T("terminal.no_button", "number", number))
			return nil
		}
		return t.press(ctx, id, action)
	}
	message := t.activity(activity.TypeMessage)
	message.Text = line
	return t.app.bot.Receive(ctx, message)
}

// press asks for what the button wants to know, and presses it.
func (t *talk) press(ctx context.Context, id string, action card.Action) error {
	data, err := t.fill(ctx, action)
	if err != nil {
		return err
	}
	value, err := json.Marshal(map[string]any{"action": map[string]any{
		"type": "Action.Execute", "verb": action.Verb, "data": data,
	}})
	if err != nil {
		return err
	}
	invoke := t.activity(activity.TypeInvoke)
	invoke.Name, invoke.ReplyToID, invoke.Value = activity.InvokeCardAction, id, value
	answer, later := t.app.bot.Invoke(ctx, invoke)
	if text, ok := answer.Value.(string); ok && text != "" {
		t.screen.hint(text)
	}
	if later == nil {
		return nil
	}
	return later(ctx)
}

// fill asks for the inputs that go with a button; an empty line keeps what is filled in.
func (t *talk) fill(ctx context.Context, action card.Action) (map[string]any, error) {
	raw, err := json.Marshal(action.Data)
	if err != nil {
		return nil, err
	}
	var data map[string]any
	if err := json.Unmarshal(raw, &data); err != nil {
		return nil, err
	}
	for _, field := range action.Inputs {
		data[field.ID] = t.answer(ctx, field)
	}
	return data, nil
}

// answer asks until the answer is one that the input takes. An empty line keeps what is filled in.
func (t *talk) answer(ctx context.Context, field card.Field) string {
	for {
		t.screen.ask(field)
		line, open := t.read(ctx)
		switch number, err := strconv.Atoi(line); {
		case line == "" || !open:
			return field.Value
		case field.Choices == nil:
			return line
		case err == nil && number >= 1 && number <= len(field.Choices):
			return field.Choices[number-1].Value
		}
	}
}

func (t *talk) read(ctx context.Context) (string, bool) {
	select {
	case <-ctx.Done():
		return "", false
	case line, ok := <-t.lines:
		return strings.TrimSpace(line), ok
	}
}

// readLines reads in the background, since reading from a terminal can't be interrupted.
func readLines(ctx context.Context, input *bufio.Scanner) (<-chan string, <-chan error) {
	lines, failed := make(chan string), make(chan error, 1)
	go func() {
		defer close(lines)
		defer func() { failed <- input.Err() }()
		for input.Scan() {
			select {
			case lines <- input.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines, failed
}

// activity is something that happens in the terminal, as Teams would tell it.
func (t *talk) activity(kind schema.ActivityTypes) *activity.Activity {
	a := &activity.Activity{}
	a.Type, a.ID, a.ChannelID, a.ServiceURL = kind, newID(), "terminal", "terminal"
	a.From = t.person
	a.Recipient = schema.ChannelAccount{ID: "deskhand", Name: "Deskhand"}
	a.Conversation = schema.ConversationAccount{ID: "terminal:" + t.person.ID, ConversationType: string(chat.Personal)}
	a.Activity.Locale = t.locale
	a.LocalTimezone = time.Local.String()
	return a
}

// whoAmI is the person at the terminal.
func whoAmI() schema.ChannelAccount {
	account := schema.ChannelAccount{ID: "local"}
	if u, err := user.Current(); err == nil {
		account.ID, account.Name = u.Username, u.Name
	}
	if account.Name == "" {
		account.Name = account.ID
	}
	return account
}

// terminalLocale is the terminal's language as a tag, by the environment variables that POSIX names for it.
func terminalLocale(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value, _, _ := strings.Cut(getenv(name), "."); value != "" && value != "C" && value != "POSIX" {
			return strings.ReplaceAll(value, "_", "-")
		}
	}
	return ""
}
