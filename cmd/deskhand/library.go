package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

	"deskhand/knowledge"
	"deskhand/store"
)

// library is the engine over the knowledge base, with the encoder that it uses.
type library struct {
	*knowledge.Engine
	closeEncoder func() error
}

// openLibrary opens the knowledge base with its index in the data folder. The truth may be nil: then the articles are those
// of the folder alone.
func openLibrary(e *env, logger *slog.Logger, known knowledge.Truth) (*library, error) {
	encoder, closeEncoder, err := openEncoder(e, logger)
	if err != nil {
		return nil, err
	}
	options := engineOptions(e, logger, encoder)
	options.KB, options.IndexDir, options.Truth = e.config.KB.Dir, filepath.Join(e.config.DataDir, "index"), known
	engine, err := knowledge.Open(e.ctx, options)
	if err != nil {
		return nil, errors.Join(err, closeEncoder())
	}
	return &library{Engine: engine, closeEncoder: closeEncoder}, nil
}

// engineOptions are what an engine needs whatever it answers from.
func engineOptions(e *env, logger *slog.Logger, encoder knowledge.Encoder) knowledge.Options {
	return knowledge.Options{
		Encoder: encoder, Precision: float64(e.config.KB.Precision) / 100, Logger: logger, Now: e.now,
	}
}

// Close gives back the engine and the encoder.
func (l *library) Close() error { return errors.Join(l.Engine.Close(), l.closeEncoder()) }

// withLibrary opens the knowledge base for one command, as it is with all that the database holds, and learns from it.
func withLibrary(e *env, do func(context.Context, *library) error) error {
	return withTruth(e, func(ctx context.Context, _ *store.Store, known *truth) (err error) {
		l, err := openLibrary(e, newLogger(e), known)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, l.Close()) }()
		if err := l.Train(ctx); err != nil {
			return err
		}
		return do(ctx, l)
	})
}
