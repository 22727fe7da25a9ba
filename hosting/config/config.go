package config

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// Config tells a [Loader] where to look.
type Config struct {
	// Service is the name of the service; it gives the prefix of the variables
	// (see [Prefix]) and the name of the configuration file. Empty means no prefix.
	Service string
	// Environ are the variables as "KEY=value". Nil means os.Environ().
	Environ []string
	// File is the path of a TOML or YAML file, which must exist. Empty means the
	// one that <PREFIX>_CONFIG names, else <service>.toml, .yaml or .yml in Dir,
	// where there is one.
	File string
	// Dir is where files are looked for. Empty means the working directory.
	Dir string
	// DotEnv is the name of a .env file in Dir that is read when it exists. Empty
	// means none: only development has one.
	DotEnv string
	// Set are key=value pairs, which come before everything else.
	Set []string
	// Defaults are values by dotted key that a program prefers to those of default tags. Every
	// source comes before them.
	Defaults map[string]string
	// Validator checks the validate tags. Nil means that only "required" is checked.
	Validator Validator
}

// Validator checks the validate tags of a struct. The error for a value that
// breaks them holds errs.Fields whose pointers are made of json names.
type Validator interface {
	Validate(ctx context.Context, value any) error
}

// Loader fills settings structs from one set of sources and collects every
// fault. It is not safe for concurrent use.
type Loader struct {
	cfg      Config
	prefix   string
	sources  []source // the first that has a value wins
	faults   []Fault
	values   []Value
	fields   []field
	owners   map[string]reflect.Type // by variable
	done     map[loaded]reflect.Value
	env, dot variables
	file     document
	set      overrides
}

// loaded identifies what was loaded, so that loading it again gives the same.
type loaded struct {
	typ     reflect.Type
	section string
}

// Value is one setting as it was found, for people.
type Value struct {
	// Name is the environment variable.
	Name string
	// Key is the dotted key: kitchen.capacity.
	Key string
	// Text is the value; secrets and passwords are redacted.
	Text string
	// Origin says where the value came from: default, the path of a file,
	// environment, --set; "" when nothing gave one.
	Origin string
	// Doc is the doc tag.
	Doc string
	// Type is the Go type.
	Type string
}

// New reads the sources. A source that cannot be read is a fault, reported by
// [Loader.Err] together with those of the settings.
func New(cfg Config) *Loader {
	if cfg.Environ == nil {
		cfg.Environ = os.Environ()
	}
	l := &Loader{
		cfg: cfg, prefix: Prefix(cfg.Service),
		owners: make(map[string]reflect.Type),
		done:   make(map[loaded]reflect.Value),
	}
	var err error
	if l.set, err = parseOverrides(cfg.Set); err != nil {
		l.sourceFault("--set", err, "write the key as the config command shows it")
	}
	l.env = variables{origin: "environment", vars: environment(cfg.Environ)}
	if cfg.DotEnv != "" {
		if l.dot, err = readDotEnv(filepath.Join(cfg.Dir, cfg.DotEnv)); err != nil {
			l.sourceFault(cfg.DotEnv, err, "write NAME=value lines; quote values with spaces")
		}
	}
	if path := l.filePath(); path != "" {
		if l.file, err = readDocument(path); err != nil {
			l.sourceFault(path, err, "correct the file, or name another one in "+l.fileVariable())
		}
	}
	l.sources = []source{l.set, l.env, l.dot, l.file}
	return l
}

func (l *Loader) sourceFault(name string, err error, fix string) {
	l.faults = append(l.faults, Fault{Code: CodeSource, Name: name, Message: err.Error(), Fix: fix})
}

// fileVariable is the variable that names the configuration file.
func (l *Loader) fileVariable() string { return variable(l.prefix, "config") }

// filePath returns the configuration file to read, "" when there is none.
func (l *Loader) filePath() string {
	if l.cfg.File != "" {
		return l.cfg.File
	}
	for _, vars := range []variables{l.env, l.dot} {
		if path := vars.vars[l.fileVariable()]; path != "" {
			return path
		}
	}
	var paths []string
	for _, ext := range []string{".toml", ".yaml", ".yml"} {
		path := filepath.Join(l.cfg.Dir, l.cfg.Service+ext)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return ""
	}
	if len(paths) > 1 {
		l.sourceFault(paths[1], fmt.Errorf("%s is there as well and only one file is read", paths[0]), "delete one of them, or name the right one in "+l.fileVariable())
	}
	return paths[0]
}

// Load returns the settings of type T, a struct. Its fields are those of the
// section when one is given, whose parts are joined by dots: Load[Mail](l, "mail")
// reads PIZZERIA_MAIL_HOST. Faults
// are collected, see [Loader.Err]; the field of a fault keeps its zero value.
// Loading the same type and section again gives the same settings.
func Load[T any](l *Loader, section ...string) T {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("config.Load: %s is no struct; settings are the exported fields of one", t))
	}
	return l.load(t, strings.Join(section, ".")).Interface().(T)
}

// Faults returns what is wrong so far: sources first, then settings in the order
// in which they were loaded. A setting that is missing is told together with what
// was probably meant to be it.
func (l *Loader) Faults() []Fault {
	faults := slices.Clone(l.faults)
	if len(faults) == 0 {
		return nil
	}
	strays := l.strays()
	for i, f := range faults {
		for _, s := range strays {
			if f.Code == CodeMissing && (s.meant == f.Name || s.meant == f.Key) {
				faults[i].Fix += fmt.Sprintf("; %s (%s) looks like it, misspelt", s.name, s.origin)
			}
		}
	}
	return faults
}

// Err returns the faults as an [*Error], nil when there is none.
func (l *Loader) Err() error {
	if len(l.faults) == 0 {
		return nil
	}
	return &Error{Faults: l.Faults()}
}

// Values returns every setting that was loaded, in order.
func (l *Loader) Values() []Value { return append([]Value(nil), l.values...) }
