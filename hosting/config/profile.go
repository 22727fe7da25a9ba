package config

import (
	"fmt"
	"strings"
)

// Profile says what a process is run for. It decides defaults only: whether a
// .env file is read, how logs look, which registrations of the container count.
// Settings come from the environment in every profile.
type Profile string

// The profiles.
const (
	// Production is the default: whoever forgets to choose gets the careful one.
	Production Profile = "production"
	// Development reads .env and prints for people.
	Development Profile = "development"
	// Test is for tests in the same process.
	Test Profile = "test"
)

// ProfileVariable names the variable that chooses the profile of every service;
// <PREFIX>_PROFILE chooses it for one and comes first.
const ProfileVariable = "NEUROGLIA_PROFILE"

// ProfileOf returns the profile that the environment ("KEY=value" entries)
// chooses for a service, [Production] when it chooses none. An unknown name is
// an error that lists the known ones; the profile is then Production.
func ProfileOf(service string, environ []string) (Profile, error) {
	vars := environment(environ)
	for _, name := range []string{variable(Prefix(service), "profile"), ProfileVariable} {
		if text := vars[name]; text != "" {
			return ParseProfile(name, text)
		}
	}
	return Production, nil
}

// ParseProfile returns the profile of that name in any case; "dev" and "prod"
// are understood. The error names the origin of the text.
func ParseProfile(origin, text string) (Profile, error) {
	switch strings.ToLower(text) {
	case "production", "prod":
		return Production, nil
	case "development", "dev":
		return Development, nil
	case "test":
		return Test, nil
	}
	return Production, fmt.Errorf("%s: profile %q is unknown; use development, test or production", origin, text)
}

// environment turns "KEY=value" entries into a map; the last one of a name wins
// as it does for os/exec.
func environment(environ []string) map[string]string {
	vars := make(map[string]string, len(environ))
	for _, entry := range environ {
		if name, value, ok := strings.Cut(entry, "="); ok {
			vars[name] = value
		}
	}
	return vars
}
