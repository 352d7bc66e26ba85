package bot

import "deskhand/internal/chat"

// People knows those who talk to the bot and those who are on call. It tells what it has at hand, and never waits.
type People interface {
	// Known returns what is known about a person; it is empty when that is nothing yet.
	Known(personID string) Acquaintance
	// OnCall names those on call who can be reached now; nobody when that isn't known.
	OnCall() []string
}

// Acquaintance is somebody as others know them. Each of these may be empty.
type Acquaintance struct {
	Name     string
	Language string // such as nb-NO
	TimeZone string // IANA name
}

// known is what is known about a person beside what they and their client said.
func (b *Bot) known(personID string) Acquaintance {
	if b.People == nil || personID == "" {
		return Acquaintance{}
	}
	return b.People.Known(personID)
}

// clientLocale is what the person's client said its language is, else the directory.
func (b *Bot) clientLocale(profile chat.Profile) string {
	if profile.Locale != "" {
		return profile.Locale
	}
	return b.known(profile.PersonID).Language
}

// onCall names those who can be reached now.
func (b *Bot) onCall() []string {
	if b.People == nil {
		return nil
	}
	return b.People.OnCall()
}
