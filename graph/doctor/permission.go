package doctor

import (
	"fmt"
	"slices"
	"strings"

	"deskhand/internal/config"
)

// Permissions compares the permissions that a token carries with what the features that are on need: what is missing, what
// is wider than it need be, and what nobody needs.
func Permissions(c config.Config, held []string) []Finding {
	needs := Needed(c)
	wanted, used := map[string]bool{}, map[string]bool{}
	for _, p := range needs {
		wanted[p.Name] = true
	}
	var found []Finding
	for _, p := range needs {
		by := p.metBy(held)
		used[by] = true
		found = append(found, p.judge(by, wanted)...)
	}
	for _, name := range slices.Sorted(slices.Values(held)) {
		if !used[name] {
			found = append(found, Finding{Level: Warn, Detail: name + " is granted, and nothing that is on needs it", Advice: "remove it"})
		}
	}
	if len(found) == 0 {
		return One(OK, "as much as is needed is granted, and no more: "+list(held), "")
	}
	return found
}

// Needed are the permissions of Graph for all features that are on, each once.
func Needed(c config.Config) []Permission {
	var needs []Permission
	for _, f := range Features() {
		if f.Off(c) != "" {
			continue
		}
		for _, p := range f.Permissions {
			if p.Of == "" && !slices.ContainsFunc(needs, func(other Permission) bool { return other.Name == p.Name }) {
				needs = append(needs, p)
			}
		}
	}
	return needs
}

// metBy is the smallest permission among those held that does what is needed; empty when none does.
func (p Permission) metBy(held []string) string {
	for _, name := range slices.Concat([]string{p.Name}, p.Or, p.Wider) {
		if slices.Contains(held, name) {
			return name
		}
	}
	return ""
}

// judge says what is wrong with the permission by which a need is met. What is wanted for something else as well is not too
// wide.
func (p Permission) judge(by string, wanted map[string]bool) []Finding {
	switch {
	case by == "" && p.Unseen:
		return nil
	case by == "" && p.Without != "":
		return One(Warn, fmt.Sprintf("%s is not granted: %s", p.Name, p.Without), "grant it if you want that: it "+p.Why)
	case by == "":
		return One(Fail, p.Name+" is not granted", "grant it, and have an administrator consent: it "+p.Why)
	case slices.Contains(p.Wider, by) && !wanted[by]:
		return One(Warn, by+" is granted, and is more than is needed", "grant "+p.Name+" in its place")
	}
	return nil
}

// list joins names for a sentence.
func list(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(slices.Sorted(slices.Values(names)), ", ")
}
