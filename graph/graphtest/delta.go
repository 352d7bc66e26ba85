package graphtest

import "slices"

// getDelta answers what changed in a list: each item as it is now, at the place of its last change.
func (s *Server) getDelta(c *call) (answer, *Failure) {
	l, failed := s.list(c)
	if failed != nil {
		return answer{}, failed
	}
	from := &mark{First: true}
	switch token := c.URL.Query().Get("token"); token {
	case "":
	case "latest":
		from = &mark{At: len(l.log)}
	default:
		if from, failed = s.open(token); failed != nil {
			return answer{}, failed
		}
		if from == nil {
			return answer{}, c.resync("token")
		}
	}
	_, size, failed := c.position(s)
	if failed != nil {
		return answer{}, failed
	}
	fields := slices.Contains(c.selected("$expand"), "fields")
	value, at := []any{}, from.At
	for ; at < len(l.log) && len(value) < size; at++ {
		it := l.log[at]
		past := l.latest[it.id] != at
		if past && !s.opts.Repeat || it.deleted && from.First {
			continue
		}
		value = append(value, s.show(l, it, fields))
	}
	body := object{"value": value}
	if at < len(l.log) {
		body["@odata.nextLink"] = c.link("token", s.sealMark(mark{At: at, First: from.First}))
	} else {
		body["@odata.deltaLink"] = c.link("token", s.seal(at))
	}
	return ok(body), nil
}
