package store

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/internal/chat"
)

func saveProfileOf(t *testing.T, s *Store, name string) {
	t.Helper()
	first, err := s.SaveTurn(t.Context(), chat.Turn{At: time.Unix(1, 0), Profile: &chat.Profile{PersonID: "kari", Name: name}})
	require.NoError(t, err)
	require.True(t, first)
}

func nameOfKari(t *testing.T, s *Store) string {
	t.Helper()
	profile, err := s.Profile(t.Context(), "kari")
	require.NoError(t, err)
	return profile.Name
}

// Whoever works the jobs of a SQLite file is alone, and reads each profile once; before and after, others may write.
func TestProfilesAreAtHandWhileNobodyElseWrites(t *testing.T) {
	t.Parallel()
	s := openTemporary(t)
	behind := func(name string) {
		_, err := s.write.ExecContext(t.Context(), `UPDATE profiles SET name = $1`, name)
		require.NoError(t, err)
	}
	saveProfileOf(t, s, "a")
	require.Equal(t, "a", nameOfKari(t, s))
	behind("b")
	require.Equal(t, "b", nameOfKari(t, s), "another process may have written")

	stop, err := s.StartJobs(t.Context(), map[helpdesk.Effect]Handler{})
	require.NoError(t, err)
	_, err = s.Profile(t.Context(), "nobody")
	require.ErrorIs(t, err, chat.ErrNotFound)
	require.Equal(t, "b", nameOfKari(t, s))
	behind("c")
	assert.Equal(t, "b", nameOfKari(t, s), "it is at hand")
	saveProfileOf(t, s, "d")
	assert.Equal(t, "d", nameOfKari(t, s), "what is saved is read at once")

	require.NoError(t, stop(context.WithoutCancel(t.Context())))
	behind("e")
	assert.Equal(t, "e", nameOfKari(t, s), "another process may have written")
}

func TestAProfileThatCouldNotBeSavedIsReadAgain(t *testing.T) {
	t.Parallel()
	s := openTemporary(t)
	s.profiles.Store(newProfiles())
	saveProfileOf(t, s, "a")
	_, err := s.write.ExecContext(t.Context(), `DROP TABLE deliveries`)
	require.NoError(t, err)
	_, err = s.SaveTurn(t.Context(), chat.Turn{ActivityID: "1", Profile: &chat.Profile{PersonID: "kari", Name: "b"}})
	require.Error(t, err)
	_, known, _ := s.profiles.Load().get("kari")
	assert.False(t, known)
	assert.Equal(t, "a", nameOfKari(t, s))
}

func TestADeliveryThatComesAgainChangesNoProfileAtHand(t *testing.T) {
	t.Parallel()
	s := openTemporary(t)
	s.profiles.Store(newProfiles())
	for i, name := range []string{"a", "b"} {
		first, err := s.SaveTurn(t.Context(), chat.Turn{ActivityID: "1", Profile: &chat.Profile{PersonID: "kari", Name: name}})
		require.NoError(t, err)
		require.Equal(t, i == 0, first)
	}
	assert.Equal(t, "a", nameOfKari(t, s))
}

// Between reading a profile and keeping it another one may have been saved.
func TestAnOldProfileIsNotKept(t *testing.T) {
	t.Parallel()
	p := newProfiles()
	_, _, saved := p.get("kari")
	p.renew([]*pendingTurn{{turn: chat.Turn{Profile: &chat.Profile{PersonID: "kari", Name: "new"}}}})
	p.keep(chat.Profile{PersonID: "kari", Name: "old"}, saved)
	profile, known, _ := p.get("kari")
	require.True(t, known)
	assert.Equal(t, "new", profile.Name)

	_, _, saved = p.get("kari")
	p.forget([]*pendingTurn{{turn: chat.Turn{Profile: &chat.Profile{PersonID: "kari"}}}})
	p.keep(chat.Profile{PersonID: "kari", Name: "old"}, saved)
	_, known, _ = p.get("kari")
	assert.False(t, known)
}

func TestOnlySoManyProfilesAreAtHand(t *testing.T) {
	t.Parallel()
	p := newProfiles()
	for i := range mostProfiles + 10 {
		p.keep(chat.Profile{PersonID: strconv.Itoa(i)}, 0)
	}
	assert.Len(t, p.known, mostProfiles)
}
