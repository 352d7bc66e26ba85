package community_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"deskhand/helpdesk/community"
)

func states() []community.State {
	return []community.State{
		community.Found, community.Asked, community.Inviting, community.Joined, community.Member, community.Declined,
		community.Left, community.Excluded, community.Disabled, community.Failed,
	}
}

// An invitation reaches those it is for, and whoever left is reached by none, not even an administrator's.
func TestWhoCanBeInvited(t *testing.T) {
	t.Parallel()
	const refused = community.State("")
	byDeskhand := map[community.State]community.State{community.Found: community.Inviting}
	byWord := map[community.State]community.State{
		community.Found: community.Inviting, community.Asked: community.Inviting, community.Declined: community.Inviting,
		community.Failed: community.Inviting,
	}
	byOwnWish := map[community.State]community.State{
		community.Found: community.Inviting, community.Asked: community.Inviting, community.Declined: community.Inviting,
		community.Failed: community.Inviting, community.Left: community.Inviting,
	}
	for _, from := range states() {
		for action, want := range map[community.Action]community.State{
			{Kind: community.Invite, By: community.Deskhand}:     byDeskhand[from],
			{Kind: community.Invite, By: "Kari", Explicit: true}: byWord[from],
			{Kind: community.Join, By: "p"}:                      byOwnWish[from],
		} {
			next, decision, err := community.Entry{PersonID: "p", State: from}.Apply(action, time.Now())
			if want == refused {
				assert.Error(t, err, "%s from %s", action.Kind, from)
				assert.Equal(t, from, next.State)
				continue
			}
			require.NoError(t, err, "%s from %s", action.Kind, from)
			assert.Equal(t, want, next.State)
			assert.Equal(t, community.Decision{
				At: next.ChangedAt, PersonID: "p", From: from, To: want, By: action.By, Reason: action.Reason,
			}, decision)
		}
	}
	_, _, err := community.Entry{State: community.Left}.Apply(community.Action{Kind: community.Ask, Explicit: true}, time.Now())
	assert.ErrorIs(t, err, community.ErrLeft)
	_, _, err = community.Entry{State: community.Excluded}.Apply(community.Action{Kind: community.Join}, time.Now())
	assert.ErrorIs(t, err, community.ErrExcluded)
}

// Whoever asks to be left out is left out, wherever they stand, and is never found again by anything but their own wish.
func TestLeavingIsForGood(t *testing.T) {
	t.Parallel()
	for _, from := range states() {
		entry, _, _ := community.Entry{PersonID: "p", State: from}.Apply(community.Action{Kind: community.Leave, By: "p"}, time.Now())
		require.Contains(t, []community.State{community.Left, community.Declined}, entry.State, from)
		for _, kind := range []community.Kind{
			community.Ask, community.Invite, community.See, community.Miss, community.Move, community.Include,
			community.Enable, community.Accept, community.Refuse, community.Deliver, community.Return, community.Fail,
		} {
			next, _, err := entry.Apply(community.Action{Kind: kind, By: community.Deskhand}, time.Now())
			assert.Error(t, err, "%s of somebody who is %s", kind, entry.State)
			assert.Equal(t, entry, next)
		}
	}
}

func TestTriesAreBounded(t *testing.T) {
	t.Parallel()
	now := time.Now()
	adding := community.Entry{PersonID: "p", State: community.Inviting}
	asking := community.Entry{PersonID: "p", State: community.Asked}
	welcoming := community.Entry{PersonID: "p", State: community.Joined}
	var err error
	for try := 1; try <= community.MaxTries; try++ {
		require.Equal(t, community.Inviting, adding.State, "try %d", try)
		adding, _, err = adding.Apply(community.Action{Kind: community.Fail}, now)
		require.NoError(t, err)
		for _, entry := range []*community.Entry{&asking, &welcoming} {
			require.True(t, entry.Undelivered(), "try %d", try)
			*entry, _, err = entry.Apply(community.Action{Kind: community.Deliver}, now)
			require.NoError(t, err)
			require.False(t, entry.Undelivered(), "what is on its way is not sent again")
			*entry, _, err = entry.Apply(community.Action{Kind: community.Return}, now)
			require.NoError(t, err)
		}
	}
	assert.Equal(t, community.Failed, adding.State)
	assert.Equal(t, community.Failed, asking.State)
	assert.Equal(t, community.Joined, welcoming.State, "who could not be welcomed is a member all the same")
	assert.False(t, welcoming.Undelivered())
}

// Who has been asked is asked once, even when they are excluded for a while.
func TestExclusionForgetsNoQuestion(t *testing.T) {
	t.Parallel()
	entry := community.Entry{PersonID: "p", State: community.Asked, AskedAt: time.Now()}
	for _, kind := range []community.Kind{community.Exclude, community.Include, community.Disable, community.Enable} {
		next, _, err := entry.Apply(community.Action{Kind: kind}, time.Now())
		require.NoError(t, err)
		entry = next
	}
	assert.Equal(t, community.Asked, entry.State)
	assert.False(t, entry.Undelivered())
}
