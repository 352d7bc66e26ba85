package config

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

const (
	envPrefix = "DESKHAND_"
	envFile   = "_FILE" // behind the variable of a secret: the secret is in that file
)

// notSetting says whether a variable with our prefix that mean something to others: the command line and the tests.
func notSetting(name string) bool {
	return name == envPrefix+"CONFIG" || strings.HasPrefix(name, envPrefix+"TEST_")
}

// environment reads variables, each as NAME=value, into the settings. An empty variable is an empty value.
func (r *reader) environment(environ []string) {
	variables := map[string]string{}
	for _, entry := range environ {
		if name, value, _ := strings.Cut(entry, "="); strings.HasPrefix(name, envPrefix) && !notSetting(name) {
			variables[name] = value
		}
	}
	var names []string
	for _, s := range r.settings {
		names = append(names, s.env)
		if s.secret() {
			names = append(names, s.env+envFile)
			r.secretFile(s, variables)
		}
		if value, ok := variables[s.env]; ok {
			r.set(s.env, s, value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		if !slices.Contains(names, name) {
			r.faults.add(fault{where: "environment", setting: name, problem: "there is no such setting", mend: didYouMean(name, names)})
		}
	}
}

// secretFile reads a secret from the file that a variable names. Editors end a file with a newline, which is not part
// of the secret.
func (r *reader) secretFile(s setting, variables map[string]string) {
	name := s.env + envFile
	path, ok := variables[name]
	if !ok {
		return
	}
	if _, both := variables[s.env]; both {
		r.faults.add(fault{name, s.key, fmt.Sprintf("%s is set as well", s.env), "keep one of the two"})
		return
	}
	secret, err := os.ReadFile(path)
	if err != nil {
		r.faults.add(fault{name, s.key, err.Error(), "name a file that exists and can be read"})
		return
	}
	r.set(name, s, strings.TrimRight(string(secret), "\r\n"))
}
