// Package activity holds what Teams and the bot say to each other: the Bot Framework activity on the wire, read and
// written without losing anything, and what a turn needs to know from it. It calls nobody and trusts nobody: who sent
// an activity is for package connector to find out.
package activity

import (
	"encoding/json"

	"github.com/infracloudio/msbotbuilder-go/schema"
)

// Activity is one thing said or done in a conversation. It is the library's activity with those fields replaced that
// the library would lose, refuse or invent: dates stay the text that was sent, what only its reader understands stays
// raw, and nothing that is absent is written.
type Activity struct {
	schema.Activity

	Timestamp      string `json:"timestamp,omitempty"`      // ISO 8601, UTC
	LocalTimestamp string `json:"localTimestamp,omitempty"` // ISO 8601 with the sender's offset
	Expiration     string `json:"expiration,omitempty"`     // ISO 8601

	From         schema.ChannelAccount      `json:"from,omitzero"`
	Recipient    schema.ChannelAccount      `json:"recipient,omitzero"`
	Conversation schema.ConversationAccount `json:"conversation,omitzero"`

	Attachments      []Attachment      `json:"attachments,omitempty"`
	SuggestedActions *SuggestedActions `json:"suggestedActions,omitempty"`
	Entities         []json.RawMessage `json:"entities,omitempty"`
	ChannelData      json.RawMessage   `json:"channelData,omitempty"`
	Value            json.RawMessage   `json:"value,omitempty"`
	RelatesTo        json.RawMessage   `json:"relatesTo,omitempty"`
	SemanticAction   json.RawMessage   `json:"semanticAction,omitempty"`
}

// Attachment is a card or a file that goes with a message.
type Attachment struct {
	schema.Attachment
	Content json.RawMessage `json:"content,omitempty"`
}

// SuggestedActions are the buttons shown above the box where a person writes. Teams shows at most three, and none
// next to an attachment.
type SuggestedActions struct {
	To      []string     `json:"to,omitempty"`
	Actions []CardAction `json:"actions"`
}

// CardAction is a button outside an Adaptive Card. Its value is a string for imBack, and any JSON otherwise.
type CardAction struct {
	schema.CardAction
	Value       any             `json:"value,omitempty"`
	ChannelData json.RawMessage `json:"channelData,omitempty"`
}
