package hosting

import (
	"slices"
	"strings"
)

// The flags of every command that are read before anything is put together.
const (
	flagSet     = "set"
	flagProfile = "profile"
	flagConfig  = "config"
	flagRole    = "role"
)

// given are the values of these flags.
type given struct {
	profile, file string
	set           []string
}

// scanFlags finds the flags that decide the settings, wherever they stand; what
// else there is, and what is wrong with it, is told by the command line proper.
func scanFlags(args []string) given {
	var g given
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		name, value, hasValue := strings.Cut(strings.TrimPrefix(args[i], "--"), "=")
		if !strings.HasPrefix(args[i], "--") || !slices.Contains([]string{flagSet, flagProfile, flagConfig, flagRole}, name) {
			continue
		}
		if !hasValue {
			if i+1 == len(args) {
				break
			}
			i++
			value = args[i]
		}
		switch name {
		case flagSet:
			g.set = append(g.set, value)
		case flagRole:
			g.set = append(g.set, "roles="+value)
		case flagProfile:
			g.profile = value
		case flagConfig:
			g.file = value
		}
	}
	return g
}
