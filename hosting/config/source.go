package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/joho/godotenv"
	"github.com/pelletier/go-toml/v2"
)

// fileSuffix makes a variable name the file that holds the value.
const fileSuffix = "_FILE"

// found is a raw value and where it came from.
type found struct {
	raw    any
	origin string
}

// source gives values. The error of lookup is a fault of the one setting.
type source interface {
	lookup(f *field) (found, bool, error)
}

// overrides are the key=value pairs of the command line.
type overrides map[string]string

func (o overrides) lookup(f *field) (found, bool, error) {
	text, ok := o[f.key]
	return found{text, "--set"}, ok, nil
}

// variables are those of the environment or of a .env file.
type variables struct {
	origin string
	vars   map[string]string
}

func (e variables) lookup(f *field) (found, bool, error) {
	text, path := e.vars[f.env], e.vars[f.env+fileSuffix]
	switch {
	case text != "" && path != "":
		return found{origin: e.origin}, true, fmt.Errorf("%s%s is set as well; keep one of the two", f.env, fileSuffix)
	case path != "":
		return readSecret(f.env+fileSuffix, path)
	}
	return found{text, e.origin}, text != "", nil
}

// readSecret reads a mounted secret; one line break at its end does not count.
func readSecret(name, path string) (found, bool, error) {
	origin := name + "=" + path
	content, err := os.ReadFile(path)
	if err != nil {
		return found{origin: origin}, true, fmt.Errorf("the file cannot be read: %w", pathless(err))
	}
	text := strings.TrimSuffix(strings.TrimSuffix(string(content), "\n"), "\r")
	return found{text, origin}, true, nil
}

// document is a configuration file.
type document struct {
	origin string
	root   map[string]any
}

func (d document) lookup(f *field) (found, bool, error) {
	var value any = d.root
	for name := range strings.SplitSeq(f.key, ".") {
		table, ok := value.(map[string]any)
		if !ok {
			return found{}, false, nil
		}
		if value, ok = table[name]; !ok || value == nil {
			return found{}, false, nil
		}
	}
	return found{value, d.origin}, true, nil
}

// readDocument reads a TOML or YAML file by its extension.
func readDocument(path string) (document, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return document{}, fmt.Errorf("the configuration file cannot be read: %w", pathless(err))
	}
	return parseDocument(path, content)
}

// parseDocument reads the content of a TOML or YAML file.
func parseDocument(path string, content []byte) (document, error) {
	var err error
	d := document{origin: path}
	switch ext := filepath.Ext(path); ext {
	case ".toml":
		err = toml.Unmarshal(content, &d.root)
	case ".yaml", ".yml":
		err = yaml.Unmarshal(content, &d.root)
	default:
		err = fmt.Errorf("the extension %q is unknown; use .toml, .yaml or .yml", ext)
	}
	return d, err
}

// readDotEnv reads a .env file; one that does not exist is empty.
func readDotEnv(path string) (variables, error) {
	vars, err := godotenv.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return variables{origin: path, vars: vars}, err
}

// parseOverrides reads key=value pairs.
func parseOverrides(pairs []string) (overrides, error) {
	o := make(overrides, len(pairs))
	var errs []error
	for _, pair := range pairs {
		key, value, ok := strings.Cut(pair, "=")
		if !ok || key == "" {
			errs = append(errs, fmt.Errorf("%q is not a pair; write --set kitchen.capacity=3", pair))
			continue
		}
		o[key] = value
	}
	return o, errors.Join(errs...)
}

// pathless drops the path from a file error, for messages that name it already.
func pathless(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}
