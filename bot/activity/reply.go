package activity

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// RepliesTo are the ids of the messages that this one says it replies to. Clients say it in different ways: by replyToId
// in a thread, by an entity or by a quotation in a copy of the message as HTML in a chat.
func (a *Activity) RepliesTo() []string {
	var ids []string
	for e := range a.entities(quotedReply) {
		ids = append(ids, e.QuotedReply.MessageID)
	}
	for _, attachment := range a.Attachments {
		var fragment string
		if attachment.ContentType == "text/html" && json.Unmarshal(attachment.Content, &fragment) == nil {
			ids = append(ids, quotedIn(fragment)...)
		}
	}
	if a.ReplyToID != "" {
		ids = append(ids, a.ReplyToID)
	}
	return ids
}

// quotedReply is the type of the entity that says which message is replied to. Where it stands in the text there is a tag.
const (
	quotedReply = "quotedReply"
	quotedStart = "<quoted "
	quotedEnd   = "/>"
)

// withoutQuotedTags takes the tags out of a text that stand for the messages which it replies to.
func (a *Activity) withoutQuotedTags(text string) string {
	for range a.entities(quotedReply) {
		before, rest, found := strings.Cut(text, quotedStart)
		_, after, closed := strings.Cut(rest, quotedEnd)
		if !found || !closed {
			break
		}
		text = before + " " + after
	}
	return text
}

// replyType marks a quotation that a reply begins with, in Teams' HTML.
const replyType = "http://schema.skype.com/Reply"

// quotedIn are the ids of the messages that a fragment of HTML quotes as what it replies to.
func quotedIn(fragment string) []string {
	var ids []string
	for tokens := html.NewTokenizer(strings.NewReader(fragment)); ; {
		switch tokens.Next() {
		case html.ErrorToken:
			return ids
		case html.StartTagToken:
			token := tokens.Token()
			attributes := map[string]string{}
			for _, attribute := range token.Attr {
				attributes[attribute.Key] = attribute.Val
			}
			if token.DataAtom == atom.Blockquote && attributes["itemtype"] == replyType && attributes["itemid"] != "" {
				ids = append(ids, attributes["itemid"])
			}
		}
	}
}
