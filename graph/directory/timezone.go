package directory

import (
	"context"
	"errors"
	"time"

	"deskhand/graph"
	"deskhand/internal/timezone"
)

// timeZoneWithin is how long a time zone is waited for: everything else about a person is known without.
const timeZoneWithin = 5 * time.Second

// timeZone is a person's time zone by its IANA name. It is empty when they have no mailbox, when the application may not read
// its settings, and when nobody knows a zone of that name; the error is for when it is worth asking again soon.
func (d *Directory) timeZone(ctx context.Context, id string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, timeZoneWithin)
	defer cancel()
	name, err := d.graph.TimeZone(ctx, id)
	switch {
	case errors.Is(err, graph.ErrNotFound):
		return "", nil
	case errors.Is(err, graph.ErrForbidden):
		if d.once("forbidden") {
			d.options.Logger.WarnContext(ctx, "a time zone may not be read; the desk's is for those whose Teams doesn't say theirs",
				"error", err)
		}
		return "", nil
	case err != nil:
		if d.once("failed") {
			d.options.Logger.WarnContext(ctx, "a time zone can't be asked for; it is tried again", "error", err)
		}
		return "", err
	}
	iana, ok := timezone.IANA(name)
	if !ok && name != "" && d.once("zone "+name) {
		d.options.Logger.WarnContext(ctx, "a mailbox has a time zone of an unknown name; it counts for none", "time_zone", name)
	}
	return iana, nil
}

// once reports whether it is the first time that it is asked about this.
func (d *Directory) once(what string) bool {
	_, again := d.said.LoadOrStore(what, true)
	return !again
}
