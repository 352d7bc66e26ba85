package activity

import (
	"encoding/json"

	"github.com/infracloudio/msbotbuilder-go/schema"
)

// The content types of cards, and of the answers to a button press.
const (
	ContentTypeCard    = "application/vnd.microsoft.card.adaptive"
	contentTypeMessage = "application/vnd.microsoft.activity.message"
	contentTypeError   = "application/vnd.microsoft.error"
)

// Message is a message of plain text: nothing in it is taken for markup.
func Message(text string) Activity {
	return Activity{Activity: schema.Activity{Type: TypeMessage, Text: text, TextFormat: "plain"}}
}

// CardMessage is a message that consists of one Adaptive Card. The summary is what notifications and chat lists show
// in its place.
func CardMessage(card json.RawMessage, summary string) Activity {
	return Activity{
		Activity: schema.Activity{Type: TypeMessage, Summary: summary},
		Attachments: []Attachment{{
			Attachment: schema.Attachment{ContentType: ContentTypeCard},
			Content:    card,
		}},
	}
}

// Typing shows for a few seconds that the bot is at work.
func Typing() Activity { return Activity{Activity: schema.Activity{Type: TypeTyping}} }

// InvokeResponse answers an InvokeCardAction. It is the body of an HTTP response whose own status is 200, whatever
// StatusCode says.
type InvokeResponse struct {
	StatusCode int    `json:"statusCode"`
	Type       string `json:"type"`
	Value      any    `json:"value"`
}

// CardResponse replaces the card on which the button was pressed, for the person who pressed it.
func CardResponse(card json.RawMessage) InvokeResponse {
	return InvokeResponse{StatusCode: 200, Type: ContentTypeCard, Value: card}
}

// MessageResponse shows a text for a moment, and leaves the card as it is.
func MessageResponse(text string) InvokeResponse {
	return InvokeResponse{StatusCode: 200, Type: contentTypeMessage, Value: text}
}

// ErrorResponse tells the client what went wrong: an HTTP status of 400 or more, a code for programs and a message
// for the person.
func ErrorResponse(status int, code, message string) InvokeResponse {
	return InvokeResponse{
		StatusCode: status,
		Type:       contentTypeError,
		Value: struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		}{code, message},
	}
}
