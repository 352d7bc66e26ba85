package activity

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/infracloudio/msbotbuilder-go/schema"

	"deskhand/internal/chat"
)

// ChannelTeams is the Bot Framework's name for Microsoft Teams as a place where bots live.
const ChannelTeams = "msteams"

// The types of activity that the bot knows.
const (
	TypeMessage            = schema.Message
	TypeInvoke             = schema.Invoke
	TypeConversationUpdate = schema.ConversationUpdate
	TypeInstallationUpdate = schema.InstallationUpdate
	TypeMessageReaction    = schema.MsgReaction
	TypeTyping             = schema.Typing
)

// InvokeCardAction is the name of the invoke that Teams sends when a button with Action.Execute is pressed.
const InvokeCardAction = "adaptiveCard/action"

// Tenants are the Microsoft Entra tenants that the activity names: the conversation's, and the one in the Teams part
// of it. They are the same wherever Teams is right, and both must be trusted before the activity is.
func (a *Activity) Tenants() []string {
	var teams struct{ Tenant struct{ ID string } }
	if len(a.ChannelData) > 0 {
		_ = json.Unmarshal(a.ChannelData, &teams) // of another shape: then it names no tenant
	}
	var tenants []string
	for _, id := range []string{a.Conversation.TenantID, teams.Tenant.ID} {
		if id != "" && (len(tenants) == 0 || tenants[0] != id) {
			tenants = append(tenants, id)
		}
	}
	return tenants
}

// Tenant is the tenant in which it happened, or "".
func (a *Activity) Tenant() string {
	if a.Conversation.TenantID != "" {
		return a.Conversation.TenantID
	}
	if tenants := a.Tenants(); len(tenants) > 0 {
		return tenants[0]
	}
	return ""
}

// Kind is the sort of conversation in which it happened. A sort that is not known is taken for a group, where less is
// said.
func (a *Activity) Kind() chat.Kind {
	switch kind := chat.Kind(a.Conversation.ConversationType); kind {
	case chat.Personal, chat.Channel:
		return kind
	case "":
		if !a.Conversation.IsGroup {
			return chat.Personal
		}
	}
	return chat.Group
}

// Person identifies who did it: by the directory's id where Teams gives it, which is the same in every conversation,
// else by the id that the person has towards this bot.
func (a *Activity) Person() string { return cmp.Or(a.From.AadObjectID, a.From.ID) }

// Reference is what it takes to answer in this conversation, now or later.
//
// The conversation's id is kept whole. In a channel Teams appends ";messageid=…" to it, which names the thread: what
// is sent to the whole id lands in the thread, so there is nothing to take apart.
func (a *Activity) Reference() chat.Conversation {
	reference := chat.Conversation{
		ID:         a.Conversation.ID,
		Kind:       a.Kind(),
		TenantID:   a.Tenant(),
		ChannelID:  a.ChannelID,
		ServiceURL: a.ServiceURL,
		BotID:      a.Recipient.ID,
		BotName:    a.Recipient.Name,
	}
	if reference.Kind == chat.Personal {
		reference.PersonID = a.Person()
	}
	return reference
}

// Locale is the language of the person's client as a BCP 47 tag, such as "nb-NO", or "".
func (a *Activity) Locale() string { return cmp.Or(a.Activity.Locale, a.clientInfo().Locale) }

// TimeZone is the IANA name of the person's time zone, such as "Europe/Oslo", or "". It is what the client says:
// load it before believing it.
func (a *Activity) TimeZone() string { return cmp.Or(a.LocalTimezone, a.clientInfo().TimeZone) }

// MentionsBot says whether the bot was addressed by name.
func (a *Activity) MentionsBot() bool { return len(a.botNames()) > 0 }

// Action is a button pressed on an Adaptive Card.
type Action struct {
	Verb string          // what the button does; "" for an Action.Submit, which has its verb in the data, if anywhere
	Data json.RawMessage // the button's data together with what was filled in, a JSON object
}

// Action is the button press that the activity carries, and false when it carries none. A press arrives as an invoke
// (Action.Execute), or as a message with a value in place of a text (Action.Submit).
func (a *Activity) Action() (Action, bool) {
	switch {
	case a.Type == TypeInvoke && a.Name == InvokeCardAction:
		var value struct{ Action Action }
		err := json.Unmarshal(a.Value, &value)
		return value.Action, err == nil && isObject(value.Action.Data)
	case a.Type == TypeMessage && strings.TrimSpace(a.Text) == "":
		return Action{Data: a.Value}, isObject(a.Value)
	}
	return Action{}, false
}

// isObject looks at the first character only: the rest was checked when it was decoded.
func isObject(value json.RawMessage) bool { return len(value) > 0 && value[0] == '{' }
