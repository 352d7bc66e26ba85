package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"sync/atomic"
)

// people is how many write. Teams takes 7 messages a second, and 60 in 30 seconds, from a bot in one conversation, and the
// bot keeps to that: among so many it slows nobody down.
const people = 10_000

const (
	appID    = "5d1b6a0e-0000-4000-8000-9c1f2e3d4a5b"
	tenantID = "0b7e2c44-0000-4000-8000-1a2b3c4d5e6f"
	timezone = "Europe/Oslo"
)

// crowd is everybody who writes to the bot. Each person asks in a chat of their own. What they send is put together from
// parts that were made beforehand: whoever measures must not be what is measured.
type crowd struct {
	persons   [][]byte // the part of a message that says who asks and where
	questions [][]byte // the part that says what
	asked     atomic.Int64
}

func newCrowd(size int, serviceURL string, questions []string) (*crowd, error) {
	c := &crowd{}
	for i := range size {
		part, err := json.Marshal(person(i, serviceURL))
		if err != nil {
			return nil, fmt.Errorf("making up a person: %w", err)
		}
		c.persons = append(c.persons, part)
	}
	for _, question := range questions {
		text, err := json.Marshal(question)
		if err != nil {
			return nil, fmt.Errorf("putting a question: %w", err)
		}
		c.questions = append(c.questions, text)
	}
	return c, nil
}

// message is the next message: its id, and the activity as Teams sends it.
func (c *crowd) message() (id string, body []byte) {
	n := int(c.asked.Add(1)) - 1
	id = "message-" + strconv.Itoa(n)
	who, what := c.persons[n%len(c.persons)], c.questions[n%len(c.questions)]
	body = make([]byte, 0, len(who)+len(what)+64)
	body = append(body, `{"id":"`...)
	body = append(body, id...)
	body = append(body, `","text":`...)
	body = append(body, what...)
	body = append(body, ',')
	return id, append(body, who[1:]...) // which ends the object
}

// person is what every message of one person has in common.
func person(i int, serviceURL string) map[string]any {
	object, language := fmt.Sprintf("00000000-0000-4000-8000-%012d", i), "en-US"
	if i%4 == 0 {
		language = "nb-NO"
	}
	return map[string]any{
		"type": "message", "channelId": "msteams", "serviceUrl": serviceURL, "textFormat": "plain",
		"timestamp": "2026-11-22T09:15:00.1234567Z", "localTimestamp": "2026-11-22T10:15:00.1234567+01:00",
		"locale": language, "localTimezone": timezone,
		"from":      map[string]any{"id": "29:1" + object, "name": fmt.Sprintf("Person %d", i), "aadObjectId": object},
		"recipient": map[string]any{"id": "28:" + appID, "name": "Deskhand"},
		"conversation": map[string]any{
			"id": "a:1chat-" + object, "conversationType": "personal", "tenantId": tenantID,
		},
		"entities": []any{map[string]any{
			"type": "clientInfo", "platform": "Windows", "country": "NO", "locale": language, "timezone": timezone,
		}},
		"channelData": map[string]any{"tenant": map[string]any{"id": tenantID}},
	}
}
