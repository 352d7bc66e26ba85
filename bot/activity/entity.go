package activity

import (
	"bytes"
	"encoding/json"

	"github.com/infracloudio/msbotbuilder-go/schema"
)

// entity is what the bot reads of the sorts of entity that it knows: clientInfo, mention and quotedReply.
type entity struct {
	Type string

	Locale   string
	TimeZone string

	Mentioned schema.ChannelAccount
	Text      string // the mention as it stands in the message's text: "<at>Name</at>"

	QuotedReply struct{ MessageID string }
}

// entities calls yield with each entity of one type.
func (a *Activity) entities(kind string) func(yield func(entity) bool) {
	return func(yield func(entity) bool) {
		for _, raw := range a.Entities {
			if !bytes.Contains(raw, []byte(kind)) {
				continue // which spares reading it
			}
			var e entity
			if json.Unmarshal(raw, &e) != nil || e.Type != kind {
				continue // of another sort or shape, and none of our business
			}
			if !yield(e) {
				return
			}
		}
	}
}

// clientInfo is what the person's Teams client says about itself.
func (a *Activity) clientInfo() entity {
	for e := range a.entities("clientInfo") {
		return e
	}
	return entity{}
}

// botNames are the names by which the text mentions the bot; nil when it doesn't.
func (a *Activity) botNames() []string {
	var names []string
	for e := range a.entities("mention") {
		if e.Mentioned.ID != "" && e.Mentioned.ID == a.Recipient.ID {
			names = append(names, mentionName(e.Text))
		}
	}
	return names
}
