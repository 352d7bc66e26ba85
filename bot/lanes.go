package bot

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"
)

// mostIdle is how many workers wait for more to do. Each keeps the stack that a turn needs, some 32 kilobytes, which a new
// one would have to grow step by step.
const mostIdle = 64

// lanes run tasks at the same time, but those of one conversation one after the other, in the order in which they
// came. Their number is bounded: whoever brings more waits.
type lanes struct {
	slots *semaphore.Weighted
	size  int64
	next  chan work     // to a worker that has nothing to do
	ended chan struct{} // closed when no more will come
	end   func()

	mu    sync.Mutex
	idle  int
	queue map[string][]func() // the tasks of a conversation that wait for the one that runs
}

// work is a task with which a lane becomes busy.
type work struct {
	lane string
	task func()
}

func newLanes(size int64) *lanes {
	l := &lanes{
		slots: semaphore.NewWeighted(size), size: size, queue: map[string][]func(){},
		next: make(chan work), ended: make(chan struct{}),
	}
	l.end = sync.OnceFunc(func() { close(l.ended) })
	return l
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
	first := work{lane, task}
	select {
	case l.next <- first:
	default:
		go l.work(first)
	}
	return nil
}

// work runs the tasks of one lane after the other, as long as it is needed.
func (l *lanes) work(next work) {
	for {
		l.drain(next.lane, next.task)
		if !l.rest(1) {
			return
		}
		select {
		case next = <-l.next:
			l.rest(-1)
		case <-l.ended:
			return
		}
	}
}

// rest counts those who have nothing to do, and reports false when they are enough.
func (l *lanes) rest(more int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.idle+more > mostIdle {
		return false
	}
	l.idle += more
	return true
}

// drain runs the task and those that come after it in the same lane.
func (l *lanes) drain(lane string, task func()) {
	for task != nil {
		task()
		l.slots.Release(1)
		task = l.following(lane)
	}
}

func (l *lanes) following(lane string) func() {
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

// wait returns when every task that was taken is done. No task may be brought meanwhile, or after it.
func (l *lanes) wait(ctx context.Context) error {
	defer l.end()
	return l.slots.Acquire(ctx, l.size)
}
