package config

import (
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Row is one setting as the documentation shows it.
type Row struct {
	Key     string // as in the file, such as bot.app_id
	Env     string // as in the environment, such as DESKHAND_BOT_APP_ID
	Default string
	Help    string
	Secret  bool // can also be given as a file, named by Env with _FILE behind it
}

// Reference lists every setting there is, in the order of the documentation.
func Reference() []Row {
	c := defaults()
	var rows []Row
	for _, s := range settings(&c) {
		rows = append(rows, Row{Key: s.key, Env: s.env, Default: s.text(), Help: s.help(), Secret: s.secret()})
	}
	return rows
}

// setting is one field of a Config with the names it goes by.
type setting struct {
	key, env string
	tag      reflect.StructTag
	value    reflect.Value // the field itself, to be set
}

func settings(c *Config) []setting { return fields(reflect.ValueOf(c).Elem(), "") }

func fields(section reflect.Value, prefix string) []setting {
	var all []setting
	for field, value := range section.Fields() {
		key := prefix + field.Tag.Get("yaml")
		if value.Kind() == reflect.Struct {
			all = append(all, fields(value, key+".")...)
			continue
		}
		env := envPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
		all = append(all, setting{key: key, env: env, tag: field.Tag, value: value})
	}
	return all
}

func (s setting) secret() bool { return s.value.Type() == reflect.TypeFor[Secret]() }

func (s setting) help() string {
	if oneof := s.tag.Get("oneof"); oneof != "" {
		return s.tag.Get("help") + " One of: " + strings.ReplaceAll(oneof, ",", ", ") + "."
	}
	return s.tag.Get("help")
}

// set gives the setting a value that somebody wrote. Its error says what to write instead; the setting is then as it was.
func (s setting) set(text string) error {
	if oneof := s.tag.Get("oneof"); oneof != "" && !slices.Contains(strings.Split(oneof, ","), text) {
		return fmt.Errorf("write one of %s", strings.ReplaceAll(oneof, ",", ", "))
	}
	switch field := s.value.Addr().Interface().(type) {
	case *string:
		*field = text
	case *Secret:
		*field = Secret(text)
	case *[]string:
		*field = list(text)
	case *bool:
		return parse(field, text, strconv.ParseBool, "true or false")
	case *int:
		return parse(field, text, strconv.Atoi, "a whole number")
	case *time.Duration:
		return parse(field, text, time.ParseDuration, "a time such as 200ms, 30s or 8h")
	case *slog.Level:
		return parse(field, text, level, "debug, info, warn or error")
	default:
		return fmt.Errorf("no setting can be a %T", field)
	}
	return nil
}

func parse[T any](field *T, text string, parser func(string) (T, error), wanted string) error {
	value, err := parser(text)
	if err != nil {
		return errors.New("write " + wanted)
	}
	*field = value
	return nil
}

func level(text string) (l slog.Level, err error) {
	err = l.UnmarshalText([]byte(text))
	return l, err
}

// list takes apart a list as it is written on one line.
func list(text string) []string {
	var items []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}

// text is the value as somebody would write it; nothing for a secret.
func (s setting) text() string {
	switch value := s.value.Interface().(type) {
	case Secret:
		return ""
	case []string:
		return strings.Join(value, ", ")
	case slog.Level:
		return strings.ToLower(value.String())
	case time.Duration:
		return strings.NewReplacer("h0m0s", "h", "m0s", "m").Replace(value.String())
	default:
		return fmt.Sprint(value)
	}
}
