package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// FuzzDocument reads any file without falling over, and never takes a fault for a value.
func FuzzDocument(f *testing.F) {
	for _, seed := range []string{
		"", "listen: 127.0.0.1:3978\n", "bot: {app_id: a, service_hosts: [a, b]}", "bot:\n  - 1", "a: &a [*a]",
		"bot: &b {desk: *b}", "? {a: b}\n: c", "!!binary aGk=: x", "desk: {hours: {mon: 08:00-16:00}}", "--- a\n--- b", "\xff\xfe",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c := defaults()
		r := reader{settings: settings(&c)}
		r.document("deskhand.yaml", data)
		c.check(&r.faults)
		if r.faults.err() == nil {
			_, err := c.Desk.Policy()
			assert.NoError(t, err)
		}
	})
}
