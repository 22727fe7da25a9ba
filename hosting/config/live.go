package config

import (
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Live are settings of type T that may change while the service runs. Current never blocks;
// all methods are safe for concurrent use.
type Live[T any] struct {
	section string
	fields  []field
	logger  *slog.Logger
	current atomic.Pointer[T]

	mu        sync.Mutex
	listeners []*listener[T]
}

// listener is one function that is told of changes.
type listener[T any] struct {
	call func(old, new *T, keys []string)
	gone atomic.Bool
}

// Watch returns the settings of type T, a struct, as the sources of the monitor have them;
// sections are those of [Load]. Until [Monitor.Load] they are those of the loader.
func Watch[T any](m *Monitor, section ...string) *Live[T] {
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct {
		panic(fmt.Sprintf("config.Watch: %s is no struct; settings are the exported fields of one", t))
	}
	w := tree{prefix: m.loader.prefix}
	w.walk(t, strings.Join(section, "."), nil)
	live := &Live[T]{section: strings.Join(section, "."), fields: w.fields, logger: m.cfg.Logger}
	live.current.Store(new(T))
	m.add(live)
	return live
}

// Current returns the settings as they are now. They are shared by all callers, who do not
// change them; a later change makes new ones.
func (l *Live[T]) Current() *T { return l.current.Load() }

// OnChange has call told of each change, with the dotted keys of what is different in the
// order of the fields. It is called by the monitor, one change after the other and one
// listener after the other in the order of registration, when Current returns the new
// settings already; it should soon return. Nobody is told of what is in place when OnChange
// is called: apply Current after it.
//
// No call begins after unsubscribe has returned, which may be called any number of times and
// from within call.
func (l *Live[T]) OnChange(call func(old, new *T, keys []string)) (unsubscribe func()) {
	entry := &listener[T]{call: call}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.listeners = append(l.listeners, entry)
	return func() {
		entry.gone.Store(true)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.listeners = slices.DeleteFunc(slices.Clone(l.listeners), func(other *listener[T]) bool { return other == entry })
	}
}

// watched is a [Live] without its type.
type watched interface {
	// known returns the fields.
	known() []field
	// prepare reads the settings by the loader, which collects the faults. What it returns
	// puts them in place, and that returns what tells of it.
	prepare(loader *Loader) (swap func() (notify func()))
}

func (l *Live[T]) known() []field { return l.fields }

func (l *Live[T]) prepare(loader *Loader) func() func() {
	next := Load[T](loader, l.section)
	return func() func() {
		old := l.current.Load()
		keys := l.changed(old, &next)
		if len(keys) == 0 {
			return func() {}
		}
		l.current.Store(&next)
		return func() { l.notify(old, &next, keys) }
	}
}

// changed returns the keys of the fields that differ.
func (l *Live[T]) changed(before, after *T) []string {
	was, is := reflect.ValueOf(before).Elem(), reflect.ValueOf(after).Elem()
	var keys []string
	for i := range l.fields {
		f := &l.fields[i]
		if !reflect.DeepEqual(was.FieldByIndex(f.index).Interface(), is.FieldByIndex(f.index).Interface()) {
			keys = append(keys, f.key)
		}
	}
	return keys
}

func (l *Live[T]) notify(before, after *T, keys []string) {
	l.mu.Lock()
	listeners := slices.Clone(l.listeners)
	l.mu.Unlock()
	for _, entry := range listeners {
		if !entry.gone.Load() {
			l.call(entry, before, after, slices.Clone(keys))
		}
	}
}

// call shields the other listeners, and the monitor, from a panic of one.
func (l *Live[T]) call(entry *listener[T], before, after *T, keys []string) {
	defer func() {
		if fault := recover(); fault != nil {
			l.logger.Error("settings listener panicked", slog.Any("panic", fault), slog.Any("keys", keys))
		}
	}()
	entry.call(before, after, keys)
}
