package bot

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"
)

// lanes run tasks at the same time, but those of one conversation one after the other, in the order in which they
// came. Their number is bounded: whoever brings more waits.
type lanes struct {
	slots *semaphore.Weighted
	size  int64

	mu    sync.Mutex
	queue map[string][]func() // the tasks of a conversation that wait for the one that runs
}

func newLanes(size int64) *lanes {
	return &lanes{slots: semaphore.NewWeighted(size), size: size, queue: map[string][]func(){}}
}

// run takes a task, waiting for a free slot as long as the context allows; it doesn't wait for the task. An error
// says that the task was not taken.
func (l *lanes) run(ctx context.Context, lane string, task func()) error {
	if err := l.slots.Acquire(ctx, 1); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	waiting, busy := l.queue[lane]
	if busy {
		l.queue[lane] = append(waiting, task)
		return nil
	}
	l.queue[lane] = nil
	go l.drain(lane, task)
	return nil
}

// drain runs the task and those that come after it in the same lane.
func (l *lanes) drain(lane string, task func()) {
	for task != nil {
		task()
		l.slots.Release(1)
		task = l.next(lane)
	}
}

func (l *lanes) next(lane string) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	waiting := l.queue[lane]
	if len(waiting) == 0 {
		delete(l.queue, lane)
		return nil
	}
	l.queue[lane] = waiting[1:]
	return waiting[0]
}

// wait returns when every task that was taken is done. No task may be brought meanwhile.
func (l *lanes) wait(ctx context.Context) error {
	return l.slots.Acquire(ctx, l.size)
}
