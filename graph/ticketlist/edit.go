package ticketlist

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"deskhand/graph"
	"deskhand/helpdesk"
)

// replaced follows the ETag in a mirror's Seen when that version was replaced by our own, whose ETag Graph doesn't tell:
// whoever reads it again reads what is no more.
const replaced = "+"

// stale reports whether a version is older than what has been seen, or the very one that we replaced.
func stale(etag, seen string) bool {
	before, gone := strings.CutSuffix(seen, replaced)
	if etag == before {
		return gone
	}
	guid, version, ok := parseETag(etag)
	seenGUID, seenVersion, seenOK := parseETag(before)
	return ok && seenOK && guid == seenGUID && version < seenVersion
}

// parseETag takes a version apart as SharePoint writes it: "guid,5".
func parseETag(etag string) (guid string, version int, ok bool) {
	guid, number, ok := strings.Cut(bare(etag), ",")
	if !ok {
		return "", 0, false
	}
	version, err := strconv.Atoi(number)
	return guid, version, err == nil
}

// bare is an ETag without its quotes.
func bare(etag string) string { return strings.Trim(strings.TrimPrefix(etag, "W/"), `"`) }

// ours reports whether we were the last to write the item. We write only what we have looked at, so that there is no edit
// in it that we don't know.
func (s *Sync) ours(item graph.Item) bool {
	return s.App != "" && strings.EqualFold(item.ModifiedBy.App, s.App)
}

// editor is who changed the item last.
func (s *Sync) editor(item graph.Item) helpdesk.Person {
	by := item.ModifiedBy
	id := cmp.Or(by.ID, "list")
	if by.ID == "" && by.App != "" {
		id = "app:" + by.App
	}
	return helpdesk.Person{ID: id, Name: cmp.Or(by.Name, "The help desk's list")}
}

// editKey names a version of an item, copyKey the item.
func (s *Sync) editKey(item graph.Item) string { return s.copyKey(item) + bare(item.ETag) }

func (s *Sync) copyKey(item graph.Item) string { return "list:" + item.ID + ":" }

// follow does to the ticket what somebody changed in the item. When that is done, what stands in the item is what was agreed
// on last: what of it the desk doesn't follow is written back.
func (s *Sync) follow(ctx context.Context, p *pair) error {
	c := comparison{p: p, list: p.list.shape, base: p.base(), edit: helpdesk.Edit{
		Key: s.editKey(p.item), Copy: s.copyKey(p.item), Editor: s.editor(p.item), At: latest(p.item.ModifiedAt),
		Changed: map[helpdesk.Field]string{}, Ours: map[helpdesk.Field]bool{},
	}}
	c.words()
	if err := c.assignee(ctx, s.people); err != nil {
		return err
	}
	c.texts()
	done := helpdesk.Followed{Ticket: p.ticket}
	if len(c.edit.Changed) > 0 || c.edit.Comment != "" {
		var err error
		if done, err = s.Desk.Follow(ctx, p.ticket, c.edit); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.refused)) {
		changed, err := s.Desk.Act(ctx, p.ticket.Number, helpdesk.Action{
			Kind: helpdesk.ActionNote, Note: helpdesk.EventRefused, Actor: c.edit.Editor,
			Key: c.edit.Key + ":refused:" + name, Text: cut(c.refused[name], helpdesk.MaxText),
		})
		if err != nil {
			return err
		}
		done.Ticket = changed
	}
	s.Metrics.followed(len(c.edit.Changed), len(done.Refused)+len(c.refused), len(done.Overruled))
	for _, r := range done.Refused {
		s.Logger.WarnContext(ctx, "a change in the list is not possible and is put back",
			"ticket", p.ticket.Key(), "action", string(r.Action.Kind), "error", r.Err)
	}
	p.ticket = done.Ticket
	p.mirror.Seen = p.item.ETag
	p.mirror.Agreed = agreed(p.have, c.edit.Assignee.ID)
	for name := range c.refused {
		p.mirror.Agreed[name] = c.base[name]
	}
	var err error
	p.mirror, err = s.Memory.SaveMirror(ctx, p.mirror)
	return err
}

// latest is the last moment that a time of SharePoint's can mean, which tells it to the second: of two who changed the same
// within that second, whoever did it in the list counts as the later, as they are when a 412 tells of them.
func latest(at time.Time) time.Time { return at.Truncate(time.Second).Add(time.Second - 1) }

// base is what was last agreed on. Of an item that was found and not made (we were stopped in between), it is what every
// ticket begins with.
func (p *pair) base() map[string]string {
	if p.mirror.Agreed != nil {
		return p.mirror.Agreed
	}
	priority, _ := helpdesk.PriorityOf(p.ticket.Impact, p.ticket.Urgency)
	return map[string]string{colStatus: statuses.word(helpdesk.StatusNew), colPriority: priorities.word(priority)}
}

// comparison finds out what somebody changed in an item.
type comparison struct {
	p       *pair
	list    shape
	base    map[string]string
	edit    helpdesk.Edit
	refused map[string]string // by column: what can't be followed, and why
}

func (c *comparison) refuse(column, why string) {
	if c.refused == nil {
		c.refused = map[string]string{}
	}
	c.refused[column] = why
}

// words compares the columns that hold one of a few words.
func (c *comparison) words() {
	ticket, edit := c.p.ticket, &c.edit
	edit.Status = word(c, helpdesk.FieldStatus, colStatus, helpdesk.ParseStatus, ticket.Status)
	edit.Priority = word(c, helpdesk.FieldPriority, colPriority, helpdesk.ParsePriority, ticket.Priority)
	edit.Tier = word(c, helpdesk.FieldTier, colTier, helpdesk.ParseTier, ticket.Tier)
}

// word is the value that a column has now; the ticket's own when it was not changed or can't be understood.
func word[T comparable](c *comparison, field helpdesk.Field, column string, parse func(string) (T, error), mine T) T {
	theirs, base := c.p.have[column], c.base[column]
	if !c.list.has(column) || theirs == base {
		return mine
	}
	value, err := parse(theirs)
	before, _ := parse(base)
	switch {
	case err != nil && (theirs != "" || column != colTier): // a tier alone can be none
		c.refuse(column, err.Error())
		return mine
	case value == before:
		return mine
	}
	c.edit.Changed[field] = fmt.Sprintf("%s: %s", column, theirs)
	c.edit.Ours[field] = mine != before
	return value
}

// assignee compares who works on the ticket.
func (c *comparison) assignee(ctx context.Context, people *people) error {
	name := colAssignee + lookup
	if c.list.kind(colAssignee) == graph.ColumnText {
		name = colAssignee
	}
	theirs := c.p.have[name]
	c.edit.Assignee = helpdesk.Person{ID: c.base[assigneeID]}
	if !c.list.has(colAssignee) || theirs == c.base[name] {
		return nil
	}
	person := helpdesk.Person{}
	switch {
	case theirs == "":
	case name == colAssignee:
		person = helpdesk.Person{ID: "list:" + strings.ToLower(theirs), Name: theirs}
	default:
		var err error
		if person, err = people.person(ctx, c.p.list.Site, theirs); err != nil {
			return err
		}
	}
	c.edit.Assignee = person
	c.edit.Changed[helpdesk.FieldAssignee] = fmt.Sprintf("%s: %s", colAssignee, cmp.Or(person.Name, "nobody"))
	c.edit.Ours[helpdesk.FieldAssignee] = c.p.ticket.Assignee.ID != c.base[assigneeID]
	return nil
}

// texts compares what people write, and finds what is for Deskhand alone to write.
func (c *comparison) texts() {
	have := c.p.have
	c.edit.Resolution = have[colResolution]
	if c.list.has(colResolution) && brief(have[colResolution]) != c.base[colResolution] {
		c.edit.Changed[helpdesk.FieldResolution] = fmt.Sprintf("%s: %s", colResolution, cut(have[colResolution], helpdesk.MaxText/2))
		c.edit.Ours[helpdesk.FieldResolution] = brief(plain(c.p.ticket.Resolution)) != c.base[colResolution]
	}
	if brief(have[colComment]) != c.base[colComment] {
		c.edit.Comment = have[colComment]
	}
	for name, text := range have {
		switch name {
		case colStatus, colPriority, colTier, colAssignee, colAssignee + lookup, colResolution, colComment:
			continue
		}
		if before, known := c.base[name]; known && brief(text) != before {
			c.refuse(name, fmt.Sprintf("%s %q: Deskhand alone writes it", strings.TrimSuffix(name, lookup), cut(text, longestLine)))
		}
	}
}
