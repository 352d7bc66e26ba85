package playground

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// GraphSettings is the file, in the folder of the options, with Deskhand's settings for the fake Graph.
const GraphSettings = "fakegraph.env"

// GraphOptions say how to start the Microsoft Graph that is played on this machine.
type GraphOptions struct {
	Binary string
	Dir    string // where its certificate and Deskhand's settings are written
	Listen string // host:port of Graph and its login service
	Page   string // host:port of the help desk's view
	Output io.Writer
}

// PageAddress is where a browser finds the help desk's view.
func (o GraphOptions) PageAddress() string { return "http://" + o.Page }

// StartGraph starts the fake Graph, and returns when it answers, with the environment that makes Deskhand use it.
func StartGraph(ctx context.Context, options GraphOptions) (*Process, []string, error) {
	dir, err := filepath.Abs(options.Dir)
	if err != nil {
		return nil, nil, err
	}
	settings := filepath.Join(dir, GraphSettings)
	cmd := exec.CommandContext(context.WithoutCancel(ctx), options.Binary,
		"-listen", options.Listen, "-page", options.Page, "-list",
		"-pem", filepath.Join(dir, "fakegraph.pem"), "-key", filepath.Join(dir, "deskhand.pem"), "-env", settings)
	cmd.Stdout, cmd.Stderr = options.Output, options.Output
	p, err := start("the fake Graph", cmd)
	if err != nil {
		return nil, nil, err
	}
	if p, err = awaited(ctx, p, options.PageAddress()); err != nil {
		return nil, nil, err
	}
	env, err := readEnv(settings)
	if err != nil {
		_ = p.Kill() // the reason is the one to tell
		return nil, nil, err
	}
	return p, env, nil
}

// readEnv reads lines of NAME=value, and skips comments.
func readEnv(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the settings of the fake Graph: %w", err)
	}
	var env []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "export ")
		if strings.Contains(line, "=") && !strings.HasPrefix(line, "#") {
			env = append(env, line)
		}
	}
	return env, nil
}
