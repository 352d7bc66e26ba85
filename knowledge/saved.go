package knowledge

import (
	"context"
	"errors"
	"time"
)

// ErrArticleChanged says that somebody else saved the article first. Read it again, and change that.
var ErrArticleChanged = errors.New("the article has been changed by somebody else")

// Saved is an article that was saved through the store. It takes the place of a file with the same language and id; when
// it is retired it does so with nothing, and the article is served no more.
type Saved struct {
	Language string
	ID       string
	Markdown string // the whole text with its front matter, as Parse reads it
	Version  int64  // grows by one with every change, the first being 1
	SavedBy  string
	SavedAt  time.Time
	Deleted  bool // retired: kept, with its last text, and not served
}

// Path is where the article would lie as a file: Parse takes it.
func (s Saved) Path() string { return s.Language + "/" + s.ID + ".md" }

// Truth is what the database holds of the knowledge base, for an engine to keep up with. All replicas are told the same.
type Truth interface {
	// Version grows with every change to the rest, and costs next to nothing to ask. Asked before the rest, it is never
	// newer than what the rest then gives.
	Version(ctx context.Context) (int64, error)
	// Articles lists all that were ever saved, the retired included, by language and id.
	Articles(ctx context.Context) ([]Saved, error)
	Lessons(ctx context.Context) (Lessons, error)
}
