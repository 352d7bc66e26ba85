// Package bot is the conversation in Microsoft Teams: it takes what people say and press, asks the knowledge base or the
// help desk, and puts the outcome into words and cards in the person's language.
//
// One handler does one thing that a person can do. A handler returns a Reply and sends nothing; the bot sends once, saves
// once and counts once. The package decides nothing about tickets or articles: those rules live in helpdesk and
// knowledge.
package bot
