package bot

import (
	"regexp"
	"strings"
	"unicode"

	"deskhand/internal/locale"
)

// words is what the bot understands besides questions, in every language at once: people mix them, and "hjelp" in an
// English client still means help. The lists come from the catalogues, so that a translator can add to them.
type words struct {
	greeting, thanks, filler map[string]bool // single words
	commands                 map[string]command
	show, withdraw           map[string]bool // the words before a ticket number
	reopen, add              map[string]bool
	outage                   outageWords
	serious, idle            []string // what is in words that tell of trouble with something, and of nothing
}

// command is something that a person can tell the bot to do.
type command string

const (
	commandNone     command = ""
	commandHelp     command = "help"
	commandTickets  command = "tickets"
	commandNew      command = "new"
	commandNorsk    command = "norsk"
	commandEnglish  command = "english"
	commandGreeting command = "greeting"
	commandThanks   command = "thanks"
	commandShow     command = "show"
	commandWithdraw command = "withdraw"
	commandReopen   command = "reopen"
	commandAdd      command = "add"
	commandLeave    command = "leave"
	commandJoin     command = "join"
	commandOutage   command = "outage"
	commandReport   command = "report"
)

// listSeparator stands between the words of one list in a catalogue.
const listSeparator = "|"

// readWords gathers the lists of all languages.
func readWords(catalog *locale.Catalog) words {
	w := words{
		greeting: map[string]bool{}, thanks: map[string]bool{}, filler: map[string]bool{},
		commands: map[string]command{},
		show:     map[string]bool{}, withdraw: map[string]bool{}, reopen: map[string]bool{}, add: map[string]bool{},
		outage: readOutageWords(catalog),
	}
	for _, language := range locale.Languages() {
		p := catalog.For(language)
		fill(w.greeting, p.T("words.greeting"))
		fill(w.thanks, p.T("words.thanks"))
		fill(w.filler, p.T("words.filler"))
		fill(w.show, p.T("words.show"))
		fill(w.withdraw, p.T("words.withdraw"))
		fill(w.reopen, p.T("words.reopen"))
		fill(w.add, p.T("words.add"))
		w.serious = append(w.serious, split(p.T("words.serious"))...)
		w.idle = append(w.idle, split(p.T("words.idle"))...)
		for c, list := range map[command]string{
			commandHelp: p.T("words.help"), commandTickets: p.T("words.tickets"), commandNew: p.T("words.new"),
			commandNorsk: p.T("words.norsk"), commandEnglish: p.T("words.english"),
			commandLeave: p.T("words.leave"), commandJoin: p.T("words.join"),
		} {
			for _, phrase := range split(list) {
				w.commands[phrase] = c
			}
		}
	}
	return w
}

func fill(set map[string]bool, list string) {
	for _, word := range split(list) {
		set[word] = true
	}
}

func split(list string) []string {
	parts := strings.Split(list, listSeparator)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// ticketCommand is a line such as "withdraw HD-12" or "add HD-12: it happens on my phone too", or a bare "HD-12".
var ticketCommand = regexp.MustCompile(`(?is)^(?:(\pL+(?:\s+\pL+)?)\s+)?(hd[-\s]?\d{1,12}|#\d{1,12})\b[\s:,.–-]*(.*)$`)

// said is what a person meant by a message.
type said struct {
	command command
	ticket  string // the ticket number, as typed
	text    string // what is left to answer or to pass on
}

// read finds out what a message means. What is not understood as anything else is a question; a greeting before it
// is left out of it.
func (w words) read(text string) said {
	plain := normalise(text)
	if plain == "" { // "?", an emoji: nothing that could be looked up
		return said{}
	}
	if c := w.commands[plain]; c != commandNone {
		return said{command: c}
	}
	if s, ok := w.readTicket(text); ok {
		return s
	}
	tokens := strings.Fields(plain)
	switch {
	case w.only(tokens, w.thanks):
		return said{command: commandThanks}
	case w.only(tokens, w.greeting):
		return said{command: commandGreeting}
	}
	question := w.withoutGreeting(text)
	if about, ok := w.readNew(question); ok {
		return said{command: commandNew, text: about}
	}
	return said{command: w.outage.read(normalise(question)), text: question}
}

// newAbout is a line such as "open a ticket: my flow starts late", or with a dash.
var newAbout = regexp.MustCompile(`(?s)^([^:–—-]+)(?::|\s[–—-]+\s)\s*(\S.*)$`)

// readNew understands the words for a new ticket with what it is about after them.
func (w words) readNew(text string) (about string, ok bool) {
	m := newAbout.FindStringSubmatch(text)
	if len(m) == 0 || w.commands[normalise(m[1])] != commandNew || normalise(m[2]) == "" {
		return "", false
	}
	return m[2], true
}

// readTicket understands what is said about one ticket. Words that it doesn't know before the number make it a
// question about something else.
func (w words) readTicket(text string) (said, bool) {
	m := ticketCommand.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return said{}, false
	}
	verb, s := normalise(m[1]), said{ticket: m[2], text: strings.TrimSpace(m[3])}
	switch {
	case verb == "" && s.text == "", w.show[verb]:
		s.command = commandShow
	case verb == "", w.add[verb]:
		s.command = commandAdd
	case w.withdraw[verb]:
		s.command = commandWithdraw
	case w.reopen[verb]:
		s.command = commandReopen
	default:
		return said{}, false
	}
	return s, true
}

// only reports whether the message is made of such words, and at most of fillers besides.
func (w words) only(tokens []string, set map[string]bool) bool {
	found := false
	for _, token := range tokens {
		switch {
		case set[token]:
			found = true
		case !w.filler[token]:
			return false
		}
	}
	return found
}

// withoutGreeting drops leading greetings: "Hi, how do I …" asks how.
func (w words) withoutGreeting(text string) string {
	rest := strings.TrimSpace(text)
	for {
		first, after, found := strings.Cut(rest, " ")
		if !found || !w.greeting[normalise(first)] {
			return rest
		}
		rest = strings.TrimSpace(after)
	}
}

// normalise is the text in lower case, without punctuation, with single spaces.
func normalise(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}
