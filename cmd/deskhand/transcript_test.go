package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/infracloudio/msbotbuilder-go/schema"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/stretchr/testify/require"

	"deskhand/bot"
	"deskhand/bot/activity"
	"deskhand/bot/card"
	"deskhand/graph/graphtest"
	"deskhand/internal/chat"
	"deskhand/internal/config"
)

var update = flag.Bool("update", false, "write what the bot and the doctor say into testdata")

// TestTranscripts plays the conversations in testdata/transcripts through the whole bot, with the real store, desk and
// articles, and compares what it says. Run with -update, it writes what the bot says now.
//
// In a transcript, these lines happen and everything else is what the bot shows:
//
//	@ Kari personal nb-NO Europe/Oslo    who speaks from here on, and where
//	> text                               says something
//	< text                               says it as a reply to the newest card
//	! Title; field=value; field=value    presses the button with that title on the newest card
//	$ ticket take HD-1 --as "Ola"        somebody works at the desk, with the command line
//	= Ola: Status=Resolved; Article=…    Ola works in the help desk's SharePoint list, on the newest ticket
//	=                                    shows the newest ticket in the list
//	+ 3h                                 time passes
//	~ Kari nb-NO, Ola en-GB              the server looks after the community; who is named is found to be a maker
//	% MO1 Power Automate: what is wrong  Microsoft reports a disturbance
//	% MO1 over                           and that it has ended
//	# text                               a remark
func TestTranscripts(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/transcripts/*.txtar")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(path)
			require.NoError(t, err)
			talk := &archive.Files[0]
			require.Equal(t, "talk", talk.Name)
			got := play(t, string(talk.Data))
			if *update {
				talk.Data = []byte(got)
				require.NoError(t, os.WriteFile(path, txtar.Format(archive), 0o600))
				return
			}
			require.Equal(t, string(talk.Data), got, "if this is as it should be: go test ./cmd/deskhand -run Transcripts -update")
		})
	}
}

// stage is where a transcript is played.
type stage struct {
	t         *testing.T
	app       *app
	env       *env
	vars      []string
	now       time.Time
	mu        sync.Mutex
	out       strings.Builder
	held      *strings.Builder // what the bot says while somebody works at the desk; written after what they see
	said      chan struct{}    // one for every message that the bot sent
	card      *card.Card
	id, where string // of the newest card, and of its conversation
	in        chat.Conversation
	who       schema.ChannelAccount
	lang      string
	zone      string
	count     int
	guild     *guild // nil: there is no community
	microsoft microsoft
	list      *deskList // nil: the help desk has no list
}

func play(t *testing.T, talk string) string {
	t.Helper()
	s := &stage{t: t, said: make(chan struct{}, 100)}
	s.now = time.Date(2026, time.November, 23, 8, 0, 0, 0, time.UTC) // a Monday, nine o'clock in Oslo
	s.vars = []string{"DESKHAND_DATA_DIR=" + t.TempDir(), "DESKHAND_KB_DIR=../../kb"}
	if strings.Contains(talk, "\n~") {
		s.guild = newGuild(t)
		s.vars = slices.Concat(s.guild.environ, s.vars,
			[]string{"DESKHAND_COMMUNITY_MODE=consent", "DESKHAND_BOT_APP_ID=" + graphtest.DefaultClient})
	}
	if strings.Contains(talk, "\n=") {
		s.list = newDeskList(s)
	}
	s.open()
	if strings.Contains(talk, "\n% ") {
		s.app.watchServices(s.env, &s.microsoft, prometheus.NewRegistry())
		require.NoError(t, s.app.services.Look(t.Context()))
	}
	for line := range strings.Lines(talk) {
		s.play(strings.TrimRight(line, "\n"))
	}
	return s.out.String()
}

// open puts the bot together as serve does, with the stage for Teams.
func (s *stage) open() {
	t := s.t
	s.env = &env{ctx: t.Context(), stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}, now: s.clock}
	cfg, err := config.LoadOffline("", s.vars)
	require.NoError(t, err)
	s.env.config = cfg
	s.app, err = newApp(s.env, slog.New(slog.DiscardHandler), s, prometheus.NewRegistry())
	require.NoError(t, err)
	if s.list != nil {
		s.list.open()
	}
	s.app.train(t.Context())
	stop, err := s.app.store.StartJobs(context.WithoutCancel(t.Context()), s.app.jobs())
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		require.NoError(t, stop(ctx))
		require.NoError(t, s.app.close())
	})
}

func (s *stage) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// play does one line and writes it down. What the bot shows writes itself down.
func (s *stage) play(line string) {
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "#", "@", ">", "<", "!", "$", "+", "~", "%", "=":
		s.write(line + "\n")
	}
	switch verb {
	case "@":
		s.enter(strings.Fields(rest))
	case ">", "<":
		a := s.activity(activity.TypeMessage)
		a.Text = rest
		if verb == "<" {
			s.waitUntilKept()
			a.ReplyToID = s.id
		}
		require.NoError(s.t, s.app.bot.Receive(s.t.Context(), a))
	case "!":
		s.press(rest)
	case "$":
		s.work(rest)
	case "~":
		s.lookAfter(rest)
	case "%":
		s.report(rest)
	case "=":
		s.list.play(rest)
	case "+":
		passed, err := time.ParseDuration(rest)
		require.NoError(s.t, err)
		s.mu.Lock()
		s.now = s.now.Add(passed)
		s.mu.Unlock()
	}
}

// waitUntilKept waits until it is kept which ticket the newest card told of: that is done after it was sent.
func (s *stage) waitUntilKept() {
	require.Eventually(s.t, func() bool {
		told, err := s.app.store.QuestionEvents(s.t.Context(), s.where+"/"+s.id)
		return err == nil && len(told) > 0
	}, 20*time.Second, time.Millisecond)
}

// enter lets somebody come in. The first time somewhere, the bot is added there.
func (s *stage) enter(words []string) {
	require.Len(s.t, words, 4)
	s.who = schema.ChannelAccount{ID: "29:" + words[0], Name: words[0], AadObjectID: strings.ToLower(words[0])}
	s.lang, s.zone = words[2], words[3]
	s.in = chat.Conversation{ID: words[1], Kind: chat.Kind(words[1])}
	if s.in.Kind == chat.Personal {
		s.in.ID += ":" + words[0]
	}
	a := s.activity(activity.TypeConversationUpdate)
	a.MembersAdded = []schema.ChannelAccount{a.Recipient}
	require.NoError(s.t, s.app.bot.Receive(s.t.Context(), a))
}

// press presses the button with the title, with the fields filled in.
func (s *stage) press(line string) {
	title, fields, _ := strings.Cut(line, ";")
	require.NotNil(s.t, s.card, "no card to press on")
	var titles []string
	for _, action := range s.card.Actions() {
		titles = append(titles, action.Title)
		if action.Title != strings.TrimSpace(title) {
			continue
		}
		raw, err := json.Marshal(action.Data)
		require.NoError(s.t, err)
		data := map[string]any{}
		require.NoError(s.t, json.Unmarshal(raw, &data))
		for _, input := range action.Inputs {
			data[input.ID] = input.Value
		}
		for field := range strings.SplitSeq(fields, ";") {
			if name, value, ok := strings.Cut(field, "="); ok {
				data[strings.TrimSpace(name)] = strings.TrimSpace(value)
			}
		}
		a := s.activity(activity.TypeInvoke)
		a.Name, a.ReplyToID = activity.InvokeCardAction, s.id
		a.Value, err = json.Marshal(map[string]any{"action": map[string]any{"verb": action.Verb, "data": data}})
		require.NoError(s.t, err)
		answer, later := s.app.bot.Invoke(s.t.Context(), a)
		if text, ok := answer.Value.(string); ok {
			s.write("  (to " + s.who.Name + ") " + text + "\n")
		}
		if later != nil {
			require.NoError(s.t, later(s.t.Context()))
		}
		return
	}
	s.t.Fatalf("no button %q on the card, but %q", title, titles)
}

// work runs a command of those who work at the desk, and waits until the requester has been told.
func (s *stage) work(line string) {
	words := csv.NewReader(strings.NewReader(line))
	words.Comma = ' '
	args, err := words.Read()
	require.NoError(s.t, err)
	s.forgetSaid()
	var out bytes.Buffer
	e := &env{ctx: s.t.Context(), stdout: &out, stderr: &out, now: s.clock}
	s.hold(&strings.Builder{})
	code := run(e, args, s.vars)
	if code == 0 && !slices.Contains([]string{"list", "show", "tier", "link"}, args[1]) {
		s.awaitTold()
		s.waitUntilKept()
	}
	told := s.hold(nil)
	s.write(indent(out.String()) + told)
}

// forgetSaid lets awaitTold count from here.
func (s *stage) forgetSaid() {
	for len(s.said) > 0 {
		<-s.said
	}
}

// awaitTold waits until the bot has said something of its own accord.
func (s *stage) awaitTold() {
	select {
	case <-s.said:
	case <-time.After(20 * time.Second):
		s.t.Fatal("the requester was not told")
	}
}

// hold keeps what is written from now on apart, and returns what was kept apart before.
func (s *stage) hold(into *strings.Builder) (kept string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held != nil {
		kept = s.held.String()
	}
	s.held = into
	return kept
}

// Send implements bot.Sender.
func (s *stage) Send(_ context.Context, to chat.Conversation, m bot.Message) (string, error) {
	s.mu.Lock()
	s.count++
	id := fmt.Sprintf("message-%d", s.count)
	s.mu.Unlock()
	s.show("Deskhand to "+to.ID, to, id, m)
	s.said <- struct{}{}
	return id, nil
}

// Update implements bot.Sender.
func (s *stage) Update(_ context.Context, in chat.Conversation, id string, m bot.Message) error {
	s.show("Deskhand replaces the card", in, id, m)
	return nil
}

func (s *stage) show(title string, in chat.Conversation, id string, m bot.Message) {
	text := m.Text
	if m.Card != nil {
		text = m.Card.Fallback
		for _, action := range m.Card.Actions() {
			text += "\n[" + action.Title + "]"
		}
		s.mu.Lock()
		s.card, s.id, s.where = m.Card, id, in.ID
		s.mu.Unlock()
	}
	s.write(title + "\n" + indent(text))
}

func (s *stage) write(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held != nil {
		s.held.WriteString(text)
		return
	}
	s.out.WriteString(text)
}

func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(strings.TrimSpace(text)) {
		b.WriteString(strings.TrimRight("  | "+line, " \n") + "\n")
	}
	return b.String()
}

// activity is something that happens on the stage.
func (s *stage) activity(kind schema.ActivityTypes) *activity.Activity {
	a := &activity.Activity{}
	a.Type, a.ID, a.ChannelID, a.ServiceURL = kind, newID(), "msteams", "https://smba.trafficmanager.net/"
	a.From, a.Recipient = s.who, schema.ChannelAccount{ID: "28:bot", Name: "Deskhand"}
	a.Conversation = schema.ConversationAccount{ID: s.in.ID, ConversationType: string(s.in.Kind)}
	a.Activity.Locale, a.LocalTimezone = s.lang, s.zone
	return a
}
