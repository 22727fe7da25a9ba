package sqlite

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Memory is the Path of a database that lives in memory, private to one Store.
const Memory = ":memory:"

// Config says which database to open and how. [ParseURL] makes one of a URL.
type Config struct {
	// Path is the database file, made with its folders where there is none, or
	// [Memory]. Relative paths begin in the working directory. Required.
	Path string
	// Synchronous says what a commit waits for; see [Synchronous]. The zero value
	// is Full.
	Synchronous Synchronous
	// BusyTimeout is how long a commit waits for another process that writes to the
	// same file. 0 means 5 seconds.
	BusyTimeout time.Duration
	// Readers is how many queries run at the same time; more wait. 0 means 4. A
	// database in memory has one connection for everything.
	Readers int
}

// Synchronous says what has reached the disk when a commit is acknowledged.
type Synchronous string

const (
	// Full means the commit itself: it survives a crash of the process and a loss of power.
	Full Synchronous = "full"
	// Normal means perhaps not the last commits: they survive a crash of the process; a
	// loss of power may undo the latest, never a part of one. About five times as
	// fast as Full.
	Normal Synchronous = "normal"
)

// ParseURL reads the URL of a store:
//
//	sqlite:data/orders.db                      a file, relative to the working directory
//	sqlite:/var/lib/pizzeria/orders.db         a file
//	sqlite:orders.db?synchronous=normal&busy_timeout=10s&readers=8
//	sqlite::memory:                            in memory, gone when closed
//
// A path is written as it is, except that % ? and # are written as %25, %3F and
// %23. Every fault is reported.
func ParseURL(raw string) (Config, error) {
	rest, ok := strings.CutPrefix(raw, "sqlite:")
	if !ok {
		return Config{}, fmt.Errorf("%q is no SQLite URL; write sqlite:path/to/file.db, or sqlite::memory: for one in memory", raw)
	}
	path, options, _ := strings.Cut(rest, "?")
	if strings.HasPrefix(path, "//") {
		return Config{}, fmt.Errorf("%q: a SQLite URL has no // part; write sqlite:relative/path.db or, absolute, sqlite:/path.db without it", raw)
	}
	var c Config
	var faults []error
	var err error
	if c.Path, err = url.PathUnescape(path); err != nil {
		faults = append(faults, fmt.Errorf("path %q: a %% that stands for itself is written %%25", path))
	}
	if path == "" {
		faults = append(faults, errors.New("no path; write sqlite:path/to/file.db, or sqlite::memory: for one in memory"))
	}
	values, err := url.ParseQuery(options)
	if err != nil {
		faults = append(faults, fmt.Errorf("options %q cannot be read: %w", options, err))
	}
	faults = append(faults, c.setAll(values)...)
	if err := errors.Join(faults...); err != nil {
		return Config{}, fmt.Errorf("SQLite URL %q: %w", raw, err)
	}
	return c, nil
}

func (c *Config) setAll(values url.Values) (faults []error) {
	for _, name := range sortedKeys(values) {
		if err := c.set(name, values[name][len(values[name])-1]); err != nil {
			faults = append(faults, err)
		}
	}
	return faults
}

func sortedKeys(values url.Values) []string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (c *Config) set(name, value string) (err error) {
	switch name {
	case "synchronous":
		c.Synchronous = Synchronous(strings.ToLower(value))
		if c.Synchronous != Full && c.Synchronous != Normal {
			return fmt.Errorf("synchronous=%s is unknown; use full or normal", value)
		}
	case "busy_timeout":
		if c.BusyTimeout, err = time.ParseDuration(value); err != nil || c.BusyTimeout <= 0 {
			return fmt.Errorf("busy_timeout=%s is no duration above zero; write it as in 5s or 500ms", value)
		}
	case "readers":
		if c.Readers, err = strconv.Atoi(value); err != nil || c.Readers < 1 || c.Readers > 1000 {
			return fmt.Errorf("readers=%s is no number from 1 to 1000", value)
		}
	default:
		return fmt.Errorf("option %q is unknown; use synchronous, busy_timeout or readers", name)
	}
	return nil
}

// complete returns c with its defaults, or every fault it has.
func (c Config) complete() (Config, error) {
	var faults []error
	if c.Path == "" {
		faults = append(faults, errors.New("sqlite.Config.Path is empty; give a file or sqlite.Memory"))
	}
	if c.Synchronous == "" {
		c.Synchronous = Full
	}
	if c.Synchronous != Full && c.Synchronous != Normal {
		faults = append(faults, fmt.Errorf("sqlite.Config.Synchronous %q is unknown; use sqlite.Full or sqlite.Normal", c.Synchronous))
	}
	if c.BusyTimeout < 0 || c.Readers < 0 {
		faults = append(faults, errors.New("sqlite.Config.BusyTimeout and Readers may not be negative; leave them 0 for the default"))
	}
	if c.BusyTimeout == 0 {
		c.BusyTimeout = 5 * time.Second
	}
	if c.Readers == 0 {
		c.Readers = 4
	}
	if c.Path != Memory && c.Path != "" {
		absolute, err := filepath.Abs(c.Path)
		if err != nil {
			faults = append(faults, fmt.Errorf("find the working directory for %q: %w", c.Path, err))
		}
		c.Path = absolute
	}
	return c, errors.Join(faults...)
}

// dsn returns what the driver opens. pragmas are "name(value)".
func (c Config) dsn(pragmas ...string) string {
	options := url.Values{"_pragma": pragmas, "_txlock": {"immediate"}, "_dqs": {"0"}, "_error_rc": {"1"}}
	if c.Path == Memory {
		return "file::memory:?" + options.Encode()
	}
	file := url.URL{Scheme: "file", Path: filepath.ToSlash(c.Path), RawQuery: options.Encode()}
	return file.String()
}
