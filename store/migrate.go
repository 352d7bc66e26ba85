package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings our tables and River's up to date. Of several processes that start at once, one does the work and the
// others wait for it.
func (s *Store) migrate(ctx context.Context) (err error) {
	unlock, err := s.lockMigrations(ctx)
	if err != nil {
		return fmt.Errorf("waiting for others that do the same: %w", err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := s.migrateTables(ctx); err != nil {
		return err
	}
	migrator, err := rivermigrate.New(s.driver, &rivermigrate.Config{Logger: s.riverLog()})
	if err != nil {
		return fmt.Errorf("tables of the jobs: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("tables of the jobs: %w", err)
	}
	return nil
}

func (s *Store) migrateTables(ctx context.Context) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(s.dialect, s.write.DB, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	stored, known, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if stored > known {
		return fmt.Errorf("its tables have version %d, this program knows %d: a newer Deskhand has used it; run that one",
			stored, known)
	}
	_, err = provider.Up(ctx)
	return err
}
