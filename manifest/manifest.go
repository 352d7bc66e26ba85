// Package manifest makes the Teams app package: the manifest, its icons and its languages, in one zip that an
// administrator uploads. Everything in it but a few names comes from the folder app, which is compiled in. It never
// talks to Teams.
package manifest

import (
	"archive/zip"
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"
)

// files is what goes into the package. In the JSON files, names in braces stand for what an App says.
//
//go:embed app
var files embed.FS

//go:generate go run ./drawicons app

// App is what differs from one installation to the next.
type App struct {
	AppID     string    // the bot's app registration, a GUID; it is the id of the Teams app as well
	Domain    string    // the public host name of the bot, such as deskhand.example.com
	Name      string    // what people call it in Teams, at most 30 characters; "Deskhand" when empty
	Version   string    // of the package, such as 1.2.0: Teams wants a higher one for each update; "1.0.0" when empty
	Developer Developer // who runs the bot
}

// Developer is who runs the bot, as Teams shows it beside the app.
type Developer struct {
	Name    string // at most 32 characters; the name of the app when empty
	Website string // where there is help with the bot, https; the domain when empty
	Privacy string // what the bot does with what it is told, https; the website when empty
	Terms   string // the terms of use, https; the website when empty
}

// Build returns the package as a zip; the same bytes for the same app. The error names everything that Teams would
// refuse, one fault a line, each with what to write instead.
func Build(app App) ([]byte, error) {
	if err := app.check(); err != nil {
		return nil, err
	}
	placeholders, err := app.complete().placeholders()
	if err != nil {
		return nil, fmt.Errorf("writing the app into the manifest: %w", err)
	}
	entries, err := fs.ReadDir(files, "app")
	if err != nil {
		return nil, fmt.Errorf("reading the parts of the app package: %w", err)
	}
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, entry := range entries {
		if err := add(archive, entry.Name(), placeholders); err != nil {
			return nil, fmt.Errorf("packing %s: %w", entry.Name(), err)
		}
	}
	if err := archive.Close(); err != nil {
		return nil, fmt.Errorf("closing the app package: %w", err)
	}
	return out.Bytes(), nil
}

// add puts a file into the archive. It is stored as it is, with a time that never changes: what a compressor makes of
// it could differ from one version of Go to the next.
func add(archive *zip.Writer, name string, placeholders *strings.Replacer) error {
	content, err := files.ReadFile(path.Join("app", name))
	if err != nil {
		return err
	}
	if path.Ext(name) == ".json" {
		content = []byte(placeholders.Replace(string(content)))
	}
	header := &zip.FileHeader{Name: name, Method: zip.Store, Modified: time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)}
	entry, err := archive.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = entry.Write(content)
	return err
}

func (a App) complete() App {
	a.Name = cmp.Or(a.Name, "Deskhand")
	a.Version = cmp.Or(a.Version, "1.0.0")
	a.Developer.Name = cmp.Or(a.Developer.Name, a.Name)
	a.Developer.Website = cmp.Or(a.Developer.Website, "https://"+a.Domain)
	a.Developer.Privacy = cmp.Or(a.Developer.Privacy, a.Developer.Website)
	a.Developer.Terms = cmp.Or(a.Developer.Terms, a.Developer.Website)
	return a
}

// placeholders writes the values of an app into JSON strings.
func (a App) placeholders() (*strings.Replacer, error) {
	pairs := []string{
		"{app.id}", a.AppID, "{domain}", a.Domain, "{name}", a.Name, "{version}", a.Version,
		"{developer.name}", a.Developer.Name, "{developer.website}", a.Developer.Website,
		"{developer.privacy}", a.Developer.Privacy, "{developer.terms}", a.Developer.Terms,
	}
	for i := 1; i < len(pairs); i += 2 {
		quoted, err := json.Marshal(pairs[i])
		if err != nil {
			return nil, err
		}
		pairs[i] = string(quoted[1 : len(quoted)-1])
	}
	return strings.NewReplacer(pairs...), nil
}
