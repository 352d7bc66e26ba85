package graphtest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// AddItem adds an item to a list as a user does, and returns its id. Fields are written as Graph takes them; by is the id
// of a user, or "" for the application.
func (s *Server) AddItem(listID string, fields map[string]any, by string) (string, error) {
	id := ""
	err := s.onList(listID, by, func(l *list, user *User) error {
		made, failed := s.create(l, plainJSON(fields), user)
		if failed != nil {
			return failed
		}
		id = strconv.Itoa(made.id)
		return nil
	})
	return id, err
}

// EditItem writes fields of an item as a user does who works in SharePoint.
func (s *Server) EditItem(listID, itemID string, fields map[string]any, by string) error {
	return s.onItem(listID, itemID, by, func(l *list, it *item, user *User) error {
		if _, failed := s.edit(l, it, plainJSON(fields), user); failed != nil {
			return failed
		}
		return nil
	})
}

// DeleteItem deletes an item as a user does.
func (s *Server) DeleteItem(listID, itemID string) error {
	return s.onItem(listID, itemID, "", func(l *list, it *item, _ *User) error {
		s.remove(l, it)
		return nil
	})
}

// Items returns the items of a list in the order in which they were created; none when there is no such list.
func (s *Server) Items(listID string) []Item {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lists[listID]
	if l == nil {
		return nil
	}
	all := slices.SortedFunc(maps.Values(l.items), func(a, b *item) int { return cmp.Compare(a.id, b.id) })
	shown := make([]Item, 0, len(all))
	for _, it := range all {
		shown = append(shown, it.public())
	}
	return shown
}

// Item returns an item of a list, and whether there is such a one.
func (s *Server) Item(listID, itemID string) (found Item, ok bool) {
	err := s.onItem(listID, itemID, "", func(_ *list, it *item, _ *User) error {
		found = it.public()
		return nil
	})
	return found, err == nil
}

func (it *item) public() Item {
	id := func(u *User) string {
		if u == nil {
			return ""
		}
		return u.ID
	}
	return Item{
		ID: strconv.Itoa(it.id), ETag: it.etag(), Fields: maps.Clone(it.fields), Created: it.created, Modified: it.modified,
		CreatedBy: id(it.createdBy), ModifiedBy: id(it.modifiedBy),
	}
}

func (s *Server) onList(listID, by string, do func(*list, *User) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lists[listID]
	if l == nil {
		return fmt.Errorf("there is no list %s", listID)
	}
	user := s.user(by)
	if by != "" && user == nil {
		return fmt.Errorf("there is no user %s", by)
	}
	return do(l, user)
}

func (s *Server) onItem(listID, itemID, by string, do func(*list, *item, *User) error) error {
	return s.onList(listID, by, func(l *list, user *User) error {
		id, _ := strconv.Atoi(itemID)
		it := l.items[id]
		if it == nil {
			return fmt.Errorf("list %s has no item %s", listID, itemID)
		}
		return do(l, it, user)
	})
}

// plainJSON are the fields in the types that JSON has, as they would come over the wire.
func plainJSON(fields map[string]any) object {
	data, err := json.Marshal(fields)
	plain := object{}
	if err != nil || json.Unmarshal(data, &plain) != nil {
		return fields
	}
	return plain
}
