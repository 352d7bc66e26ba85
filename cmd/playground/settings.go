package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
)

// Where the Makefile puts things, seen from the folder that it runs in.
const (
	binary  = "./bin/deskhand"
	modules = "e2e/node_modules"
)

// settings are what a person can change about `make run`.
type settings struct {
	listen string // DESKHAND_LISTEN: where the bot listens
	dir    string // in DESKHAND_DATA_DIR: where the local client and the logs live
	port   int    // PLAYGROUND_PORT: where the local client listens
	graph  bool   // PLAYGROUND_GRAPH: with a Microsoft Graph on this machine
}

func readSettings(getenv func(string) string) (settings, error) {
	s := settings{
		listen: cmp.Or(getenv("DESKHAND_LISTEN"), "127.0.0.1:3978"),
		dir:    filepath.Join(cmp.Or(getenv("DESKHAND_DATA_DIR"), "data"), "playground"),
		graph:  getenv("PLAYGROUND_GRAPH") != "",
	}
	if _, port, err := net.SplitHostPort(s.listen); err != nil || port == "0" {
		return settings{}, fmt.Errorf("DESKHAND_LISTEN is %q; it has to be an address with a port, such as 127.0.0.1:3978", s.listen)
	}
	port := cmp.Or(getenv("PLAYGROUND_PORT"), "56150")
	var err error
	if s.port, err = strconv.Atoi(port); err != nil || s.port < 1 || s.port > 65535 {
		return settings{}, fmt.Errorf("PLAYGROUND_PORT is %q; it has to be a port, such as 56150", port)
	}
	return s, nil
}

// checkPorts says which setting to change when something else listens already.
func (s settings) checkPorts(ctx context.Context) error {
	if err := free(ctx, s.listen); err != nil {
		return fmt.Errorf("the bot cannot listen on %s: %w\nStop what listens there, or choose another address: "+
			"DESKHAND_LISTEN=127.0.0.1:3979 make run", s.listen, err)
	}
	if err := free(ctx, net.JoinHostPort("", strconv.Itoa(s.port))); err != nil {
		return fmt.Errorf("the local Teams client cannot listen on port %d: %w\nStop what listens there, or choose another port: "+
			"PLAYGROUND_PORT=56151 make run", s.port, err)
	}
	if !s.graph {
		return nil
	}
	for _, address := range []string{graphListen, graphPage} {
		if err := free(ctx, address); err != nil {
			return fmt.Errorf("the fake Graph cannot listen on %s: %w\nStop what listens there", address, err)
		}
	}
	return nil
}

func free(ctx context.Context, address string) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return listener.Close()
}
