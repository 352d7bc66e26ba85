package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"deskhand/bot/activity"
	"deskhand/graph"
	"deskhand/graph/inviter"
	"deskhand/helpdesk"
	"deskhand/helpdesk/community"
	"deskhand/internal/chat"
	"deskhand/internal/config"
)

// makers is the book of the community, which lets the inviter know at once when somebody wants to be added.
type makers struct {
	*community.Book
	wanted chan struct{}
}

func newMakers(ledger community.Ledger, mode string, now func() time.Time) *makers {
	return &makers{Book: community.NewBook(ledger, community.Mode(mode), now), wanted: make(chan struct{}, 1)}
}

// Answer implements bot.Community.
func (m *makers) Answer(ctx context.Context, person helpdesk.Person, yes bool) (community.Entry, error) {
	return m.tell(m.Book.Answer(ctx, person, yes))
}

// Join implements bot.Community.
func (m *makers) Join(ctx context.Context, person helpdesk.Person) (community.Entry, error) {
	return m.tell(m.Book.Join(ctx, person))
}

func (m *makers) tell(entry community.Entry, err error) (community.Entry, error) {
	if entry.State == community.Inviting {
		select {
		case m.wanted <- struct{}{}:
		default: // it knows already
		}
	}
	return entry, err
}

// home is how Teams is reached before anybody has talked to the bot. With a person's own chat Teams says where that is.
func home(cfg config.Config) chat.Conversation {
	const anyRegion = "https://smba.trafficmanager.net/teams/"
	if cfg.Bot.AppID == "" {
		return chat.Conversation{}
	}
	return chat.Conversation{
		TenantID: cfg.Bot.TenantID, ChannelID: activity.ChannelTeams, ServiceURL: anyRegion, BotID: "28:" + cfg.Bot.AppID,
	}
}

// communityRules are the rules as the settings say them.
func communityRules(cfg config.Config) (community.Rules, error) {
	policy, err := cfg.Desk.Policy()
	if err != nil {
		return community.Rules{}, err
	}
	quiet, err := cfg.Community.Quiet()
	if err != nil {
		return community.Rules{}, err
	}
	return community.Rules{
		Mode: community.Mode(cfg.Community.Mode), Cap: cfg.Community.DailyCap,
		Quiet: community.Quiet{From: quiet[0], To: quiet[1]}, Zone: policy.Calendar.Location,
	}, nil
}

// newInviter puts the inviter together. Without a messenger it can plan, and reach nobody.
func newInviter(e *env, options inviter.Options) (*inviter.Runner, error) {
	rules, err := communityRules(e.config)
	if err != nil {
		return nil, err
	}
	c := e.config.Community
	options.Rules, options.Audit = rules, c.Source == "audit"
	options.MakerGroupID, options.ExclusionGroupID = c.MakerGroupID, c.ExclusionGroupID
	options.TeamID, options.ChannelID, options.AppID = c.TeamID, c.ChannelID, cmp.Or(e.config.Bot.AppID, e.config.Graph.ClientID)
	options.Interval, options.Now = c.Interval, e.now
	return inviter.New(options), nil
}

// inviting reports whether makers are looked for at all.
func inviting(cfg config.Config) bool {
	c := cfg.Community
	return cfg.Graph.Enabled && c.Mode != string(community.Off) && (c.Source == "audit" || c.MakerGroupID != "")
}

// installsWithin is how long Teams may take to tell the bot that it was installed for somebody. It is a second or two.
const installsWithin = 6 * time.Second

// openInviter lets the server look after the community, if that is settled.
func (a *app) openInviter(e *env, client inviter.Graph) (err error) {
	if !inviting(e.config) {
		return nil
	}
	a.inviter, err = newInviter(e, inviter.Options{
		Graph: client, Ledger: a.store, Messenger: a.bot, Holder: holder(e.config.Listen), Patience: installsWithin, Logger: a.logger,
	})
	return err
}

// holder names this process among those over the same database: the same after a restart, so that it needn't wait for the
// lease of the process that it follows, and another than any other that runs.
func holder(listen string) string {
	name, err := os.Hostname()
	if err != nil || strings.HasSuffix(listen, ":0") {
		return newID()
	}
	return name + " " + listen
}

// heldAgain is how long to wait at most when another process is at work.
const heldAgain = time.Minute

// keepCommunity looks after the community until the context ends: every so often, and when somebody wants to be added.
func (a *app) keepCommunity(ctx context.Context, group *errgroup.Group) {
	if a.inviter == nil {
		return
	}
	group.Go(func() error {
		for {
			wait, wanted := a.lookAfterCommunity(ctx)
			timer := time.NewTimer(wait)
			select {
			case <-ctx.Done():
				timer.Stop()
				return nil
			case <-wanted:
				timer.Stop()
			case <-timer.C:
			}
		}
	})
}

// lookAfterCommunity runs the inviter once. It returns how long to wait for the next time, and what can make it earlier.
func (a *app) lookAfterCommunity(ctx context.Context) (wait time.Duration, wanted <-chan struct{}) {
	report, err := a.inviter.Run(ctx)
	if report.Found+report.Left+report.Asked+report.Added+report.Welcomed+report.Failed > 0 {
		a.logger.InfoContext(ctx, "looked after the community", "found", report.Found, "left", report.Left, "asked", report.Asked,
			"added", report.Added, "welcomed", report.Welcomed, "failed", report.Failed)
	}
	interval := a.inviter.Interval
	switch {
	case err == nil, ctx.Err() != nil:
		return interval, a.makers.wanted
	case errors.Is(err, inviter.ErrElsewhere):
		return min(interval, heldAgain), a.makers.wanted
	}
	a.logger.ErrorContext(ctx, "the community could not be looked after; it is tried again", "error", err)
	if failed, ok := errors.AsType[*graph.Error](err); ok && failed.RetryAfter > 0 {
		return max(interval, failed.RetryAfter), nil
	}
	return interval, nil
}
