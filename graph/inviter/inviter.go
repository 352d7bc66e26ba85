// Package inviter brings makers into the community: it finds them through Microsoft Graph, keeps the ledger in step with
// who is a member, and invites those whose turn has come by the rules of helpdesk/community. What it is about to do it
// writes into the ledger first, and what it did it verifies by reading the members, so that it can be stopped at any
// moment and nobody is invited or welcomed twice. In preview it writes nothing to Graph. It talks to people through the
// bot alone.
package inviter

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"time"

	"deskhand/graph"
	"deskhand/helpdesk/community"
	"deskhand/internal/lease"
)

// Graph is what the inviter needs of Microsoft Graph. *msgraph.Client has it.
type Graph interface {
	GroupMembers(ctx context.Context, group string, each func([]string) error) error
	GroupChanges(ctx context.Context, group, link string) (graph.MemberChanges, error)
	StartCreationQuery(ctx context.Context, from, to time.Time) (id string, err error)
	CreationQuery(ctx context.Context, id string) (done bool, err error)
	Creations(ctx context.Context, id string, each func([]graph.Creation) error) error
	User(ctx context.Context, idOrPrincipal string) (graph.User, error)

	TeamMembers(ctx context.Context, team string, each func([]graph.Member) error) error
	AddTeamMembers(ctx context.Context, team string, users []string) ([]graph.MemberResult, error)
	Channel(ctx context.Context, team, channel string) (graph.Channel, error)
	ChannelMembers(ctx context.Context, team, channel string, each func([]graph.Member) error) error
	AddChannelMember(ctx context.Context, team, channel, user string) error
	TeamsApp(ctx context.Context, externalID string) (catalogID string, err error)
	InstallApp(ctx context.Context, user, catalogID string) error
}

// Ledger is what the inviter needs of the store.
type Ledger interface {
	community.Ledger
	Makers(ctx context.Context, states []community.State, after string, limit int) ([]community.Entry, error)
	FindMakers(ctx context.Context, found []community.Entry) (added int, err error)
	ForgetMaker(ctx context.Context, personID string) (bool, error)
	Invited(ctx context.Context, since time.Time) (community.Today, error)
	Cursor(ctx context.Context, name string) (string, error)
	SaveCursor(ctx context.Context, name, value string) error
	lease.Store
}

// Messenger is the bot.
type Messenger interface {
	// Knows reports whether there is a chat with the person already, or returns community.ErrNowhere.
	Knows(ctx context.Context, personID string) (bool, error)
	// AskConsent asks the person whether they want to be added, and WelcomeMaker tells them that they were. channel is the
	// community's channel, and may be empty. An error means that nothing was sent, unless it is community.ErrPerhaps.
	AskConsent(ctx context.Context, guest community.Guest, channel string) error
	WelcomeMaker(ctx context.Context, guest community.Guest, channel string) error
}

// Options are what a runner is made of. All are required but those that say otherwise.
type Options struct {
	Graph     Graph
	Ledger    Ledger
	Messenger Messenger // not in Preview
	Rules     community.Rules

	Audit            bool   // makers are found in the audit log, not in a group
	MakerGroupID     string // without Audit
	ExclusionGroupID string // may be empty
	TeamID           string // may be empty in Preview
	ChannelID        string // may be empty
	AppID            string // of the bot, by which the organisation's app catalogue knows the app

	Interval time.Duration // between two runs; what failed waits at least that long
	Patience time.Duration // how long Teams may take to tell the bot of an installation; 0: not waited for
	Batch    int           // makers who are gathered before they are written down; 0: 5,000
	Holder   string        // this process among all that could do the work
	Logger   *slog.Logger
	Now      func() time.Time
}

// Runner finds and invites makers.
type Runner struct {
	Options
	lease lease.Lease // one process does the work
}

// New returns a runner made of the options.
func New(options Options) *Runner {
	// A large group has hundreds of pages, and each writing waits for the disk.
	options.Batch = cmp.Or(options.Batch, 5000)
	return &Runner{Options: options, lease: lease.Lease{
		Store: options.Ledger, Name: "community", Holder: options.Holder, For: leaseTime, Logger: options.Logger,
	}}
}

// ErrElsewhere says that another process does the work at the moment.
var ErrElsewhere = errors.New("another process is looking after the community at the moment")

// What the runner keeps in the store.
const (
	groupLink  = "community.group" // and the group's id: how far its changes have been read
	auditState = "community.audit"
	lastTeam   = "community.team"
	lastCheck  = "community.disabled" // the last of the disabled accounts that was looked at
)

// leaseTime is how long the lease is held without a sign of life. Each step that reaches somebody renews it.
const leaseTime = 2 * time.Minute

// Run finds new makers, brings the ledger up to date and, in Consent and Auto, invites whom it may. It returns
// ErrElsewhere when another process is at it. After an error the next run goes on where this one stopped; a *graph.Error
// may say how long to wait for it.
func (r *Runner) Run(ctx context.Context) (Report, error) {
	p := r.begin()
	err := p.holding(ctx, func() error {
		if err := p.look(ctx); err != nil {
			return err
		}
		return p.invite(ctx)
	})
	if !errors.Is(err, ErrElsewhere) {
		err = errors.Join(err, r.saveReport(ctx, p.report, err))
	}
	return p.report, err
}

// Plan brings the ledger up to date like Run, unless another process is at it, and returns whom the next run would invite,
// and why not the others. It writes nothing to Graph.
func (r *Runner) Plan(ctx context.Context) (community.Plan, error) {
	p := r.begin()
	err := p.holding(ctx, func() error { return p.look(ctx) })
	if errors.Is(err, ErrElsewhere) {
		err = p.read(ctx) // the facts are in the ledger already, as fresh as that process made them
	}
	if err != nil {
		return community.Plan{}, err
	}
	return p.plan(ctx)
}

// pass is one run.
type pass struct {
	*Runner
	report  Report
	facts   community.Facts
	team    map[string]bool // who is in the team
	channel graph.Channel   // zero when there is none
	entries []community.Entry
	users   map[string]graph.User // looked up in this run
	appID   string                // of the bot's app in the catalogue; empty until asked for
	untold  bool                  // Teams did not tell the bot of the last installation
	refused int                   // how many were refused one after another for want of a permission
}

func (r *Runner) begin() *pass {
	return &pass{Runner: r, report: Report{At: r.Now()}, users: map[string]graph.User{}}
}

// holding does something while no other process does.
func (p *pass) holding(ctx context.Context, do func() error) error {
	if err := p.hold(ctx); err != nil {
		return err
	}
	defer p.lease.Release(ctx)
	return do()
}

// hold takes the lease, or renews it.
func (p *pass) hold(ctx context.Context) error {
	held, err := p.lease.Hold(ctx)
	if err == nil && !held {
		return ErrElsewhere
	}
	return err
}

// plan decides whom to invite now.
func (p *pass) plan(ctx context.Context) (community.Plan, error) {
	now := p.Now()
	var err error
	if p.facts.Today, err = p.Ledger.Invited(ctx, p.Rules.Today(now)); err != nil {
		return community.Plan{}, err
	}
	return community.NewPlan(p.entries, p.facts, p.Rules, now), nil
}

// apply lets an action happen to an entry, in the ledger. It reports false, and changes nothing, when the action is not
// for the entry, or somebody else has just written about them: the next run sees what they wrote.
func (p *pass) apply(ctx context.Context, e *community.Entry, action community.Action) (bool, error) {
	action.By = community.Deskhand
	next, decision, err := e.Apply(action, p.Now())
	if err != nil {
		return false, nil //nolint:nilerr // the reason is that of the entry, and no failure
	}
	saved, err := p.Ledger.SaveMaker(ctx, next, decision)
	if errors.Is(err, errConflict) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	*e = saved
	return true, nil
}
