package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"deskhand/knowledge"
)

const (
	articleColumns = `language, id, markdown, version, saved_by, saved_at, deleted`

	// Both write nothing unless the article has the version expected; 0 is of one that has never been saved.
	firstArticle = `INSERT INTO articles (` + articleColumns + `, changed) VALUES ($1, $2, $3, 1, $4, $5, $6, $7)
ON CONFLICT DO NOTHING RETURNING ` + articleColumns
	nextArticle = `UPDATE articles SET markdown = CASE WHEN $6 = 0 THEN $3 ELSE markdown END, version = version + 1,
saved_by = $4, saved_at = $5, deleted = $6, changed = $7
WHERE language = $1 AND id = $2 AND version = $8 RETURNING ` + articleColumns

	articlesAfter = `SELECT ` + articleColumns + ` FROM articles WHERE changed > $1 ORDER BY language, id`
)

// articleFields are the fields in the order of articleColumns, for scanning.
func articleFields(a *knowledge.Saved, deleted *int64) []any {
	return []any{&a.Language, &a.ID, &a.Markdown, &a.Version, &a.SavedBy, (*stamp)(&a.SavedAt), deleted}
}

// SaveArticle stores an article and returns it with its new version. expected is the version that its author saw, 0 for
// one that has never been saved; when another is stored, nothing is written and the error is
// knowledge.ErrArticleChanged. Saving one that was retired brings it back. Whether the text is fit to be served is for
// others to say.
func (s *Store) SaveArticle(ctx context.Context, article knowledge.Saved, expected int64) (knowledge.Saved, error) {
	article.Deleted = false
	return s.changeArticle(ctx, article, expected)
}

// DeleteArticle retires an article: it keeps its last text and is served no more, nor is a file in its place. It
// returns knowledge.ErrArticleChanged as SaveArticle does; for a file that has never been saved here, expected is 0.
func (s *Store) DeleteArticle(
	ctx context.Context, language, id string, expected int64, by string, at time.Time,
) (knowledge.Saved, error) {
	retired := knowledge.Saved{Language: language, ID: id, SavedBy: by, SavedAt: at, Deleted: true}
	return s.changeArticle(ctx, retired, expected)
}

func (s *Store) changeArticle(ctx context.Context, a knowledge.Saved, expected int64) (stored knowledge.Saved, err error) {
	kind, deleted := "article.saved", int64(0)
	if a.Deleted {
		kind, deleted = "article.retired", 1
	}
	_, err = s.changeKnowledge(ctx, func(tx *sql.Tx, version int64) (eventRow, error) {
		query, args := firstArticle, []any{a.Language, a.ID, a.Markdown, a.SavedBy, stamp(a.SavedAt), deleted, version}
		if expected != 0 {
			query, args = nextArticle, append(args, expected)
		}
		var gone int64
		err := tx.QueryRowContext(ctx, query, args...).Scan(articleFields(&stored, &gone)...)
		if errors.Is(err, sql.ErrNoRows) {
			return eventRow{}, knowledge.ErrArticleChanged
		}
		if err != nil {
			return eventRow{}, err
		}
		stored.Deleted = gone != 0
		data, err := json.Marshal(map[string]int64{"version": stored.Version})
		return eventRow{at: a.SavedAt, kind: kind, subject: a.Path(), actor: a.SavedBy, data: string(data)}, err
	})
	if err != nil {
		return knowledge.Saved{}, fmt.Errorf("saving article %s: %w", a.Path(), err)
	}
	return stored, nil
}

// Articles lists the articles that were saved, the retired included, and that changed after a version of the knowledge,
// by language and id. 0 lists all.
func (s *Store) Articles(ctx context.Context, after int64) ([]knowledge.Saved, error) {
	articles, err := scanAll(ctx, s.read, articlesAfter, []any{after}, func(scan scanner) (a knowledge.Saved, err error) {
		var deleted int64
		err = scan(articleFields(&a, &deleted)...)
		a.Deleted = deleted != 0
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the articles: %w", err)
	}
	return articles, nil
}
