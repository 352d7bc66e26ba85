package linear

import (
	"context"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// spread does n things that have nothing to do with each other, on all processors. Each processor has a worker of its own, with a
// memory of its own. It ends early, with an error, when the context does.
func spread(ctx context.Context, n int, newWorker func() func(i int)) error {
	group, ctx := errgroup.WithContext(ctx)
	workers := min(runtime.GOMAXPROCS(0), n)
	for first := range workers {
		group.Go(func() error {
			do := newWorker()
			for i := first; i < n; i += workers {
				if err := ctx.Err(); err != nil {
					return err
				}
				do(i)
			}
			return nil
		})
	}
	return group.Wait()
}

// always is workers that need no memory.
func always(do func(i int)) func() func(i int) {
	return func() func(i int) { return do }
}
