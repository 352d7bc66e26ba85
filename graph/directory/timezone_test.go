package directory_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata" // as cmd/deskhand has them

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/graph"
)

// A time zone is one that Go knows, or none. Whatever comes of it, the rest about a person is known.
func TestTimeZones(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, log := newDirectory()
		for said, want := range map[string]string{
			"Tokyo Standard Time": "Asia/Tokyo", "Europe/Oslo": "Europe/Oslo", "": "", "Local": "", "tzone://Microsoft/Custom": "",
		} {
			for range 2 {
				f.set(func() { f.zones["kari"] = said })
				<-time.After(time.Hour)
				person, err := d.Lookup(t.Context(), "kari")
				require.NoError(t, err)
				assert.Equal(t, want, person.TimeZone, said)
				assert.Equal(t, "nb-NO", person.Language)
			}
		}
		assert.Equal(t, 2, strings.Count(log.String(), "time zone of an unknown name"), "each of them once: %s", log)
		assert.Contains(t, log.String(), "time_zone=tzone://Microsoft/Custom")
	})
}

// Not to have a mailbox is no fault, and nothing for the log.
func TestWithoutAMailbox(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, log := newDirectory()
		for range 3 {
			eva, err := d.Lookup(t.Context(), "eva")
			require.NoError(t, err)
			assert.Equal(t, "Eva Dahl", eva.Name)
			assert.Empty(t, eva.TimeZone)
		}
		assert.Equal(t, 1, f.counted()["zone eva"])
		assert.Empty(t, log)
	})
}

// Without the permission everything else goes on, and the log says so once.
func TestTimeZonesAreForbidden(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, log := newDirectory()
		f.zoneErr = &graph.Error{Operation: "read time zone", Status: 403, Permission: "MailboxSettings.Read"}
		for _, id := range []string{"kari", "ola", "eva", "kari"} {
			person, err := d.Lookup(t.Context(), id)
			require.NoError(t, err)
			assert.Equal(t, f.users[id], person.User)
			assert.Empty(t, person.TimeZone)
		}
		kari, err := d.Lookup(t.Context(), "kari")
		require.NoError(t, err)
		assert.Equal(t, "Eva Dahl", kari.Manager.Name)
		assert.Equal(t, 1, f.counted()["zone kari"], "it is believed as long as the rest")
		assert.Equal(t, 1, strings.Count(log.String(), "\n"), log)
		assert.Contains(t, log.String(), "grant the application MailboxSettings.Read")
	})
}

// Mailboxes that can't be asked keep nobody from the rest, and are asked again soon; the zone from before is good until then.
func TestTimeZonesFail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, log := newDirectory()
		_, err := d.Lookup(t.Context(), "kari")
		require.NoError(t, err)
		<-time.After(time.Hour)
		f.set(func() {
			f.zoneErr = &graph.Error{Operation: "read time zone", Status: 503}
			f.users["kari"] = graph.User{ID: "kari", Name: "Kari Hansen", Enabled: true}
		})
		for range 2 {
			person, err := d.Lookup(t.Context(), "kari")
			require.NoError(t, err)
			assert.Equal(t, "Kari Hansen", person.Name)
			assert.Equal(t, "Europe/Berlin", person.TimeZone)
			<-time.After(5 * time.Minute)
		}
		assert.Equal(t, 3, f.counted()["zone kari"])
		assert.Equal(t, 1, strings.Count(log.String(), "\n"), log)
		f.set(func() { f.zoneErr, f.zones["kari"] = nil, "Tokyo Standard Time" })
		person, err := d.Lookup(t.Context(), "kari")
		require.NoError(t, err)
		assert.Equal(t, "Asia/Tokyo", person.TimeZone)
	})
}

// Mailboxes that are slow are not waited for as long as the rest.
func TestTimeZonesAreSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d, f, _ := newDirectory()
		f.slow = 6 * time.Second
		before := time.Now()
		person, err := d.Lookup(t.Context(), "kari")
		require.NoError(t, err)
		assert.Equal(t, "Eva Dahl", person.Manager.Name)
		assert.Empty(t, person.TimeZone)
		assert.Equal(t, 17*time.Second, time.Since(before))
	})
}
