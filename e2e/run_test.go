//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// evening is one run of what `make run` starts, from the root of the repository, where the Makefile runs it.
type evening struct {
	t              *testing.T
	cmd            *exec.Cmd
	listen, client string
	out            *bufio.Reader
	errors         bytes.Buffer
}

func newEvening(t *testing.T, env ...string) *evening {
	t.Helper()
	port := freePort(t)
	e := &evening{
		t:      t,
		listen: net.JoinHostPort("127.0.0.1", strconv.Itoa(freePort(t))),
		client: net.JoinHostPort("127.0.0.1", strconv.Itoa(port)),
		cmd:    exec.CommandContext(t.Context(), absolute(t, "../bin/playground")),
	}
	e.cmd.Dir = absolute(t, "..")
	e.cmd.Env = append(os.Environ(),
		"DESKHAND_LISTEN="+e.listen, "DESKHAND_DATA_DIR="+t.TempDir(), "DESKHAND_METRICS_LISTEN=",
		"PLAYGROUND_PORT="+strconv.Itoa(port))
	e.cmd.Env = append(e.cmd.Env, env...)
	out, err := e.cmd.StdoutPipe()
	require.NoError(t, err)
	e.out = bufio.NewReader(out)
	e.cmd.Stderr = &e.errors
	e.cmd.Cancel = func() error { return e.cmd.Process.Signal(syscall.SIGTERM) } // not to leave its children behind
	return e
}

// begin starts it and returns, once it invites people in, what they might try.
func (e *evening) begin() (tries []string) {
	e.t.Helper()
	require.NoError(e.t, e.cmd.Start())
	for {
		line, err := e.out.ReadString('\n')
		require.NoErrorf(e.t, err, "it ended early: %s", &e.errors)
		if try, ok := strings.CutPrefix(line, "  "); ok {
			tries = append(tries, strings.TrimSpace(try))
		}
		if strings.Contains(line, "logs to") {
			return tries
		}
	}
}

// end waits until it has ended and returns all that it printed since it began.
func (e *evening) end() (string, error) {
	e.t.Helper()
	rest, err := io.ReadAll(e.out)
	require.NoError(e.t, err)
	err = e.cmd.Wait()
	for _, address := range []string{e.listen, e.client} {
		_, dialErr := net.Dial("tcp", address)
		assert.Errorf(e.t, dialErr, "somebody still listens on %s", address)
	}
	return string(rest) + e.errors.String(), err
}

// child is the process id of the program with that name which it started.
func (e *evening) child(name string) int {
	e.t.Helper()
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", e.cmd.Process.Pid))
	require.NoError(e.t, err)
	if len(lists) == 0 {
		e.t.Skip("who its children are can be seen on Linux alone")
	}
	for _, list := range lists {
		children, err := os.ReadFile(list)
		require.NoError(e.t, err)
		for child := range strings.FieldsSeq(string(children)) {
			program, err := os.Readlink("/proc/" + child + "/exe")
			require.NoError(e.t, err)
			if filepath.Base(program) == name {
				pid, err := strconv.Atoi(child)
				require.NoError(e.t, err)
				return pid
			}
		}
	}
	require.Fail(e.t, "it has no such child", name)
	return 0
}

func TestRunUntilInterrupted(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			e := newEvening(t)
			e.begin()
			for _, url := range []string{"http://" + e.listen + "/readyz", "http://" + e.client + "/"} {
				resp, err := http.Get(url)
				require.NoError(t, err)
				assert.Equal(t, http.StatusOK, resp.StatusCode)
				require.NoError(t, resp.Body.Close())
			}
			require.NoError(t, e.cmd.Process.Signal(signal))
			printed, err := e.end()
			require.NoErrorf(t, err, "being stopped is no fault: %s", printed)
			assert.Contains(t, printed, "Stopping")
		})
	}
}

func TestRunSuggestsWhatCanBeAnswered(t *testing.T) {
	t.Parallel()
	s := play(t)
	tries := newEvening(t).begin()
	require.Len(t, tries, 3)
	for _, try := range tries {
		assert.Contains(t, s.deskhand("kb", "search", "--json", try), `"verdict": "sure"`, try)
	}
}

func TestRunSaysWhichProgramDied(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]string{"deskhand": "deskhand ended: signal: killed", "node": "the local Teams client ended"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEvening(t)
			e.begin()
			require.NoError(t, syscall.Kill(e.child(name), syscall.SIGKILL))
			printed, err := e.end()
			require.Error(t, err)
			assert.Contains(t, printed, says)
		})
	}
}

func TestRunSaysWhyItCannotStart(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", ":0")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, taken.Close()) })
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)

	for name, row := range map[string]struct {
		env  string
		says []string
	}{
		"the bot's address is taken":   {"DESKHAND_LISTEN=127.0.0.1:" + port, []string{"in use", "DESKHAND_LISTEN="}},
		"the client's port is taken":   {"PLAYGROUND_PORT=" + port, []string{"in use", "PLAYGROUND_PORT="}},
		"an address without a port":    {"DESKHAND_LISTEN=localhost", []string{"DESKHAND_LISTEN", "127.0.0.1:3978"}},
		"a port that is none":          {"PLAYGROUND_PORT=often", []string{"PLAYGROUND_PORT", "56150"}},
		"a setting that the bot lacks": {"DESKHAND_LANGUAGE=xx", []string{"deskhand ended: exit status", "language"}},
		"no Node.js":                   {"PATH=/nowhere", []string{"Node.js", "./bin/deskhand chat"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEvening(t, row.env)
			require.NoError(t, e.cmd.Start())
			printed, err := e.end()
			require.Error(t, err)
			for _, says := range row.says {
				assert.Contains(t, printed, says)
			}
		})
	}
}
