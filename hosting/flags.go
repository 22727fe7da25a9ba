package hosting

import "strings"

// The flags of every command that are read before anything is put together.
const (
	flagSet     = "set"
	flagProfile = "profile"
	flagConfig  = "config"
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
		if !strings.HasPrefix(args[i], "--") || name != flagSet && name != flagProfile && name != flagConfig {
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
		case flagProfile:
			g.profile = value
		case flagConfig:
			g.file = value
		}
	}
	return g
}
