package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"deskhand/graph/doctor"
	"deskhand/internal/config"
	"deskhand/internal/identity"
	"deskhand/knowledge"
	"deskhand/manifest"
	"deskhand/store"
)

// local are the checks that need no Microsoft Graph.
func (d diagnosis) local() []doctor.Check {
	signIn := doctor.Check{Name: "bot sign-in", Run: d.signIn}
	app := doctor.Check{Name: "app package", Run: d.appPackage}
	if d.config.Bot.AppID == "" {
		signIn.Off = "bot.app_id is empty"
		if d.manifest == "" {
			app.Off = signIn.Off
		}
	}
	return []doctor.Check{
		{Name: "database", Run: d.database},
		{Name: "articles", Run: d.articles},
		signIn,
		{Name: "credentials", Run: d.credentials},
		app,
	}
}

// settings are everything that serve would refuse, a line for each fault.
func (d diagnosis) settings(context.Context) []doctor.Finding {
	err := d.unsettled
	if err == nil {
		err = d.config.CheckServe()
	}
	if err == nil {
		return doctor.One(doctor.OK, "they fit together", "")
	}
	var found []doctor.Finding
	for line := range strings.Lines(err.Error()) {
		problem, advice, _ := strings.Cut(strings.TrimSpace(line), "; ")
		found = append(found, doctor.Finding{Level: doctor.Fail, Detail: problem, Advice: advice})
	}
	return found
}

func (d diagnosis) database(ctx context.Context) []doctor.Finding {
	i, err := store.Inspect(ctx, d.config.DatabaseURL())
	switch {
	case err != nil:
		return doctor.One(doctor.Fail, err.Error(), "check the setting database")
	case i.Stored > i.Known:
		return doctor.One(doctor.Fail, fmt.Sprintf("%s was used by a newer Deskhand", i.Name), "run that one")
	case i.Stored < i.Known:
		return doctor.One(doctor.OK, i.Name+" answers; deskhand serve brings its tables up to date", "")
	}
	return doctor.One(doctor.OK, i.Name+" answers", "")
}

func (d diagnosis) articles(context.Context) []doctor.Finding {
	articles, faults, err := knowledge.Lint(d.config.KB.Dir, d.now())
	if err != nil {
		return doctor.One(doctor.Fail, err.Error(), "set kb.dir to the folder of the articles")
	}
	if len(articles) == 0 {
		return doctor.One(doctor.Fail, "there are no articles in "+d.config.KB.Dir, "set kb.dir to the folder of the articles")
	}
	wrong := 0
	for _, fault := range faults {
		if !fault.Warning {
			wrong++
		}
	}
	if wrong > 0 {
		return doctor.One(doctor.Warn, fmt.Sprintf("%d articles can be read; faults: %d", len(articles), wrong),
			"deskhand kb lint names them")
	}
	return doctor.One(doctor.OK, fmt.Sprintf("%d articles can be read", len(articles)), "")
}

// signIn asks for a token with which the bot talks to Teams.
func (d diagnosis) signIn(ctx context.Context) []doctor.Finding {
	credential, err := identity.NewCredential(d.config.BotIdentity(), d.http)
	if err == nil {
		_, err = credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{d.config.Bot.Scope}})
	}
	if err == nil {
		return doctor.One(doctor.OK, "the login service gives the bot a token", "")
	}
	if refusal := identity.Refusal(err); refusal != "" {
		problem, advice, _ := strings.Cut(refusal, ": ")
		return doctor.One(doctor.Fail, problem, "of the bot, "+advice)
	}
	return doctor.One(doctor.Fail, identity.Trouble(err), "see whether bot.authority "+identity.Reach)
}

// credentials say how long secrets and certificates are good for.
func (d diagnosis) credentials(context.Context) []doctor.Finding {
	known, err := d.config.Credentials()
	var found []doctor.Finding
	if err != nil {
		found = doctor.One(doctor.Fail, err.Error(), "name a file that holds a certificate and its private key")
	}
	for _, c := range known {
		found = append(found, d.credential(c))
	}
	if len(found) == 0 {
		return doctor.One(doctor.OK, "none that ends some day", "")
	}
	return found
}

func (d diagnosis) credential(c config.Credential) doctor.Finding {
	day, left := c.Ends.Format("2 January 2006"), c.Ends.Sub(d.now())
	switch {
	case c.Ends.IsZero():
		return doctor.Finding{
			Level: doctor.Warn, Detail: "it is not known when the " + c.Name + " expires",
			Advice: "set " + c.Setting + " to the day that the portal shows, and you are warned ahead",
		}
	case left <= 0:
		return doctor.Finding{Level: doctor.Fail, Detail: "the " + c.Name + " expired on " + day, Advice: renew(c)}
	case left <= warnAhead:
		return doctor.Finding{Level: doctor.Warn, Detail: "the " + c.Name + " expires on " + day, Advice: renew(c)}
	}
	return doctor.Finding{Level: doctor.OK, Detail: "the " + c.Name + " is good until " + day}
}

func renew(c config.Credential) string {
	return "make a new one, set it, restart, and then remove the old one; see " + c.Setting
}

// unnamedPackage is the app package that is looked at when none is named.
const unnamedPackage = "deskhand.zip"

// appPackage compares the app package with the settings. That the one that nobody named is elsewhere is nobody's fault.
func (d diagnosis) appPackage(context.Context) []doctor.Finding {
	p, err := manifest.Read(cmp.Or(d.manifest, unnamedPackage))
	switch {
	case errors.Is(err, fs.ErrNotExist) && d.manifest == "":
		return doctor.One(doctor.Warn, "there is no "+unnamedPackage+" here to look at", "name the package that you uploaded with --manifest")
	case errors.Is(err, fs.ErrNotExist):
		return doctor.One(doctor.Fail, "there is no "+d.manifest, "name the package that you uploaded, or make it again with deskhand manifest")
	case err != nil:
		return doctor.One(doctor.Fail, err.Error(), "make it again with deskhand manifest")
	}
	if d.config.Bot.AppID == "" {
		return doctor.One(doctor.Warn, fmt.Sprintf("it is for the bot %s, at %s, and bot.app_id is empty",
			strings.Join(p.BotIDs, ", "), strings.Join(p.Domains, ", ")), "set bot.app_id")
	}
	again := "make it again with deskhand manifest --app-id " + d.config.Bot.AppID + ", and upload it"
	same := func(id string) bool { return strings.EqualFold(id, d.config.Bot.AppID) }
	switch {
	case !same(p.AppID):
		return doctor.One(doctor.Fail, fmt.Sprintf("the app's id is %s, and bot.app_id another", p.AppID), again)
	case !slices.ContainsFunc(p.BotIDs, same):
		return doctor.One(doctor.Fail, fmt.Sprintf("its bot is %s, and bot.app_id another", strings.Join(p.BotIDs, ", ")), again)
	case len(p.Domains) == 0:
		return doctor.One(doctor.Fail, "it names no domain", again)
	}
	if host := publicHost(d.config); host != "" && !slices.Contains(p.Domains, host) {
		return doctor.One(doctor.Warn, fmt.Sprintf("its domain is %s, and graph.notification_url is at %s", strings.Join(p.Domains, ", "), host),
			"if both are to be the same, "+again)
	}
	return doctor.One(doctor.OK, "it is for this bot, at "+strings.Join(p.Domains, ", "), "")
}

// publicHost is the host at which the internet reaches Deskhand, as far as a setting says it.
func publicHost(c config.Config) string {
	address, err := url.Parse(c.Graph.NotificationURL)
	if err != nil {
		return ""
	}
	return address.Hostname()
}
