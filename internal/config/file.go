package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document reads a YAML document into the settings, and reports whether it is one. A name without a value leaves its
// setting alone.
func (r *reader) document(file string, data []byte) bool {
	root, err := parseYAML(data)
	if err != nil {
		r.faults.add(fault{file, "", err.Error(), "write one YAML document, as docs/settings.md shows"})
		return false
	}
	r.section(file, "", root)
	return true
}

// parseYAML returns the root of the only document in data, or nil when there is nothing but comments.
func parseYAML(data []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var first, second yaml.Node
	if err := decoder.Decode(&first); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, fmt.Errorf("a second document begins at line %d", second.Line)
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return first.Content[0], nil
}

// section reads the names and values of a mapping. prefix is the section's own key with a dot behind it, empty for
// the whole document.
func (r *reader) section(file, prefix string, node *yaml.Node) {
	if isNull(node) {
		return
	}
	if node.Kind != yaml.MappingNode {
		key := strings.TrimSuffix(prefix, ".")
		r.faults.add(fault{at(file, node), key, "it holds settings of its own", "write them below it, each as name: value"})
		return
	}
	seen := map[string]bool{}
	for pair := range slices.Chunk(node.Content, 2) {
		key, where := prefix+pair[0].Value, at(file, pair[0])
		if seen[key] {
			r.faults.add(fault{where, key, "it is set a second time", "keep one of the two"})
			continue
		}
		seen[key] = true
		r.entry(file, key, pair[0], pair[1])
	}
}

func (r *reader) entry(file, key string, name, value *yaml.Node) {
	if value.Kind == yaml.AliasNode {
		value = value.Alias
	}
	if i := slices.IndexFunc(r.settings, func(s setting) bool { return s.key == key }); i >= 0 {
		r.value(file, r.settings[i], value)
		return
	}
	inside := func(s setting) bool { return strings.HasPrefix(s.key, key+".") }
	if slices.ContainsFunc(r.settings, inside) {
		r.section(file, key+".", value)
		return
	}
	r.faults.add(fault{at(file, name), key, "there is no such setting", didYouMean(key, r.keys())})
}

func (r *reader) value(file string, s setting, node *yaml.Node) {
	where := at(file, node)
	switch items, isList := reflect.TypeAssert[*[]string](s.value.Addr()); {
	case isNull(node):
	case node.Kind == yaml.ScalarNode:
		r.set(where, s, node.Value)
	case isList && node.Kind == yaml.SequenceNode && !slices.ContainsFunc(node.Content, notScalar):
		*items = nil
		for _, item := range node.Content {
			*items = append(*items, item.Value)
		}
	case isList:
		r.faults.add(fault{where, s.key, "it is not a list of plain values", "write it as [one, two]"})
	default:
		r.faults.add(fault{where, s.key, "it takes one plain value", "write it as name: value"})
	}
}

// keys are all names that can stand in the file: sections and settings, each in full.
func (r *reader) keys() []string {
	var keys []string
	for _, s := range r.settings {
		for i, c := range s.key {
			if c == '.' {
				keys = append(keys, s.key[:i])
			}
		}
		keys = append(keys, s.key)
	}
	return keys
}

func at(file string, node *yaml.Node) string { return fmt.Sprintf("%s:%d", file, node.Line) }

func notScalar(node *yaml.Node) bool { return node.Kind != yaml.ScalarNode }

func isNull(node *yaml.Node) bool { return node == nil || node.ShortTag() == "!!null" }
