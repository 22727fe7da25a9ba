package config

import (
	"errors"
	"log/slog"
	"reflect"
	"slices"
)

// add begins to watch; the settings are those that are in place.
func (m *Monitor) add(w watched) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.loader.know(w.known())
	m.watched = append(m.watched, w)
	var docs []source
	if m.loaded && m.refused == nil {
		docs = m.documents()
	}
	w.prepare(m.loader.fork(docs))()
}

// apply checks what the sources have and puts it in place; the caller holds the lock.
func (m *Monitor) apply() ([]func(), error) {
	m.warn()
	notify, err := m.use(m.loader.fork(m.documents()))
	m.refused = err
	return notify, err
}

// use puts the settings of the loader in place when all of them are right, and returns what
// tells of it.
func (m *Monitor) use(loader *Loader) ([]func(), error) {
	swaps := make([]func() func(), 0, len(m.watched))
	for _, w := range m.watched {
		swaps = append(swaps, w.prepare(loader))
	}
	if err := loader.Err(); err != nil {
		return nil, err
	}
	notify := make([]func(), 0, len(swaps))
	for _, swap := range swaps {
		notify = append(notify, swap())
	}
	return notify, nil
}

// documents returns what the sources have, the first of them first.
func (m *Monitor) documents() []source {
	docs := make([]source, 0, len(m.feeds))
	for _, f := range m.feeds {
		docs = append(docs, changeable{f.document()})
	}
	return docs
}

func (f *feed) document() document { return document{origin: nameOf(f.source), root: f.seen.Values} }

// changeable is a document whose values for static settings do not count.
type changeable struct{ document }

func (c changeable) lookup(f *field) (found, bool, error) {
	if f.static {
		return found{}, false, nil
	}
	return c.document.lookup(f)
}

// sentences returns the faults of settings that were refused.
func sentences(err error) []string {
	refused, ok := errors.AsType[*Error](err)
	if !ok {
		return []string{err.Error()}
	}
	var all []string
	for _, f := range refused.Faults {
		all = append(all, f.String())
	}
	return all
}

// log tells every fault of settings that were refused.
func (m *Monitor) log(err error) {
	refused, ok := errors.AsType[*Error](err)
	if !ok {
		m.cfg.Logger.Error("settings were refused; the last ones hold", slog.String("error", err.Error()))
		return
	}
	for _, f := range refused.Faults {
		m.cfg.Logger.Error("settings were refused; the last ones hold", slog.String("setting", f.Name), slog.String("key", f.Key),
			slog.String("source", f.Origin), slog.String("fault", f.Message), slog.String("fix", f.Fix))
	}
}

// warn tells once of what a source has in vain: keys that are no setting, and settings that
// nobody watches or that are static.
func (m *Monitor) warn() {
	known, live := make(map[string]bool), make(map[string]bool)
	for i := range m.loader.fields {
		known[m.loader.fields[i].key] = true
	}
	for _, w := range m.watched {
		for _, f := range w.known() {
			live[f.key] = live[f.key] || !f.static
		}
	}
	for _, f := range m.feeds {
		doc := f.document()
		for _, key := range doc.unknown(known) {
			m.warnOnce(stray{name: key, origin: doc.origin, meant: nearest(key, known)}, "a key is no setting of this service")
		}
		for _, key := range sortedNames(known) {
			if _, there, _ := doc.lookup(&field{key: key}); there && !live[key] {
				m.warnOnce(stray{name: key, origin: doc.origin}, "a setting is read at start only; set it in the environment and start again")
			}
		}
	}
}

func (m *Monitor) warnOnce(s stray, what string) {
	if id := s.origin + " " + s.name; !m.told[id] {
		m.told[id] = true
		m.cfg.Logger.Warn(what, //nolint:sloglint // one of two constants
			slog.String("key", s.name), slog.String("source", s.origin), slog.String("meant", s.meant))
	}
}

// fork returns a loader of the same sources, with further ones after --set, that has loaded
// nothing.
func (l *Loader) fork(more []source) *Loader {
	return &Loader{
		cfg: l.cfg, prefix: l.prefix,
		owners: make(map[string]reflect.Type), done: make(map[loaded]reflect.Value),
		set: l.set, env: l.env, dot: l.dot, file: l.file,
		sources: slices.Concat([]source{l.set}, more, []source{l.env, l.dot, l.file}),
	}
}

// know remembers fields that somebody reads, so that nobody is warned of them.
func (l *Loader) know(fields []field) { l.fields = append(l.fields, fields...) }
