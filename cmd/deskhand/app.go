package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"deskhand/bot"
	"deskhand/graph/directory"
	"deskhand/graph/health"
	"deskhand/graph/inviter"
	"deskhand/helpdesk"
	"deskhand/internal/locale"
	"deskhand/internal/trace"
	"deskhand/store"
)

// app is the bot with everything that it stands on, whoever it talks through.
type app struct {
	store   *store.Store
	desk    *helpdesk.Desk
	engine  *library
	catalog *locale.Catalog
	bot     *bot.Bot
	makers  *makers         // nil: there is no community
	inviter *inviter.Runner // nil: nobody is looked for
	tool    tool
	logger  *slog.Logger

	services *health.Watcher      // nil: Microsoft's services are not watched
	people   *directory.Directory // nil: the directory is not asked
	expiry   *expiry
}

// newApp puts the bot together. It talks through the sender.
func newApp(e *env, logger *slog.Logger, sender bot.Sender, registry prometheus.Registerer) (_ *app, err error) {
	a := &app{logger: logger}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.close())
		}
	}()
	if a.catalog, err = locale.Load(); err != nil {
		return nil, err
	}
	if a.store, a.desk, err = openDesk(e, logger); err != nil {
		return nil, err
	}
	known, err := newTruth(a.store, e.config.Language)
	if err != nil {
		return nil, err
	}
	if a.engine, err = openLibrary(e, logger, known); err != nil {
		return nil, err
	}
	policy := a.desk.Policy()
	options := bot.Options{
		Engine: a.engine, Desk: a.desk, Memory: a.store, Sender: sender, Catalog: a.catalog,
		Language: locale.Language(e.config.Language), Zone: policy.Calendar.Location,
		TypingAfter: e.config.Bot.TypingAfter, Metrics: bot.NewMetrics(registry), Logger: logger, Now: e.now, NewID: newID,
		Home: home(e.config),
	}
	if e.config.Graph.Enabled {
		a.makers = newMakers(a.store, e.config.Community.Mode, e.now)
		options.Community = a.makers
	}
	a.bot = bot.New(options)
	return a, nil
}

// openDesk opens the database and the desk that keeps its tickets there.
func openDesk(e *env, logger *slog.Logger) (*store.Store, *helpdesk.Desk, error) {
	policy, err := e.config.Desk.Policy()
	if err != nil {
		return nil, nil, err
	}
	policy.Mirrored = mirrored(e.config)
	if err := os.MkdirAll(e.config.DataDir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("making the data folder: %w; set data_dir to a folder that can be written", err)
	}
	s, err := store.Open(e.ctx, e.config.DatabaseURL(), store.Options{Logger: logger})
	if err != nil {
		return nil, nil, err
	}
	return s, helpdesk.NewDesk(s, policy, e.now, newID), nil
}

// newID makes ids that are unique everywhere and sort by the time at which they were made.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// jobs is the table of what events lead to.
func (a *app) jobs() map[helpdesk.Effect]store.Handler {
	jobs := map[helpdesk.Effect]store.Handler{helpdesk.EffectNotify: a.notify}
	if a.tool.send != nil {
		jobs[helpdesk.EffectMirror] = a.mirror
	}
	return jobs
}

// notify tells a requester what happened to their ticket.
func (a *app) notify(ctx context.Context, job helpdesk.Job) error {
	ticket, err := a.store.TicketByID(ctx, job.Ticket)
	if err != nil {
		return err
	}
	event, err := a.store.EventByID(ctx, job.EventID)
	if err != nil {
		return err
	}
	err = a.bot.Notify(ctx, ticket, event)
	if errors.Is(err, bot.ErrUnreachable) {
		return fmt.Errorf("%w: %w", store.ErrGiveUp, err)
	}
	return err
}

// close gives back what was opened.
func (a *app) close() error {
	var errs []error
	if a.engine != nil {
		errs = append(errs, a.engine.Close())
	}
	if a.store != nil {
		errs = append(errs, a.store.Close())
	}
	return errors.Join(errs...)
}

// newLogger writes what the settings ask for, with the trace id on every line.
func newLogger(e *env) *slog.Logger {
	options := &slog.HandlerOptions{Level: e.config.Log.Level}
	var handler slog.Handler = slog.NewTextHandler(e.stderr, options)
	if e.config.Log.Format == "json" {
		handler = slog.NewJSONHandler(e.stderr, options)
	}
	return slog.New(trace.Handler(handler))
}
