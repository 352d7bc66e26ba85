// Command fakegraph plays Microsoft Graph on a laptop with the data of a small organisation, and shows a page on which one
// works the tickets in the SharePoint list as the help desk does, breaks a service, and watches what Deskhand asks for. It
// is a way to see the whole path of a ticket without a tenant, and no part of the product. It keeps nothing when it ends.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"deskhand/graph/graphtest"
	"deskhand/internal/loopback"
)

// options are what a person can change.
type options struct {
	listen, page string
	pem, env     string
	key          string
	list         bool
}

func main() { os.Exit(status()) }

// status runs the command and returns its exit status.
func status() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "fakegraph:", err)
		return 1
	}
	return 0
}

func readOptions(args []string, help io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("fakegraph", flag.ContinueOnError)
	flags.SetOutput(help)
	flags.StringVar(&o.listen, "listen", "127.0.0.1:56160", "where Graph and its login service listen, over TLS")
	flags.StringVar(&o.page, "page", "127.0.0.1:56161", "where the page for people listens, over plain HTTP")
	flags.StringVar(&o.pem, "pem", "fakegraph.pem", "file to write the certificate to, for SSL_CERT_FILE")
	flags.StringVar(&o.key, "key", "fakegraph-key.pem", "file to write the certificate to with which Deskhand signs in")
	flags.StringVar(&o.env, "env", "", "file to write Deskhand's settings to, as environment lines; without it they are only printed")
	flags.BoolVar(&o.list, "list", false, "make the help desk's list; without it deskhand provision does")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 {
		return options{}, fmt.Errorf("%q is not understood; run fakegraph -help", flags.Arg(0))
	}
	return o, nil
}

// run serves until the context ends, which is no error.
func run(ctx context.Context, args []string, out, errs io.Writer) (err error) {
	o, err := readOptions(args, errs)
	if err != nil {
		return err
	}
	certificate, err := loopback.NewCertificate()
	if err != nil {
		return err
	}
	//nolint:contextcheck // it is closed, not cancelled
	server, err := graphtest.New(graphtest.Options{Listen: o.listen, Certificate: certificate})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.page)
	if err != nil {
		return fmt.Errorf("starting the page: %w", err)
	}
	defer func() { _ = listener.Close() }() // which ends twice when it was served
	org, err := populate(server, o.list)
	if err != nil {
		return err
	}
	if err := os.WriteFile(o.pem, certificate.PEM, 0o644); err != nil {
		return fmt.Errorf("writing the certificate: %w", err)
	}
	if err := writeKey(o.key); err != nil {
		return err
	}
	lines, err := org.open(o.pem, o.key, os.Environ())
	if err != nil {
		return err
	}
	if o.env != "" {
		if err := os.WriteFile(o.env, []byte(lines), 0o600); err != nil {
			return fmt.Errorf("writing the settings: %w", err)
		}
	}
	fmt.Fprintf(out, "%s\nThe help desk's view: http://%s\n", lines, listener.Addr())
	return serve(ctx, listener, newPage(org))
}

// writeKey writes what Deskhand signs in with. It is a certificate, since SharePoint takes no client secret.
func writeKey(file string) error {
	key, err := graphtest.ClientCertificate()
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, key, 0o600); err != nil {
		return fmt.Errorf("writing Deskhand's certificate: %w", err)
	}
	return nil
}

// serve serves the page until the context ends.
func serve(ctx context.Context, listener net.Listener, page http.Handler) error {
	server := &http.Server{Handler: page, ReadHeaderTimeout: 10 * time.Second}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })() // Serve says what is wrong
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving the page: %w", err)
	}
	return nil
}
