package manifest

import (
	"archive/zip"
	"encoding/json"
	"fmt"
)

// Package is what Teams reads in an app package to find the bot.
type Package struct {
	AppID   string   // the id of the Teams app
	BotIDs  []string // the app registrations of the bots in it
	Domains []string // the hosts that the app may show
}

// Read reads an app package from a file.
func Read(file string) (Package, error) {
	archive, err := zip.OpenReader(file)
	if err != nil {
		return Package{}, fmt.Errorf("reading the app package %s: %w", file, err)
	}
	defer archive.Close()
	entry, err := archive.Open("manifest.json")
	if err != nil {
		return Package{}, fmt.Errorf("%s is no app package: %w", file, err)
	}
	defer entry.Close()
	var document struct {
		ID   string `json:"id"`
		Bots []struct {
			BotID string `json:"botId"`
		} `json:"bots"`
		ValidDomains []string `json:"validDomains"`
	}
	if err := json.NewDecoder(entry).Decode(&document); err != nil {
		return Package{}, fmt.Errorf("reading manifest.json in %s: %w", file, err)
	}
	p := Package{AppID: document.ID, Domains: document.ValidDomains}
	for _, bot := range document.Bots {
		p.BotIDs = append(p.BotIDs, bot.BotID)
	}
	return p, nil
}
