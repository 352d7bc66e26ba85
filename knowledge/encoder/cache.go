package encoder

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"deskhand/knowledge"
)

// Cache is an encoder that keeps on disk what another made of texts. It is for articles, which come in numbers: one text
// alone is taken for a question, and neither looked up nor kept.
//
// When its file can't be read or written, it says so in the log and goes on without. Several processes may use the same
// folder: each sees what was there when it began, and what it added itself.
type Cache struct {
	encoder knowledge.Encoder
	logger  *slog.Logger
	path    string

	mu    sync.Mutex
	store *store // nil: nothing is kept
	used  map[key]struct{}
}

var _ knowledge.Encoder = (*Cache)(nil)

// key stands for a text. Each encoder has a file of its own.
type key [16]byte

// Cached returns the encoder with a cache in a folder, which is made when there is none. Close ends its work.
func Cached(encoder knowledge.Encoder, dir string, logger *slog.Logger) *Cache {
	sum := sha256.Sum256([]byte(encoder.Name()))
	c := &Cache{
		encoder: encoder, logger: logger, path: filepath.Join(dir, fmt.Sprintf("%x.vectors", sum[:8])), used: map[key]struct{}{},
	}
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		c.store, err = openStore(c.path)
	}
	if err != nil {
		c.stop(err)
	} else if c.store.damaged {
		logger.Info("the kept vectors were damaged; those that are lost are computed again", "file", c.path)
	}
	return c
}

// Name implements knowledge.Encoder.
func (c *Cache) Name() string { return c.encoder.Name() }

// Knows implements knowledge.Encoder.
func (c *Cache) Knows(language string) bool { return c.encoder.Knows(language) }

// How many texts are encoded and kept at a time: what is computed then outlives a process that is stopped in between.
const atATime = 256

// Encode implements knowledge.Encoder.
func (c *Cache) Encode(ctx context.Context, texts []string) ([][]float32, error) {
	if len(texts) == 1 {
		return c.encoder.Encode(ctx, texts)
	}
	keys := make([]key, len(texts))
	for i, text := range texts {
		keys[i] = keyOf(text)
	}
	vectors := make([][]float32, len(texts))
	missing := c.look(keys, vectors)
	for len(missing) > 0 {
		some := missing[:min(atATime, len(missing))]
		missing = missing[len(some):]
		wanted := make([]string, len(some))
		for i, at := range some {
			wanted[i] = texts[at]
		}
		made, err := c.encoder.Encode(ctx, wanted)
		if err != nil {
			return nil, err
		}
		kept := make([]key, len(some))
		for i, at := range some {
			vectors[at], kept[i] = made[i], keys[at]
		}
		c.keep(kept, made)
	}
	return vectors, nil
}

func keyOf(text string) key {
	sum := sha256.Sum256([]byte(text))
	return key(sum[:16])
}

// look fills in the vectors that are kept, and returns which are not.
func (c *Cache) look(keys []key, vectors [][]float32) (missing []int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, k := range keys {
		c.used[k] = struct{}{}
		if c.store != nil {
			vectors[i] = c.store.get(k)
		}
		if vectors[i] == nil {
			missing = append(missing, i)
		}
	}
	return missing
}

// keep adds vectors to those that are kept.
func (c *Cache) keep(keys []key, vectors [][]float32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.store == nil {
		return
	}
	if err := c.store.put(keys, vectors); err != nil {
		c.stop(err)
	}
}

// stop ends the keeping.
func (c *Cache) stop(err error) {
	if c.store != nil {
		err = errors.Join(err, c.store.close())
		c.store = nil
	}
	c.logger.Warn("vectors of articles are not kept, and computed again at the next start", "file", c.path, "error", err)
}

// keepAnyway is how many vectors are kept whether they are used or not: 100 MB of those of our own model.
const keepAnyway = 50_000

// Close gives back the file. When it has grown large, and most of what it holds wasn't asked for since it was opened, only
// what was is kept.
func (c *Cache) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.store == nil {
		return nil
	}
	s := c.store
	c.store = nil
	var err error
	if held := len(s.places); held > keepAnyway && held > 2*len(c.used) {
		err = s.compact(func(k key) bool { _, used := c.used[k]; return used })
	}
	if err = errors.Join(err, s.close()); err != nil {
		return fmt.Errorf("closing the cache of vectors: %w", err)
	}
	return nil
}
