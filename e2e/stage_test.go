//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/bot/card"
	"deskhand/e2e/playground"
	"deskhand/internal/locale"
)

// patience is how long anything may take before a test gives up on it.
const patience = 30 * time.Second

// stage is one installation of Deskhand with its own data, and a local client in front of it.
type stage struct {
	t       *testing.T
	ctx     context.Context
	binary  string
	dir     string // where everything runs, and keeps its data
	env     []string
	listen  string
	bot     *playground.Process
	log     *os.File
	options playground.ClientOptions
	teams   *playground.Teams
	catalog *locale.Catalog
}

// play starts Deskhand and the client, and stops them after the test.
func play(t *testing.T) *stage {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	catalog, err := locale.Load()
	require.NoError(t, err)
	s := &stage{
		t: t, ctx: ctx, dir: t.TempDir(), catalog: catalog, binary: absolute(t, "../bin/deskhand"),
		listen: net.JoinHostPort("127.0.0.1", strconv.Itoa(freePort(t))),
	}
	s.env = []string{
		"DESKHAND_DATA_DIR=" + filepath.Join(s.dir, "data"), "DESKHAND_KB_DIR=" + absolute(t, "../kb"),
		"DESKHAND_METRICS_LISTEN=", "DESKHAND_BOT_NO_AUTH=true",
	}
	s.log, err = os.Create(filepath.Join(s.dir, "log"))
	require.NoError(t, err)
	t.Cleanup(s.tell)
	s.options = playground.ClientOptions{
		Modules: absolute(t, "node_modules"), Dir: s.dir, Bot: s.listen, Port: freePort(t), Output: s.log,
		Env: []string{"TZ=Europe/Oslo"},
	}
	client, err := playground.StartClient(s.within(), s.options)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, client.Stop(patience)) })
	s.teams, err = playground.Open(s.within(), s.options.Address())
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.teams.Close()) })
	s.start() // last, to be stopped first: what the bot has still to say needs somebody to hear it
	return s
}

// start starts the bot, and waits until it answers as well as it ever will: on a busy machine it learns while people ask.
func (s *stage) start() {
	s.t.Helper()
	defer func() {
		require.Eventually(s.t, func() bool {
			log, err := os.ReadFile(s.log.Name())
			return err == nil && bytes.Count(log, []byte("the articles are learnt")) == bytes.Count(log, []byte("learning from the articles goes on"))
		}, patience, 10*time.Millisecond)
	}()
	bot, err := playground.StartBot(s.within(), playground.BotOptions{
		Binary: s.binary, Dir: s.dir, Listen: s.listen, Env: s.env, Output: s.log,
	})
	require.NoError(s.t, err)
	s.bot = bot
	s.t.Cleanup(func() { assert.NoError(s.t, bot.Stop(patience)) })
}

// tell shows what the programs logged when the test has failed.
func (s *stage) tell() {
	if s.t.Failed() {
		log, _ := os.ReadFile(s.log.Name())
		s.t.Logf("what Deskhand and the client logged:\n%s", log)
	}
	assert.NoError(s.t, s.log.Close())
}

// within bounds one step of the play.
func (s *stage) within() context.Context {
	ctx, cancel := context.WithTimeout(s.ctx, patience)
	s.t.Cleanup(cancel)
	return ctx
}

// desk works tickets from the command line, as the help desk does, and returns what is printed.
func (s *stage) desk(args ...string) string {
	s.t.Helper()
	return s.deskhand(append([]string{"ticket"}, args...)...)
}

// deskhand runs one of the program's other commands beside the bot, and returns what it prints.
func (s *stage) deskhand(args ...string) string {
	s.t.Helper()
	cmd := exec.CommandContext(s.ctx, s.binary, args...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), s.env...)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	require.NoErrorf(s.t, err, "deskhand %s\n%s", strings.Join(args, " "), &complaints)
	return string(out)
}

// in is a talk in one of the client's conversations, in English until it is changed.
func (s *stage) in(conversation string) talk {
	return talk{stage: s, chat: s.teams.In(conversation), Printer: s.catalog.For(locale.English)}
}

// talk is a person's side of a conversation; its printer writes what the bot should.
type talk struct {
	*stage
	*locale.Printer
	chat *playground.Chat
}

// language is the same conversation in another language.
func (k talk) language(language locale.Language) talk {
	k.Printer = k.catalog.For(language)
	return k
}

// say says something in the personal chat and returns the answer.
func (k talk) say(text string) playground.Message {
	k.t.Helper()
	_, err := k.chat.Say(k.within(), text)
	require.NoError(k.t, err)
	return k.next()
}

// mention says something to the bot where others read along, and returns where the talk goes on.
func (k talk) mention(text string) talk {
	k.t.Helper()
	chat, err := k.chat.Mention(k.within(), text)
	require.NoError(k.t, err)
	k.chat = chat
	return k
}

// next is the next message that the bot shows.
func (k talk) next() playground.Message {
	k.t.Helper()
	m, err := k.chat.Next(k.within())
	require.NoError(k.t, err)
	return m
}

// press presses the first button with the verb, and returns the message as it is then.
func (k talk) press(m playground.Message, verb card.Verb, inputs map[string]string) playground.Message {
	k.t.Helper()
	button, ok := m.Card.Button(string(verb))
	require.Truef(k.t, ok, "no button does %s; the card says:\n%s", verb, m.Card.Text())
	return k.pressButton(m, button, inputs)
}

func (k talk) pressButton(m playground.Message, button playground.Button, inputs map[string]string) playground.Message {
	k.t.Helper()
	after, err := k.chat.Press(k.within(), m, button, inputs)
	require.NoError(k.t, err)
	return after
}

// shows expects the texts on the card.
func (k talk) shows(m playground.Message, texts ...string) {
	k.t.Helper()
	for _, text := range texts {
		assert.Contains(k.t, m.Card.Text(), text)
	}
}

// offers expects the card to have just these buttons, in this order.
func (k talk) offers(m playground.Message, verbs ...card.Verb) {
	k.t.Helper()
	var offered []card.Verb
	for _, button := range m.Card.Buttons() {
		offered = append(offered, card.Verb(button.Verb))
	}
	assert.Equal(k.t, verbs, offered)
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	require.NoError(t, err)
	return path
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", ":0")
	require.NoError(t, err)
	defer func() { assert.NoError(t, listener.Close()) }()
	return listener.Addr().(*net.TCPAddr).Port
}

// says expects a text of the catalogue on the card or in the message, whatever stands where its placeholders are.
func (k talk) says(m playground.Message, key string, placeholders ...string) {
	k.t.Helper()
	const anything = "\x00"
	var pairs []any
	for _, name := range placeholders {
		pairs = append(pairs, name, anything)
	}
	pattern := strings.ReplaceAll(regexp.QuoteMeta(k.T(key, pairs...)), anything, ".+")
	assert.Regexp(k.t, pattern, m.Text+"\n"+m.Card.Text())
}
