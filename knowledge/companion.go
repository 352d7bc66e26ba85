package knowledge

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// companions lie beside the folders of the articles, and are none.
var companions = []string{"golden.tsv", SynonymsFile, OutsideFile}

// maxCompanionBytes is far more than anybody looks after.
const maxCompanionBytes = 1 << 20

// companion is a file beside the articles, as it was when it was last read.
type companion struct {
	size     int64 // and when it changed: they tell whether it must be read again
	modified time.Time
	faults   []Fault
}

// changed reports whether the file is another than it was, and notes how it is now.
func (c *companion) changed(dir, name string) bool {
	var now companion
	if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
		now.size, now.modified = info.Size(), info.ModTime()
	}
	if now.size == c.size && now.modified.Equal(c.modified) {
		return false
	}
	*c = now
	return true
}

// readYAML reads a companion of the articles in a folder: its outermost value, or nil when there is no such file or nothing in it.
// The form is what it should hold.
func readYAML(dir, name, form string) (*yaml.Node, []Fault) {
	f, err := os.Open(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, []Fault{unreadable(name, err)}
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxCompanionBytes+1))
	switch {
	case err != nil:
		return nil, []Fault{unreadable(name, err)}
	case len(data) > maxCompanionBytes:
		return nil, []Fault{{Path: name, Message: "the file has more than 1 MB; keep what people use"}}
	}
	return parseYAML(data, name, form)
}

// parseYAML is readYAML for what the file holds.
func parseYAML(data []byte, name, form string) (*yaml.Node, []Fault) {
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, []Fault{{Path: name, Message: fmt.Sprintf("not YAML: %s; write %s", strings.TrimPrefix(err.Error(), "yaml: "), form)}}
	}
	if len(document.Content) == 0 {
		return nil, nil
	}
	return document.Content[0], nil
}
