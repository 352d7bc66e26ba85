package main

import (
	"net/http"
	"slices"

	"deskhand/graph/graphtest"
)

// shownRequests is how many rows of the last requests are shown.
const shownRequests = 40

// request is a row of the last requests. A poll that was repeated, with nothing but polls in between, is one row.
type request struct {
	graphtest.Request

	Poll  bool
	Times int
}

// latest are the last requests, the latest first.
func latest(all []graphtest.Request) []request {
	var rows []request
	polls := map[string]int{} // where the row of a path is, since the last request that was no poll
	for _, r := range slices.Backward(all) {
		poll := isPoll(r)
		at, repeated := polls[r.Path]
		switch {
		case poll && repeated:
			rows[at].Times++
			continue
		case len(rows) == shownRequests:
			return rows
		case poll:
			polls[r.Path] = len(rows)
		default:
			clear(polls)
		}
		rows = append(rows, request{Request: r, Poll: poll, Times: 1})
	}
	return rows
}

// isPoll reports whether the request succeeded and only looked, as Deskhand does every few seconds.
func isPoll(r graphtest.Request) bool {
	return r.Method == http.MethodGet && r.Status == http.StatusOK
}
