package helpdesk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Refusal is a part of an edit that the rules of the desk don't allow.
type Refusal struct {
	Action Action
	Err    error // ErrInvalid, ErrNotAllowed, ErrWrongStatus or ErrTooLate
}

// Followed is what came of an edit.
type Followed struct {
	Ticket    Ticket
	Refused   []Refusal
	Overruled []Field // what the desk had changed later than the editor
}

// Follow makes a ticket follow an edit of its copy, by the actions that Reconcile finds. Each stands for itself: what the
// rules refuse is noted as EventRefused, with the words of the editor, and the others go on. The ticket is as the caller saw
// it when it compared the copy. The same edit followed again changes nothing more.
func (d *Desk) Follow(ctx context.Context, ticket Ticket, edit Edit) (Followed, error) {
	done := Followed{Ticket: ticket}
	history, err := d.History(ctx, ticket)
	if err != nil {
		return done, err
	}
	for _, action := range Reconcile(ticket, history, edit) {
		changed, err := d.Act(ctx, ticket.Number, action)
		if refused(err) {
			done.Refused = append(done.Refused, Refusal{action, err})
			changed, err = d.Act(ctx, ticket.Number, Action{
				Kind: ActionNote, Note: EventRefused, Actor: action.Actor, Key: action.Key + ":refused",
				Text: clip(fmt.Sprintf("%s: %v", action.describe(), err), MaxText),
			})
		}
		if err != nil {
			return done, err
		}
		switch action.Note {
		case EventOverruled:
			done.Overruled = append(done.Overruled, Field(strings.TrimPrefix(action.Key, edit.Key+":")))
		case EventRefused:
			done.Refused = append(done.Refused, Refusal{action, fmt.Errorf("%w: %s", ErrInvalid, action.Text)})
		}
		done.Ticket = changed
	}
	return done, nil
}

// refused reports whether the rules say no, as opposed to something having failed.
func refused(err error) bool {
	return errors.Is(err, ErrInvalid) || errors.Is(err, ErrNotAllowed) || errors.Is(err, ErrWrongStatus) || errors.Is(err, ErrTooLate)
}

// describe names the action and what was wanted by it.
func (a Action) describe() string {
	wanted := a.Text
	switch a.Kind {
	case ActionAssign:
		wanted = a.Assignee.Name
	case ActionPrioritise:
		wanted = fmt.Sprint(int(a.Priority))
	case ActionClassify:
		wanted = string(a.Tier)
	}
	if wanted == "" {
		return string(a.Kind)
	}
	return fmt.Sprintf("%s %q", a.Kind, clip(wanted, MaxText/2))
}

// clip cuts a text to a number of characters.
func clip(text string, longest int) string {
	if utf8.RuneCountInString(text) <= longest {
		return text
	}
	return string([]rune(text)[:longest-1]) + "…"
}
