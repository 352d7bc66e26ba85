package locale

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed en.yaml nb.yaml
var files embed.FS

// Catalog holds the texts of all languages. It never changes and may be used by many at once.
type Catalog struct{ printers map[Language]*Printer }

// Load reads the catalogues that are part of the program. Its error lists every fault in them at once.
func Load() (*Catalog, error) { return load(files) }

// For is the printer for a language, or the English one when there is no such language.
func (c *Catalog) For(lang Language) *Printer {
	if p, ok := c.printers[lang]; ok {
		return p
	}
	return c.printers[English]
}

// load reads <language>.yaml of every language and holds them against the first.
func load(fsys fs.FS) (*Catalog, error) {
	catalog := &Catalog{printers: map[Language]*Printer{}}
	var faults []error
	for _, lang := range Languages() {
		name := string(lang) + ".yaml"
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("reading the texts of %q: %w", lang, err)
		}
		texts := map[string]string{}
		if err := yaml.Unmarshal(data, &texts); err != nil {
			return nil, fmt.Errorf("%s is not a flat list of texts: %w", name, err)
		}
		p, err := newPrinter(lang, texts)
		catalog.printers[lang] = p
		faults = append(faults, err, compare(catalog.printers[English], p))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("the texts have faults:\n%w", err)
	}
	return catalog, nil
}

// compare reports what p lacks or has more than want, and where their placeholders differ.
func compare(want, p *Printer) error {
	var faults []error
	for _, key := range slices.Sorted(maps.Keys(want.texts)) {
		text, ok := p.texts[key]
		switch {
		case !ok:
			faults = append(faults, fmt.Errorf("%s.yaml: %s is missing; %s.yaml has it", p.lang, key, want.lang))
		case strings.TrimSpace(text) == "":
			faults = append(faults, fmt.Errorf("%s.yaml: %s is empty", p.lang, key))
		case !slices.Equal(placeholders(want.texts[key]), placeholders(text)):
			faults = append(faults, fmt.Errorf("%s.yaml: %s has the placeholders %v, where %s.yaml has %v",
				p.lang, key, placeholders(text), want.lang, placeholders(want.texts[key])))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.texts)) {
		if _, ok := want.texts[key]; !ok {
			faults = append(faults, fmt.Errorf("%s.yaml: %s is missing; %s.yaml has it", want.lang, key, p.lang))
		}
	}
	return errors.Join(faults...)
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// placeholders are the names to be filled in, each once, in alphabetical order: languages put them in orders of their own.
func placeholders(text string) []string {
	names := placeholder.FindAllString(text, -1)
	slices.Sort(names)
	return slices.Compact(names)
}
