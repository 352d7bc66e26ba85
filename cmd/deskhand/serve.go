package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"deskhand/bot"
	"deskhand/bot/connector"
	"deskhand/internal/config"
)

// How often the server looks after itself, and how long it takes to stop.
const (
	refreshEvery = time.Second // the articles, unless looking through them takes long
	refreshShare = 10          // at most one part in so many of the time goes into looking
	trainEvery   = time.Second // from what changed, unless training takes long
	trainShare   = 10          // at most one part in so many of the time goes into training
	trainAgain   = 30 * time.Second
	trainFirst   = 150 * time.Millisecond // as long as this people wait for it at the start
	sweepEvery   = time.Hour              // the ids of old deliveries
	keepSeen     = 24 * time.Hour         // far longer than Teams delivers again
	stopWithin   = 25 * time.Second
)

// serveCmd runs the bot until it is told to stop.
type serveCmd struct{}

// Run implements the command.
func (*serveCmd) Run(e *env) error {
	logger := newLogger(e)
	door, sender, err := teams(e.config, connector.Options{Logger: logger, Now: e.now})
	if err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	a, err := newApp(e, logger, sender, registry)
	if err != nil {
		return err
	}
	if err := a.openMicrosoft365(e, registry); err != nil {
		return errors.Join(err, a.close())
	}
	a.expiry = newExpiry(e, logger, registry)
	stopJobs, err := a.store.StartJobs(e.ctx, a.jobs())
	if err != nil {
		return errors.Join(err, a.close())
	}
	a.trainFirst(e.ctx)
	messages := bot.NewServer(a.bot, door, int64(e.config.Bot.Workers))
	err = listen(e, a, messages, registry)

	// Stopping: what was acknowledged is finished, then the jobs that run, and only then is the store closed.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(e.ctx), stopWithin)
	defer cancel()
	err = errors.Join(err, messages.Close(ctx), stopJobs(ctx), a.close())
	logger.Info("stopped")
	return err
}

// teams is the way in from Teams and the way out to it.
func teams(cfg config.Config, options connector.Options) (bot.Door, bot.Sender, error) {
	settings := connector.Config{
		AppID: cfg.Bot.AppID, TenantID: cfg.Bot.TenantID, AllowedTenants: cfg.Bot.AllowedTenants,
		OpenIDMetadata: cfg.Bot.OpenIDMetadata, Issuer: cfg.Bot.Issuer, ServiceHosts: cfg.Bot.ServiceHosts,
		Authority: cfg.Bot.Authority, Scope: cfg.Bot.Scope, ClientSecret: cfg.Bot.ClientSecret.Reveal(),
		CertificateFile: cfg.Bot.CertificateFile, CertificatePassword: cfg.Bot.CertificatePassword.Reveal(),
		FederatedTokenFile: cfg.Bot.FederatedTokenFile, ManagedIdentity: cfg.Bot.ManagedIdentity, MaxPerSecond: cfg.Bot.MaxPerSecond,
	}
	if cfg.Bot.NoAuth {
		door, err := connector.NewLoopback(settings)
		if err != nil {
			return nil, nil, err
		}
		client, err := connector.NewClient(settings, nil, options)
		return door, bot.Teams{Client: client}, err
	}
	door, err := connector.NewValidator(settings, options)
	if err != nil {
		return nil, nil, err
	}
	credential, err := connector.NewCredential(settings, options)
	if err != nil {
		return nil, nil, err
	}
	client, err := connector.NewClient(settings, credential, options)
	return door, bot.Teams{Client: client}, err
}

// listen serves until the context ends or something fails, and returns when nothing is served any more.
func listen(e *env, a *app, messages http.Handler, registry *prometheus.Registry) error {
	logger, cfg := a.logger, e.config
	mux := http.NewServeMux()
	mux.Handle("/api/messages", messages)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", a.ready)
	a.serveTool(mux, e)
	group, ctx := errgroup.WithContext(e.ctx)
	if err := serveHTTP(ctx, group, cfg.Listen, "listen", mux, logger); err != nil {
		return err
	}
	if cfg.Metrics.Listen != "" {
		metrics := http.NewServeMux()
		metrics.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
		if err := serveHTTP(ctx, group, cfg.Metrics.Listen, "metrics.listen", metrics, logger); err != nil {
			return err
		}
	}
	a.keepUp(ctx, group)
	a.keepMicrosoft365(ctx, group, cfg)
	group.Go(func() error { return every(ctx, a.sweep) })
	group.Go(func() error { return every(ctx, a.expiry.watch) })
	status := a.engine.Status()
	logger.Info("ready", "address", "http://"+cfg.Listen+"/api/messages", "articles", status.Articles,
		"no_auth", cfg.Bot.NoAuth)
	return group.Wait()
}

// serveHTTP serves a handler on an address until the context ends, then lets requests finish.
func serveHTTP(ctx context.Context, group *errgroup.Group, address, setting string, handler http.Handler, logger *slog.Logger) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("%s: %w; stop what uses the address, or set another", setting, err)
	}
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 20 * time.Second,
		WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		return server.Shutdown(stopping)
	})
	return nil
}

// every calls a function again and again until the context ends. The function says how long to wait for the next time.
func every(ctx context.Context, do func(context.Context) time.Duration) error {
	for {
		next := time.NewTimer(do(ctx))
		select {
		case <-ctx.Done():
			next.Stop()
			return nil
		case <-next.C:
		}
	}
}

// ready says whether people would be answered.
func (a *app) ready(w http.ResponseWriter, r *http.Request) {
	if err := a.store.Ping(r.Context()); err != nil {
		a.logger.ErrorContext(r.Context(), "the database does not answer", "error", err)
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ready")
}

// refresh takes up articles that changed on disk.
func (a *app) refresh(ctx context.Context) time.Duration {
	report, err := a.engine.Refresh(ctx)
	if err != nil && ctx.Err() == nil {
		a.logger.ErrorContext(ctx, "the articles could not be read again; those known before are served", "error", err)
	}
	if report.Added+report.Changed+report.Removed > 0 {
		a.logger.InfoContext(ctx, "articles changed", "added", report.Added, "changed", report.Changed,
			"removed", report.Removed, "faults", len(report.Faults), "took", report.Took)
	}
	return max(refreshEvery, refreshShare*report.Took)
}

// keepUp takes up what changes in the articles, and learns from it, until the context ends.
func (a *app) keepUp(ctx context.Context, group *errgroup.Group) {
	group.Go(func() error { return every(ctx, a.refresh) })
	group.Go(func() error { return every(ctx, a.train) })
}

// train learns from what has changed in the articles.
func (a *app) train(ctx context.Context) time.Duration {
	started := time.Now()
	if err := a.engine.Train(ctx); err != nil {
		if ctx.Err() == nil {
			a.logger.WarnContext(ctx, "not everything could be learnt from the articles; it is tried again", "error", err)
		}
		return trainAgain
	}
	return max(trainEvery, trainShare*time.Since(started))
}

// trainFirst learns from the articles before anybody asks, unless that takes long: then it goes on while people are
// answered from what the index alone tells.
func (a *app) trainFirst(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		a.train(ctx)
		close(done)
		debug.FreeOSMemory() // to start takes more than to answer does
	}()
	timer := time.NewTimer(trainFirst)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
		a.logger.InfoContext(ctx, "learning from the articles goes on; questions are answered meanwhile")
		go func() {
			<-done
			a.logger.InfoContext(ctx, "the articles are learnt")
		}()
	}
}

// sweep forgets deliveries that can't come again.
func (a *app) sweep(ctx context.Context) time.Duration {
	if _, err := a.store.Sweep(ctx, time.Now().Add(-keepSeen)); err != nil && ctx.Err() == nil {
		a.logger.ErrorContext(ctx, "old deliveries could not be forgotten", "error", err)
	}
	return sweepEvery
}
