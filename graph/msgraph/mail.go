package msgraph

import (
	"context"
	"maps"
	"slices"

	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/users"

	"deskhand/graph"
)

// SendMail sends the mail from the mailbox, and keeps a copy in its sent items. After ErrUnavailable it may have been sent
// or not, and nobody can look.
func (c *Client) SendMail(ctx context.Context, mailbox string, mail graph.Mail) error {
	op := operation{
		name: "send mail", service: c.mail, permission: "Mail.Send, scoped to the mailbox", ids: []string{mailbox, mail.To},
	}
	body := users.NewItemSendMailPostRequestBody()
	body.SetMessage(messageOf(mail))
	keep := true
	body.SetSaveToSentItems(&keep)
	return c.call(ctx, op, func(ctx context.Context) error {
		return c.users().ByUserId(mailbox).SendMail().Post(ctx, body, nil)
	})
}

func messageOf(mail graph.Mail) *models.Message {
	kind := models.TEXT_BODYTYPE
	body := models.NewItemBody()
	body.SetContentType(&kind)
	body.SetContent(&mail.Text)

	message := models.NewMessage()
	message.SetSubject(&mail.Subject)
	message.SetBody(body)
	message.SetToRecipients([]models.Recipientable{recipient(mail.To)})
	if mail.ReplyTo != "" {
		message.SetReplyTo([]models.Recipientable{recipient(mail.ReplyTo)})
	}
	headers := make([]models.InternetMessageHeaderable, 0, len(mail.Headers))
	for _, name := range slices.Sorted(maps.Keys(mail.Headers)) {
		value := mail.Headers[name]
		header := models.NewInternetMessageHeader()
		header.SetName(&name)
		header.SetValue(&value)
		headers = append(headers, header)
	}
	if len(headers) > 0 {
		message.SetInternetMessageHeaders(headers)
	}
	return message
}

func recipient(address string) *models.Recipient {
	mailbox := models.NewEmailAddress()
	mailbox.SetAddress(&address)
	one := models.NewRecipient()
	one.SetEmailAddress(mailbox)
	return one
}
