package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"deskhand/knowledge"
)

const (
	removePhrasing = `INSERT INTO removed_phrasings (article_id, words, ruled_by, ruled_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING`
	restorePhrasing = `DELETE FROM removed_phrasings WHERE article_id = $1 AND words = $2`
	// A lock that is there already stands from when it was made.
	lockArticle = `INSERT INTO locked_articles (article_id, forget, ruled_by, ruled_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (article_id) DO UPDATE SET forget = excluded.forget, ruled_by = excluded.ruled_by
WHERE locked_articles.forget <> excluded.forget`
	unlockArticle = `DELETE FROM locked_articles WHERE article_id = $1`

	removedPhrasings = `SELECT article_id, words, ruled_by, ruled_at FROM removed_phrasings ORDER BY article_id, words`
	lockedArticles   = `SELECT article_id, forget, ruled_by, ruled_at FROM locked_articles ORDER BY article_id`
)

// RemovePhrasing takes a phrasing from an article, for as long as it isn't restored. It reports false when it is removed
// already.
func (s *Store) RemovePhrasing(ctx context.Context, r knowledge.Removal) (bool, error) {
	return s.rule(ctx, "phrasing.removed", r.ArticleID, r.Words, r.By, r.At,
		removePhrasing, r.ArticleID, r.Words, r.By, stamp(r.At))
}

// RestorePhrasing undoes RemovePhrasing. It reports false when there is nothing to undo.
func (s *Store) RestorePhrasing(ctx context.Context, articleID, words, by string, at time.Time) (bool, error) {
	return s.rule(ctx, "phrasing.restored", articleID, words, by, at, restorePhrasing, articleID, words)
}

// LockArticle keeps an article from learning. It reports false when that is so already. Locking it again may change
// whether it forgets, and not since when it is locked.
func (s *Store) LockArticle(ctx context.Context, l knowledge.Lock) (bool, error) {
	forget := int64(0)
	if l.Forget {
		forget = 1
	}
	return s.rule(ctx, "article.locked", l.ArticleID, "", l.By, l.At, lockArticle, l.ArticleID, forget, l.By, stamp(l.At))
}

// UnlockArticle undoes LockArticle. It reports false when there is nothing to undo.
func (s *Store) UnlockArticle(ctx context.Context, articleID, by string, at time.Time) (bool, error) {
	return s.rule(ctx, "article.unlocked", articleID, "", by, at, unlockArticle, articleID)
}

// rule runs a statement and notes who decided what when it changed something.
func (s *Store) rule(
	ctx context.Context, kind, articleID, words, by string, at time.Time, statement string, args ...any,
) (bool, error) {
	done, err := s.changeKnowledge(ctx, func(tx *sql.Tx, _ int64) (eventRow, error) {
		changed, err := wrote(tx.ExecContext(ctx, statement, args...))
		if err != nil {
			return eventRow{}, err
		}
		if !changed {
			return eventRow{}, errSame
		}
		data, err := json.Marshal(map[string]string{"words": words})
		return eventRow{at: at, kind: kind, subject: articleID, actor: by, data: string(data)}, err
	})
	if err != nil {
		return false, fmt.Errorf("deciding what article %s learns: %w", articleID, err)
	}
	return done, nil
}

// Rulings returns what the help desk decided about learning.
func (s *Store) Rulings(ctx context.Context) (rulings knowledge.Rulings, err error) {
	rulings.Removed, err = scanAll(ctx, s.read, removedPhrasings, nil, func(scan scanner) (r knowledge.Removal, err error) {
		err = scan(&r.ArticleID, &r.Words, &r.By, (*stamp)(&r.At))
		return r, err
	})
	if err == nil {
		rulings.Locked, err = scanAll(ctx, s.read, lockedArticles, nil, func(scan scanner) (l knowledge.Lock, err error) {
			var forget int64
			err = scan(&l.ArticleID, &forget, &l.By, (*stamp)(&l.At))
			l.Forget = forget != 0
			return l, err
		})
	}
	if err != nil {
		return knowledge.Rulings{}, fmt.Errorf("reading the help desk's rulings: %w", err)
	}
	return rulings, nil
}
