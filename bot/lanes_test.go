package bot

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Three waves of more conversations than there are idle workers: a worker that is taken on again keeps to the order.
func TestLanesKeepTheOrderOfAConversation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const conversations, tasks = 2 * mostIdle, 5
		l := newLanes(conversations * tasks)
		for range 3 {
			done := make([][]int, conversations)
			for task := range tasks {
				for lane := range conversations {
					require.NoError(t, l.run(t.Context(), fmt.Sprint(lane), func() {
						<-time.After(time.Second)
						done[lane] = append(done[lane], task) // without a lock: no other task of the lane runs
					}))
				}
			}
			start := time.Now()
			<-time.After(tasks * time.Second)
			synctest.Wait()
			assert.Equal(t, tasks*time.Second, time.Since(start), "all lanes at once")
			for _, order := range done {
				require.Equal(t, []int{0, 1, 2, 3, 4}, order)
			}
			assert.Equal(t, mostIdle, l.idle, "no more wait for work than are worth their stacks")
			assert.Empty(t, l.queue)
		}
		require.NoError(t, l.wait(t.Context())) // after which synctest finds nobody left
	})
}

func TestAWorkerIsTakenOnAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLanes(1)
		var idle []int
		for _, lane := range []string{"a", "b", "a"} {
			require.NoError(t, l.run(t.Context(), lane, func() {}))
			synctest.Wait()
			idle = append(idle, l.idle)
		}
		assert.Equal(t, []int{1, 1, 1}, idle)
		require.NoError(t, l.wait(t.Context()))
	})
}
