package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const defaultFile = "deskhand.yaml"

// Load reads the settings: what the environment (in the form of os.Environ) doesn't say comes from the file at path,
// and what that doesn't say is the default. With an empty path the file is deskhand.yaml in the working directory, if
// there is one. The error holds everything that is wrong, one fault a line, each with what to do about it.
func Load(path string, environ []string) (Config, error) { return load(path, environ, true) }

// LoadOffline reads the settings like Load, for commands that neither listen nor send: they need nothing of how the
// bot signs in and whom it believes, so that is not looked at.
func LoadOffline(path string, environ []string) (Config, error) { return load(path, environ, false) }

func load(path string, environ []string, serves bool) (Config, error) {
	c := defaults()
	r := reader{settings: settings(&c)}
	whole := r.file(path)
	r.environment(environ)
	if len(c.Bot.AllowedTenants) == 0 && c.Bot.TenantID != "" {
		c.Bot.AllowedTenants = []string{c.Bot.TenantID}
	}
	if whole { // else one would hear of what is missing only because the file could not be read
		c.check(&r.faults)
		if serves {
			c.checkServe(&r.faults)
		}
	}
	if err := r.faults.err(); err != nil {
		return Config{}, err
	}
	return c, nil
}

// reader puts what people wrote into settings, and collects what it can't.
type reader struct {
	settings []setting
	faults   faults
}

// file reads the file, and reports whether it could be read or there is none.
func (r *reader) file(path string) bool {
	name := path
	if name == "" {
		name = defaultFile
	}
	data, err := os.ReadFile(name)
	if err == nil {
		return r.document(name, data)
	}
	if path == "" && errors.Is(err, fs.ErrNotExist) {
		return true
	}
	r.faults.add(fault{name, "", err.Error(), "name a file that exists and can be read"})
	return false
}

// set gives a setting what was written for it at some place.
func (r *reader) set(where string, s setting, text string) {
	if err := s.set(text); err != nil {
		r.faults.add(fault{where, s.key, fmt.Sprintf("%q is not a value for it", text), err.Error()})
	}
}

// DatabaseURL says where the database is, with the password if there is one.
func (c Config) DatabaseURL() string {
	if c.Database == "" {
		return "sqlite:" + filepath.Join(c.DataDir, "deskhand.db")
	}
	return c.Database.Reveal()
}

// ModelsDir is the folder of installed models.
func (c Config) ModelsDir() string {
	if c.KB.Models == "" {
		return filepath.Join(c.DataDir, "models")
	}
	return c.KB.Models
}
