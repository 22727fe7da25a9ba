package config

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Source has settings that change while a service runs: a file, a folder of Consul. A
// source with a String method is called by it in messages. It is used by one monitor at a
// time.
type Source interface {
	// Next returns everything the source has. With an empty since it returns at once;
	// otherwise it waits until there is another version than since, and may return the same
	// version after a while. An error means that nothing is known; what was known before
	// goes on to hold, and Next is called again after a pause.
	Next(ctx context.Context, since string) (Snapshot, error)
}

// SourceFunc is a function as a [Source].
type SourceFunc func(ctx context.Context, since string) (Snapshot, error)

// Next calls the function.
func (f SourceFunc) Next(ctx context.Context, since string) (Snapshot, error) { return f(ctx, since) }

// Snapshot is everything that a source has at one moment.
type Snapshot struct {
	// Version is what Next waits for another of. Empty means that it cannot wait.
	Version string
	// Values are what a TOML file would hold: texts, numbers, bools, lists, and tables by
	// name. A setting that is missing has the value of the next source.
	Values map[string]any
}

// Nest makes tables of dotted keys: {"kitchen.capacity": "3"} has a table "kitchen". The
// error names a key that would be both a value and a table.
func Nest(values map[string]string) (map[string]any, error) {
	root := make(map[string]any)
	for _, key := range sortedNames(values) {
		table, parts := root, strings.Split(key, ".")
		if slices.Contains(parts, "") {
			return nil, fmt.Errorf("%q is no key; write it as kitchen.capacity", key)
		}
		for _, name := range parts[:len(parts)-1] {
			inner, ok := table[name].(map[string]any)
			if !ok && table[name] != nil {
				return nil, fmt.Errorf("%q is below %q, which is a value; keep one of them", key, name)
			}
			if inner == nil {
				inner = make(map[string]any)
				table[name] = inner
			}
			table = inner
		}
		name := parts[len(parts)-1]
		if _, taken := table[name]; taken {
			return nil, fmt.Errorf("%q is no value, because there is something below it; keep one of them", key)
		}
		table[name] = values[key]
	}
	return root, nil
}

// nameOf returns what messages call a source.
func nameOf(s Source) string {
	if named, ok := s.(fmt.Stringer); ok {
		return named.String()
	}
	return strings.TrimPrefix(fmt.Sprintf("%T", s), "*")
}

// MemorySource is a [Source] for tests. It is safe for concurrent use.
type MemorySource struct {
	mu      sync.Mutex
	values  map[string]string
	version int
	changed chan struct{}
}

// NewMemorySource returns a source with the values by dotted key; nil means none.
func NewMemorySource(values map[string]string) *MemorySource {
	return &MemorySource{values: maps.Clone(values), version: 1, changed: make(chan struct{})}
}

// String returns "memory".
func (*MemorySource) String() string { return "memory" }

// Set gives the key a value.
func (s *MemorySource) Set(key, value string) {
	s.change(func() {
		if s.values == nil {
			s.values = make(map[string]string)
		}
		s.values[key] = value
	})
}

// Delete takes the value of the key away.
func (s *MemorySource) Delete(key string) { s.change(func() { delete(s.values, key) }) }

// Replace gives other values in one step.
func (s *MemorySource) Replace(values map[string]string) {
	s.change(func() { s.values = maps.Clone(values) })
}

func (s *MemorySource) change(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
	s.version++
	close(s.changed)
	s.changed = make(chan struct{})
}

// Next implements [Source].
func (s *MemorySource) Next(ctx context.Context, since string) (Snapshot, error) {
	for {
		s.mu.Lock()
		version, changed := fmt.Sprint(s.version), s.changed
		values, err := Nest(s.values)
		s.mu.Unlock()
		if version != since {
			return Snapshot{Version: version, Values: values}, err
		}
		select {
		case <-ctx.Done():
			return Snapshot{}, ctx.Err()
		case <-changed:
		}
	}
}
