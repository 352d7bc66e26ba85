package graphtest

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// condition is a $filter: alternatives of comparisons that must all hold. Nil holds always.
type condition []comparison

// comparison is one node: a comparison of a path with a literal, or all or any of several.
type comparison struct {
	path, op string
	literal  any
	any      []condition // if not nil: one of these has to hold
}

// filterToken is a string, a bracket, or a word.
var filterToken = regexp.MustCompile(`'(?:[^']|'')*'|[()]|[^\s()']+`)

// parseFilter reads "a eq 'x' and (b/c eq 1 or d ne true)". Functions are beyond it.
func parseFilter(text string) (condition, *Failure) {
	if text == "" {
		return nil, nil
	}
	p := &filterParser{rest: filterToken.FindAllString(text, -1)}
	cond := p.either()
	if len(p.rest) > 0 || p.broken {
		return nil, bad("Invalid filter clause: %s", text)
	}
	return cond, nil
}

type filterParser struct {
	rest   []string
	broken bool
}

func (p *filterParser) next() string {
	if len(p.rest) == 0 {
		p.broken = true
		return ""
	}
	token := p.rest[0]
	p.rest = p.rest[1:]
	return token
}

func (p *filterParser) sees(word string) bool {
	if len(p.rest) > 0 && p.rest[0] == word {
		p.rest = p.rest[1:]
		return true
	}
	return false
}

func (p *filterParser) either() condition {
	alternatives := []condition{p.both()}
	for p.sees("or") {
		alternatives = append(alternatives, p.both())
	}
	if len(alternatives) == 1 {
		return alternatives[0]
	}
	return condition{{any: alternatives}}
}

func (p *filterParser) both() condition {
	all := p.one()
	for p.sees("and") {
		all = append(all, p.one()...)
	}
	return all
}

func (p *filterParser) one() condition {
	if p.sees("(") {
		inner := p.either()
		p.broken = !p.sees(")") || p.broken
		return inner
	}
	c := comparison{path: p.next(), op: p.next()}
	switch token := p.next(); {
	case strings.HasPrefix(token, "'"):
		c.literal = strings.ReplaceAll(strings.Trim(token, "'"), "''", "'")
	case token == "true", token == "false":
		c.literal = token == "true"
	case token == "null":
	default:
		if number, err := strconv.ParseFloat(token, 64); err == nil {
			c.literal = number
		} else {
			c.literal = token // a moment
		}
	}
	p.broken = p.broken || !slices.Contains([]string{"eq", "ne", "lt", "le", "gt", "ge"}, c.op)
	return condition{c}
}

// paths are all paths that are compared.
func (c condition) paths() []string {
	var all []string
	for _, one := range c {
		for _, inner := range one.any {
			all = append(all, inner.paths()...)
		}
		if one.any == nil {
			all = append(all, one.path)
		}
	}
	return all
}

// holds reports whether the condition is true of something.
func (c condition) holds(of object) bool {
	for _, one := range c {
		if !one.holds(of) {
			return false
		}
	}
	return true
}

func (c comparison) holds(of object) bool {
	for _, inner := range c.any {
		if inner.holds(of) {
			return true
		}
	}
	if c.any != nil {
		return false
	}
	var value any = of
	for step := range strings.SplitSeq(c.path, "/") {
		inner, _ := value.(object)
		value = inner[step]
	}
	if value == nil || c.literal == nil {
		return (value == c.literal) == (c.op == "eq")
	}
	order := compare(value, c.literal)
	switch c.op {
	case "eq":
		return order == 0
	case "ne":
		return order != 0
	case "lt":
		return order < 0
	case "le":
		return order <= 0
	case "gt":
		return order > 0
	}
	return order >= 0
}

// compare orders numbers by size and all else as text, without regard to case, as SharePoint and the directory do.
func compare(a, b any) int {
	x, xIsNumber := a.(float64)
	y, yIsNumber := b.(float64)
	if xIsNumber && yIsNumber {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(strings.ToLower(fmt.Sprint(a)), strings.ToLower(fmt.Sprint(b)))
}
