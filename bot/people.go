package bot

import "deskhand/internal/chat"

// People knows those who talk to the bot and those who are on call. It tells what it has at hand, and never waits.
type People interface {
	// Known returns a person's name and language, such as nb-NO, either of which may be empty; ok is false when nothing
	// is known yet.
	Known(personID string) (name, language string, ok bool)
	// OnCall names those on call who can be reached now; nobody when that isn't known.
	OnCall() []string
}

// known is what is known about a person beside what they and their client said.
func (b *Bot) known(personID string) (name, language string) {
	if b.People == nil || personID == "" {
		return "", ""
	}
	name, language, _ = b.People.Known(personID)
	return name, language
}

// clientLocale is what the person's client said its language is, else the directory.
func (b *Bot) clientLocale(profile chat.Profile) string {
	if profile.Locale != "" {
		return profile.Locale
	}
	_, language := b.known(profile.PersonID)
	return language
}

// onCall names those who can be reached now.
func (b *Bot) onCall() []string {
	if b.People == nil {
		return nil
	}
	return b.People.OnCall()
}
