package knowledge

import (
	"runtime"
	"sync/atomic"

	index "github.com/blevesearch/bleve_index_api"
	"golang.org/x/sync/errgroup"
)

// batchSize is how many articles the index takes in at once: the more, the fewer pieces it comes in, and the more memory
// it takes meanwhile. Most of the work for a piece keeps one processor busy, so there are some under way at a time.
const (
	batchSize = 1000
	underWay  = 2
)

// batches has an index take in articles while more of them are prepared. Each article comes once.
type batches struct {
	index   *bleveIndex
	pending []index.Document
	writing errgroup.Group
}

func newBatches(to *bleveIndex) *batches {
	b := &batches{index: to}
	b.writing.SetLimit(underWay)
	return b
}

// add adds an article. When enough of them wait, and few enough of those before are still being written, they are written.
func (b *batches) add(article index.Document) {
	if b.pending = append(b.pending, article); len(b.pending) < batchSize {
		return
	}
	full := b.pending
	b.pending = nil
	b.writing.Go(func() error { return b.index.put(full) })
}

// wait waits for what is under way, and says whether it failed. Some are still pending then, for the commit.
func (b *batches) wait() error { return b.writing.Wait() }

// each does something for every number below n, with all processors, until something fails.
func each(n int, do func(int) error) error {
	var group errgroup.Group
	var next atomic.Int64
	var failed atomic.Bool
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() error {
			for i := int(next.Add(1)) - 1; i < n && !failed.Load(); i = int(next.Add(1)) - 1 {
				if err := do(i); err != nil {
					failed.Store(true)
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}
