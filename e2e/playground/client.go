package playground

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// ErrNoClient says that the local client cannot be started because Node.js or its package is missing.
var ErrNoClient = errors.New("the local Teams client is not installed")

//go:embed config.yml
var config []byte

// The people and places of config.yml.
const (
	Bot      = "00000000-0000-0000-0000-00000000000011"
	BotName  = "Deskhand"
	Alex     = "user-alex"
	Personal = "chat-alex-deskhand"
	Group    = "chat-expense-project"
	Channel  = "channel-ask-the-desk"
)

// ClientOptions say how to start the local client.
type ClientOptions struct {
	Modules string // the node_modules folder that holds it
	Dir     string // a folder where it may write its configuration and log
	Bot     string // the address of the bot, host:port
	Port    int
	Env     []string // added to this process's environment, as NAME=value
	Output  io.Writer
}

// Address is where a browser finds the client.
func (o ClientOptions) Address() string { return "http://localhost:" + strconv.Itoa(o.Port) }

// FindClient returns the Node.js and the program of the local client, or ErrNoClient with what to do about it.
func FindClient(modules string) (node, program string, err error) {
	node, err = exec.LookPath("node")
	if err != nil {
		return "", "", fmt.Errorf("%w: it needs Node.js 20 or later", ErrNoClient)
	}
	program = filepath.Join(modules, "@microsoft", "m365agentsplayground", "cli.js")
	if _, err := os.Stat(program); err != nil {
		return "", "", fmt.Errorf("%w: run `npm ci` in %s", ErrNoClient, filepath.Dir(modules))
	}
	program, err = filepath.Abs(program)
	return node, program, err
}

// StartClient starts the local client and returns when it answers. The port has to be free: the client would silently
// take another one.
func StartClient(ctx context.Context, options ClientOptions) (*Process, error) {
	node, program, err := FindClient(options.Modules)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(options.Dir, ".m365agentsplayground.yml")
	if err := os.WriteFile(file, config, 0o600); err != nil {
		return nil, fmt.Errorf("writing the configuration of the local client: %w", err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), node, program, "start",
		"--app-endpoint", "http://"+options.Bot+"/api/messages",
		"--channel-id", "msteams",
		"--port", strconv.Itoa(options.Port),
		"--disable-telemetry")
	cmd.Dir = options.Dir
	cmd.Env = append(os.Environ(), "TEAMSAPPTESTER_BROWSER=none")
	cmd.Env = append(cmd.Env, options.Env...)
	cmd.Stdout, cmd.Stderr = options.Output, options.Output
	p, err := start("the local Teams client", cmd)
	if err != nil {
		return nil, err
	}
	return awaited(ctx, p, options.Address()+"/_debug/ping")
}
