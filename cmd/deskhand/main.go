// Command deskhand is the help desk bot for Microsoft Teams: the server, the same conversation in the terminal, and the
// tools for those who work tickets and articles.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	_ "time/tzdata" // time zones on machines that bring none

	"github.com/alecthomas/kong"

	"deskhand/internal/config"
)

// version is set when a release is built.
var version = "dev"

// cli is the command line.
type cli struct {
	Config  string           `help:"Settings file. Every setting can also be an environment variable; see docs/settings.md." placeholder:"FILE" env:"DESKHAND_CONFIG"`
	Version kong.VersionFlag `help:"Print the version."`

	Serve     serveCmd     `cmd:"" help:"Run the bot."`
	Chat      chatCmd      `cmd:"" help:"Talk to the bot in this terminal."`
	Ticket    ticketCmd    `cmd:"" help:"Work tickets: list, show, take, resolve."`
	KB        kbCmd        `cmd:"" name:"kb" help:"Look after the articles: lint, search, import, export."`
	Community communityCmd `cmd:"" help:"See who is invited into the makers' community, and why not: plan, status, show, invite, forget."`
	People    peopleCmd    `cmd:"" help:"Ask the directory: who somebody is, who is on call, who administers the tenant."`
	Health    healthCmd    `cmd:"" help:"Ask Microsoft which of its services are disturbed."`
	Provision provisionCmd `cmd:"" help:"Make the help desk's SharePoint list, or add what it lacks."`
	Doctor    doctorCmd    `cmd:"" help:"Look at everything, and say what is in order and what to do."`
	Manifest  manifestCmd  `cmd:"" help:"Write the app package to upload to Teams."`
}

// env is where a command runs: what it reads, where it writes, and its settings.
type env struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time
	config config.Config

	unsettled error // what is wrong with the settings: only the doctor comes so far with it
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	e := &env{ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}
	code := run(e, os.Args[1:], os.Environ())
	stop()
	os.Exit(code)
}

// errReported is a failure that has been told in full already.
var errReported = errors.New("reported")

// meant is the command whose arguments are wrong, as far as it could be read.
func meant(err error) string {
	if wrong, ok := errors.AsType[*kong.ParseError](err); ok && wrong.Context.Selected() != nil {
		return wrong.Context.Selected().FullPath()
	}
	return "deskhand"
}

// run is the program without the process around it. It sets e.config and returns the exit status.
func run(e *env, args, environ []string) int {
	var command cli
	status := -1
	parser, err := kong.New(&command,
		kong.Name("deskhand"),
		kong.Description("The help desk bot for Microsoft Teams."),
		kong.Vars{"version": version},
		kong.Writers(e.stdout, e.stderr),
		kong.Exit(func(code int) { status = code }),
		kong.UsageOnError(),
	)
	if err != nil {
		fmt.Fprintln(e.stderr, "deskhand:", err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if status >= 0 { // --help or --version has been answered
		return status
	}
	if err != nil {
		fmt.Fprintf(e.stderr, "deskhand: %v\nSee %s --help.\n", err, meant(err))
		return 2
	}
	load := config.LoadOffline
	if parsed.Command() == "serve" { // the one command that Teams has to do with
		load = config.Load
	}
	e.config, err = load(command.Config, environ)
	if parsed.Command() == "doctor" {
		e.unsettled, err = err, nil
	}
	if err == nil {
		err = parsed.Run(e)
	}
	switch {
	case err == nil:
		return 0
	case !errors.Is(err, errReported):
		fmt.Fprintln(e.stderr, "deskhand:", printable(err.Error()))
	}
	return 1
}
