package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"deskhand/bot/activity"
	"deskhand/bot/card"
	"deskhand/helpdesk"
	"deskhand/internal/chat"
	"deskhand/internal/locale"
	"deskhand/knowledge"
)

// Turn is one thing that somebody said or pressed: who, where, in which language and when, made once and read by the
// handlers.
type Turn struct {
	Activity     *activity.Activity
	Text         string            // what was said, without mentions and markup
	Data         card.Data         // what the pressed button carried; zero for a message
	Question     []knowledge.Event // what has happened to the question that the pressed card belongs to
	Person       helpdesk.Person
	Profile      chat.Profile
	Conversation chat.Conversation
	Printer      *locale.Printer
	Zone         *time.Location
	ZoneKnown    bool // the zone is the person's own
	Now          time.Time

	profileChanged bool
}

// newTurn gathers what the handlers need to know.
func (b *Bot) newTurn(ctx context.Context, a *activity.Activity) (Turn, error) {
	turn := Turn{
		Activity:     a,
		Person:       helpdesk.Person{ID: a.Person(), Name: activity.Visible(a.From.Name)},
		Conversation: a.Reference(),
		Now:          b.Now(),
	}
	if turn.Person.ID == "" { // some events happen without anybody doing them
		turn.Printer, turn.Zone = b.printer(chat.Profile{Locale: a.Locale()}), b.Zone
		return turn, nil
	}
	stored, err := b.Memory.Profile(ctx, turn.Person.ID)
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return Turn{}, fmt.Errorf("reading the profile of whoever speaks: %w", err)
	}
	turn.Profile = merge(stored, a, turn.Person)
	turn.profileChanged = turn.Profile != stored
	if turn.Person.Name == "" {
		turn.Person.Name = cmp.Or(turn.Profile.Name, b.known(turn.Person.ID).Name)
	}
	turn.Printer = b.printer(turn.Profile)
	turn.Zone, turn.ZoneKnown = b.zone(turn.Profile)
	return turn, nil
}

// merge is the stored profile with what the client said of itself this time.
func merge(stored chat.Profile, a *activity.Activity, person helpdesk.Person) chat.Profile {
	profile := stored
	profile.PersonID = person.ID
	if person.Name != "" {
		profile.Name = person.Name
	}
	if said := a.Locale(); said != "" {
		profile.Locale = said
	}
	if said := a.TimeZone(); said != "" {
		profile.TimeZone = said
	}
	return profile
}

// ofCard is the turn with the question that the pressed card belongs to, if any, and in the card's language.
func (b *Bot) ofCard(ctx context.Context, turn Turn) (Turn, error) {
	turn = b.inLanguage(turn, turn.Data.Language)
	if turn.Data.Question == "" {
		return turn, nil
	}
	var err error
	if turn.Question, err = b.Memory.QuestionEvents(ctx, turn.Data.Question); err != nil {
		return turn, fmt.Errorf("reading what happened to a question: %w", err)
	}
	asked, _ := first(turn.Question)
	return b.inLanguageOf(turn, asked), nil
}

// asked is the question that the pressed card belongs to. It returns errForgotten when that is not stored.
func (t Turn) asked() (knowledge.Event, error) {
	if asked, ok := first(t.Question); ok {
		return asked, nil
	}
	return knowledge.Event{}, errForgotten
}

// inLanguageOf is the turn in the language of the question: who asks in Norwegian reads Norwegian, whatever the language of
// their client, unless they have chosen one.
func (b *Bot) inLanguageOf(turn Turn, asked knowledge.Event) Turn {
	return b.inLanguage(turn, asked.Language)
}

// inLanguage is the turn in a language, unless it is none or the person has chosen theirs.
func (b *Bot) inLanguage(turn Turn, language string) Turn {
	if turn.Profile.Language == "" && language != "" {
		turn.Printer = b.Catalog.For(locale.Language(language))
	}
	return turn
}

// printer speaks the language that the person chose, else that of their client or of the directory, else the desk's.
func (b *Bot) printer(profile chat.Profile) *locale.Printer {
	if profile.Language != "" {
		return b.Catalog.For(locale.Language(profile.Language))
	}
	return b.Catalog.For(b.languages.suiting(b.clientLocale(profile), b.Language))
}

// zone is the time zone that the person's client said, else the directory's, else the desk's, which need not be their own.
func (b *Bot) zone(profile chat.Profile) (zone *time.Location, known bool) {
	if zone := b.zones.named(profile.TimeZone); zone != nil {
		return zone, true
	}
	if zone := b.zones.named(b.known(profile.PersonID).TimeZone); zone != nil {
		return zone, true
	}
	return b.Zone, false
}

// pressed reports whether the turn is a press on a card. A message may do the same as a button, and reply to a card too.
func (t Turn) pressed() bool { return t.Text == "" && t.Data.Verb != "" && t.Activity.ReplyToID != "" }

// language is the turn's language as the knowledge base names it.
func (t Turn) language() string { return string(t.Printer.Language()) }

// actKey identifies what the person did, however often and under whatever id it is delivered.
func (t Turn) actKey() string {
	return t.Data.Nonce + ":" + string(t.Data.Verb)
}

// event is a fact about a question in this turn.
func (b *Bot) event(t Turn, questionID string, kind knowledge.EventKind) knowledge.Event {
	return knowledge.Event{
		ID: b.NewID(), QuestionID: questionID, Kind: kind, At: t.Now, PersonID: t.Person.ID, Language: t.language(),
	}
}
