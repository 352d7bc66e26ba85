//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"deskhand/helpdesk"
	"deskhand/store"
)

// The bot is killed without warning a hundred times while people open tickets. Whoever had no answer sends again, as
// Teams does, under the same id or a new one. In the end every wish is one ticket: none that was acknowledged is missing,
// and none is there twice.
func TestKilledWhileTicketsAreOpened(t *testing.T) {
	const kills, people = 100, 4
	teams := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"id":"sent"}`))
	}))
	defer teams.Close()
	bot := newVictim(t)
	bot.start(t)

	var wishes atomic.Int64
	stop := make(chan struct{})
	var wishing sync.WaitGroup
	for person := range people {
		wishing.Go(func() {
			random := rand.New(rand.NewPCG(uint64(person), 1))
			for {
				select {
				case <-stop:
					return
				default:
					bot.wish(teams.URL, person, wishes.Add(1), random)
				}
			}
		})
	}
	random := rand.New(rand.NewPCG(7, 7))
	for range kills {
		// Let it work for a random moment, counted in tickets: sometimes none at all.
		for goal := bot.acknowledged.Load() + random.Int64N(12); bot.acknowledged.Load() < goal; {
			<-bot.progress
		}
		bot.kill(t)
		bot.start(t)
	}
	close(stop)
	wishing.Wait()
	bot.kill(t)
	bot.check(t, wishes.Load())
}

// victim is a bot that is killed and started again.
type victim struct {
	binary, dir, address string
	settings             []string // beside those of every victim
	process              *exec.Cmd
	acknowledged         atomic.Int64
	progress             chan struct{}
	mu                   sync.Mutex
	numbers              map[string]string // what each wish was told
}

func newVictim(t *testing.T) *victim {
	t.Helper()
	binary, err := filepath.Abs("../bin/deskhand")
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	return &victim{
		binary: binary, dir: t.TempDir(), address: listener.Addr().String(),
		progress: make(chan struct{}, 1), numbers: map[string]string{},
	}
}

func (v *victim) start(t *testing.T) {
	t.Helper()
	v.process = exec.Command(v.binary, "serve")
	v.process.Env = append(os.Environ(), "DESKHAND_LISTEN="+v.address, "DESKHAND_DATA_DIR="+v.dir, "DESKHAND_KB_DIR=../kb",
		"DESKHAND_METRICS_LISTEN=", "DESKHAND_BOT_NO_AUTH=true", "DESKHAND_LOG_LEVEL=error")
	v.process.Env = append(v.process.Env, v.settings...)
	v.process.Stderr = os.Stderr
	require.NoError(t, v.process.Start())
	deadline := time.After(30 * time.Second)
	for {
		response, err := http.Get("http://" + v.address + "/readyz")
		if err == nil {
			_ = response.Body.Close()
			return
		}
		select {
		case <-deadline:
			t.Fatal("the bot did not start again")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func (v *victim) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, v.process.Process.Kill())
	_ = v.process.Wait() // it says that it was killed
}

// wish opens a ticket, and sends the same press again until it is answered.
func (v *victim) wish(serviceURL string, person int, number int64, random *rand.Rand) {
	nonce := fmt.Sprintf("wish-%d", number)
	data := map[string]any{"verb": "ticket.open", "nonce": nonce, "summary": nonce, "impact": "me", "urgency": "low"}
	activity := map[string]any{
		"id": nonce, "channelId": "msteams", "serviceUrl": serviceURL, "replyToId": "card",
		"from":         map[string]any{"id": fmt.Sprint("29:", person), "name": "Kari", "aadObjectId": fmt.Sprint("person-", person)},
		"recipient":    map[string]any{"id": "28:bot"},
		"conversation": map[string]any{"id": fmt.Sprint("a:", person), "conversationType": "personal"},
	}
	if random.IntN(2) == 0 {
		activity["type"], activity["name"] = "invoke", "adaptiveCard/action"
		activity["value"] = map[string]any{"action": map[string]any{"verb": "ticket.open", "data": data}}
	} else {
		activity["type"], activity["value"] = "message", data
	}
	for try := 0; ; try++ {
		if try > 0 && random.IntN(3) == 0 {
			activity["id"] = fmt.Sprint(nonce, "-again-", try)
		}
		body, err := json.Marshal(activity)
		if err != nil {
			panic(err)
		}
		response, err := http.Post("http://"+v.address+"/api/messages", "application/json", bytes.NewReader(body))
		if err != nil {
			<-time.After(time.Millisecond)
			continue
		}
		var answer bytes.Buffer
		_, err = answer.ReadFrom(response.Body)
		_ = response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK {
			continue
		}
		v.mu.Lock()
		v.numbers[nonce] = answer.String()
		v.mu.Unlock()
		v.acknowledged.Add(1)
		select {
		case v.progress <- struct{}{}:
		default:
		}
		return
	}
}

// check compares what people were told with what the database holds.
func (v *victim) check(t *testing.T, wishes int64) {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(v.dir, "deskhand.db"), store.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	tickets, err := db.ListTickets(t.Context(), helpdesk.Filter{Limit: int(wishes) * 2})
	require.NoError(t, err)
	byWish := map[string][]string{}
	for _, ticket := range tickets {
		byWish[ticket.Summary] = append(byWish[ticket.Summary], ticket.Key())
	}
	require.Len(t, v.numbers, int(wishes))
	for wish, told := range v.numbers {
		require.Len(t, byWish[wish], 1, "%s is %v", wish, byWish[wish])
		if told != "" { // the answer to a press that waited for it
			require.Contains(t, told, byWish[wish][0])
		}
	}
	require.Len(t, tickets, int(wishes))
	t.Logf("%d tickets, each once, through 100 kills", wishes)
}
