package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"deskhand/helpdesk"
	"deskhand/knowledge"
)

const (
	eventLinked = string(helpdesk.EventLinked)

	// evidenceAfter finds what was said, with the question that it was said about: directly, or through a ticket. Of a
	// ticket without a question it takes the summary.
	evidenceAfter = `SELECT said.taught, said.id, said.at, said.kind, said.subject, said.actor, said.act_key, said.data,
COALESCE(tickets.requester_id, asked.actor), asked.data, COALESCE(tickets.summary, '')
FROM events said
LEFT JOIN tickets ON said.kind = '` + eventLinked + `' AND tickets.id = said.subject
LEFT JOIN events asked ON asked.subject = COALESCE(tickets.question_id, said.subject) AND asked.kind = 'question.asked'
WHERE said.taught > $1 AND (asked.id IS NOT NULL OR tickets.id IS NOT NULL)
ORDER BY said.taught DESC, said.id DESC LIMIT $2`

	questionsSince = selectEvents + `WHERE kind LIKE 'question.%' AND at >= $1 ORDER BY subject, at, id`
)

// evidenceRow is what was said, as evidenceAfter finds it.
type evidenceRow struct {
	said    eventRow
	askerID string
	asked   *string // the data of the question; nil where a ticket came from none
	summary string  // of the ticket
}

// Evidence returns what was said about which articles answer which questions, after a version of the knowledge, in the
// order in which it was stored: the newest of it, up to a limit. upTo is the version to go on from, which misses nothing,
// whoever else writes meanwhile. A ticket that came from no question speaks in the words of its summary, in no language.
func (s *Store) Evidence(ctx context.Context, after int64, limit int) (evidence []knowledge.Evidence, upTo int64, err error) {
	upTo = after
	evidence, err = scanAll(ctx, s.read, evidenceAfter, []any{after, limit}, func(scan scanner) (knowledge.Evidence, error) {
		var r evidenceRow
		fields := slices.Concat([]any{&r.said.taught}, r.said.fields(), []any{&r.askerID, &r.asked, &r.summary})
		if err := scan(fields...); err != nil {
			return knowledge.Evidence{}, err
		}
		upTo = max(upTo, r.said.taught)
		return r.evidence()
	})
	if err != nil {
		return nil, 0, fmt.Errorf("reading what was said about answers: %w", err)
	}
	slices.Reverse(evidence)
	return evidence, upTo, nil
}

func (r *evidenceRow) evidence() (knowledge.Evidence, error) {
	var said, asked questionData // a linked ticket names its article as a vote does
	if err := json.Unmarshal([]byte(r.said.data), &said); err != nil {
		return knowledge.Evidence{}, fmt.Errorf("event %s: %w", r.said.id, err)
	}
	asked.Question = r.summary
	if r.asked != nil {
		if err := json.Unmarshal([]byte(*r.asked), &asked); err != nil {
			return knowledge.Evidence{}, fmt.Errorf("the question of event %s: %w", r.said.id, err)
		}
	}
	return knowledge.Evidence{
		ID: r.said.id, At: r.said.at, Said: saidBy[r.said.kind], Subject: r.said.subject, PersonID: r.said.actor, AskerID: r.askerID,
		Language: asked.Language, Question: asked.Question, ArticleID: said.ArticleID, Candidates: asked.Candidates,
	}, nil
}

// EachQuestion hands over what happened to each question since a moment, the oldest event first, one question after
// another. It goes through all that was ever asked, which takes seconds when that is much.
func (s *Store) EachQuestion(ctx context.Context, since time.Time, each func(events []knowledge.Event)) error {
	var events []knowledge.Event
	_, err := scanAll(ctx, s.read, questionsSince, []any{stamp(since)}, func(scan scanner) (none struct{}, err error) {
		var row eventRow
		if err := scan(row.fields()...); err != nil {
			return none, err
		}
		event, err := row.questionEvent()
		if err != nil {
			return none, err
		}
		if len(events) > 0 && events[0].QuestionID != event.QuestionID {
			each(events)
			events = nil
		}
		events = append(events, event)
		return none, nil
	})
	if err != nil {
		return fmt.Errorf("reading what happened to questions: %w", err)
	}
	if len(events) > 0 {
		each(events)
	}
	return nil
}
