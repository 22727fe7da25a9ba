package config

import (
	"fmt"
	"sort"
	"strings"
)

// Warnings returns what was set and is read by nobody: variables with the prefix
// of the service, keys of the configuration file, --set keys. Each names the
// setting that was probably meant. Call it after everything is loaded. Variables
// that Kubernetes sets for a Service of the same name are not reported.
func (l *Loader) Warnings() []string {
	var warnings []string
	for _, s := range l.strays() {
		warnings = append(warnings, s.String())
	}
	return warnings
}

// stray is something that was set and is read by nobody.
type stray struct {
	name, origin string
	// meant is the setting it resembles, "" for none.
	meant string
}

func (s stray) String() string {
	text := fmt.Sprintf("%s (%s) is no setting of this service", s.name, s.origin)
	if s.meant != "" {
		text += "; did you mean " + s.meant + "?"
	}
	return text
}

func (l *Loader) strays() []stray {
	known, keys := make(map[string]bool), make(map[string]bool)
	for i := range l.fields {
		known[l.fields[i].env], known[l.fields[i].env+fileSuffix] = true, true
		keys[l.fields[i].key] = true
	}
	known[l.fileVariable()], known[variable(l.prefix, "profile")] = true, true
	var strays []stray
	for _, vars := range []variables{l.env, l.dot} {
		for _, name := range sortedNames(vars.vars) {
			if l.prefix != "" && strings.HasPrefix(name, l.prefix+"_") && !known[name] && !serviceLink(name, vars.vars[name]) {
				strays = append(strays, stray{name, vars.origin, nearest(name, known)})
			}
		}
	}
	for _, key := range l.file.unknown(keys) {
		strays = append(strays, stray{key, l.file.origin, nearest(key, keys)})
	}
	for _, key := range sortedNames(l.set) {
		if !keys[key] {
			strays = append(strays, stray{key, "--set", nearest(key, keys)})
		}
	}
	return strays
}

// unknown returns the keys of the file that no field has.
func (d document) unknown(known map[string]bool) []string {
	var keys []string
	var walk func(section string, table map[string]any)
	walk = func(section string, table map[string]any) {
		for name, value := range table {
			key := join(section, name)
			inner, isTable := value.(map[string]any)
			switch {
			case known[key]:
			case isTable:
				walk(key, inner)
			default:
				keys = append(keys, key)
			}
		}
	}
	walk("", d.root)
	sort.Strings(keys)
	return keys
}

// serviceLink recognises PIZZERIA_SERVICE_HOST, PIZZERIA_PORT=tcp://… and the
// like, which Kubernetes puts into the environment of every pod beside a Service.
func serviceLink(name, value string) bool {
	return strings.HasSuffix(name, "_SERVICE_HOST") || strings.Contains(name, "_SERVICE_PORT") ||
		strings.Contains(name, "_PORT_") && (strings.Contains(name, "_TCP") || strings.Contains(name, "_UDP")) ||
		strings.HasSuffix(name, "_PORT") && strings.Contains(value, "://")
}

// nearest returns the known name with the fewest edits, "" when none is close.
func nearest(name string, known map[string]bool) string {
	best, least := "", len(name)/4+1
	for _, candidate := range sortedNames(known) {
		if d := distance(name, candidate); d <= least && (best == "" || d < least) {
			best, least = candidate, d
		}
	}
	return best
}

// distance is the Levenshtein distance of two ASCII names, by the two-row form
// of Wagner and Fischer's algorithm.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}

func sortedNames[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
