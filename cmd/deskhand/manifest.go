package main

import (
	"fmt"
	"os"

	"deskhand/manifest"
)

// manifestCmd writes the app package.
type manifestCmd struct {
	AppID  string `required:"" help:"The bot's app (client) id, a GUID."`
	Domain string `required:"" help:"The host name under which the bot is reached, without https://."`
	Out    string `help:"File to write." default:"deskhand.zip"`

	Name      string `help:"Name of the app in Teams." default:"Deskhand"`
	Release   string `help:"Version of the package; a new upload needs a higher one." default:"1.0.0" placeholder:"1.0.0"`
	Developer string `help:"Who runs the bot, as Teams shows it." placeholder:"NAME"`
	Website   string `help:"Page about the bot; without it, the domain." placeholder:"URL"`
	Privacy   string `help:"Page about privacy; without it, the website." placeholder:"URL"`
	Terms     string `help:"Terms of use; without them, the website." placeholder:"URL"`
}

// Run implements the command.
func (c *manifestCmd) Run(e *env) error {
	archive, err := manifest.Build(manifest.App{
		AppID: c.AppID, Domain: c.Domain, Name: c.Name, Version: c.Release,
		Developer: manifest.Developer{Name: c.Developer, Website: c.Website, Privacy: c.Privacy, Terms: c.Terms},
	})
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, archive, 0o644); err != nil {
		return fmt.Errorf("writing the app package: %w", err)
	}
	fmt.Fprintf(e.stdout, "%s is written. Upload it in the Teams admin center under Manage apps, "+
		"or in Teams under Apps > Manage your apps > Upload an app.\n", c.Out)
	return nil
}
