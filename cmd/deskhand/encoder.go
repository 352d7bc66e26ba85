package main

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"

	"deskhand/internal/config"
	"deskhand/internal/embeddings"
	"deskhand/knowledge"
	"deskhand/knowledge/encoder"
)

// openEncoder opens what compares questions with articles by meaning, with a cache of the articles' vectors in the data
// folder. It is nil when the settings want none, or when there is none: that is told, and no reason not to start. The
// function gives it back.
func openEncoder(e *env, logger *slog.Logger) (knowledge.Encoder, func() error, error) {
	found, err := findEncoder(e.config, logger)
	if err != nil || found == nil {
		return nil, func() error { return nil }, err
	}
	cache := encoder.Cached(found, filepath.Join(e.config.DataDir, "vectors"), logger)
	return cache, cache.Close, nil
}

// findEncoder is the service of the settings, or else the model that is installed, or else nil.
func findEncoder(cfg config.Config, logger *slog.Logger) (knowledge.Encoder, error) {
	if cfg.KB.Encoder == "off" {
		return nil, nil
	}
	if service := cfg.KB.Embeddings; service.URL != "" {
		client, err := embeddings.New(embeddings.Config{
			URL: service.URL, Model: service.Model, Key: service.Key.Reveal(), KeyHeader: service.KeyHeader,
		}, embeddings.Options{Logger: logger})
		if err != nil {
			return nil, fmt.Errorf("kb.embeddings: %w", err)
		}
		return client, nil
	}
	model, err := encoder.Open(filepath.Join(cfg.ModelsDir(), encoder.Folder))
	switch {
	case errors.Is(err, encoder.ErrNotInstalled):
		logger.Info("questions are compared with articles by their words alone", "reason", err)
		return nil, nil
	case err != nil:
		logger.Warn("questions are compared with articles by their words alone", "reason", err)
		return nil, nil
	}
	return model, nil
}
