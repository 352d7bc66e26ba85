package playground

import (
	"context"
	"io"
	"os"
	"os/exec"
)

// BotOptions say how to start Deskhand.
type BotOptions struct {
	Binary string
	Dir    string   // where it runs; empty: here
	Listen string   // host:port
	Env    []string // added to this process's environment, as NAME=value
	Output io.Writer
}

// StartBot starts Deskhand for the local client, which sends no token, and returns when it is ready to answer.
func StartBot(ctx context.Context, options BotOptions) (*Process, error) {
	// The context bounds the start alone; the process runs until it is stopped.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), options.Binary, "serve")
	cmd.Dir = options.Dir
	cmd.Env = append(os.Environ(), options.Env...)
	cmd.Env = append(cmd.Env, "DESKHAND_BOT_NO_AUTH=true", "DESKHAND_LISTEN="+options.Listen)
	cmd.Stdout, cmd.Stderr = options.Output, options.Output
	p, err := start("deskhand", cmd)
	if err != nil {
		return nil, err
	}
	return awaited(ctx, p, "http://"+options.Listen+"/readyz")
}

// awaited returns the process once it answers. One that doesn't is not left behind.
func awaited(ctx context.Context, p *Process, url string) (*Process, error) {
	if err := p.Await(ctx, url); err != nil {
		_ = p.Kill() // the reason above is the one to tell
		return nil, err
	}
	return p, nil
}
