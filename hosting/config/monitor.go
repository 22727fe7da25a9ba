package config

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"
)

// MonitorConfig says where a [Monitor] looks for changes.
type MonitorConfig struct {
	// Sources come before the environment and after --set; the first that has a value wins.
	Sources []Source
	// Logger is told of changes, and of settings that were refused. Nil means slog.Default().
	Logger *slog.Logger
	// Optional goes on with the settings of the loader when a source cannot be read at the
	// start, or has settings that are not right. By default that is an error of
	// [Monitor.Load].
	Optional bool
	// StartTimeout bounds the first reading of all sources. Zero means ten seconds.
	StartTimeout time.Duration
	// Retry is the first pause after a source has failed; each further one is twice as long,
	// up to thirty times as long, and all of them vary by a fifth. Zero means one second.
	Retry time.Duration
}

// Monitor keeps settings as their sources have them. It reads a full snapshot, checks it as
// a whole and only then puts it in place: settings that are not right change nothing. It is
// a service of the host.
type Monitor struct {
	loader *Loader
	cfg    MonitorConfig
	ready  chan struct{}

	turn sync.Mutex // held from a change until the last listener has been told

	mu      sync.Mutex
	feeds   []*feed
	watched []watched
	loaded  bool
	refused error           // why the snapshots are not in place
	told    map[string]bool // warnings that were given
}

// feed is a source and what it had last.
type feed struct {
	source Source
	seen   Snapshot
	failed error // why nothing newer is known
}

// NewMonitor returns a monitor of settings that the loader reads in part. The loader's own
// sources are not read again.
func NewMonitor(loader *Loader, cfg MonitorConfig) *Monitor {
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	cfg.StartTimeout = cmp.Or(cfg.StartTimeout, 10*time.Second)
	cfg.Retry = cmp.Or(cfg.Retry, time.Second)
	m := &Monitor{loader: loader, cfg: cfg, ready: make(chan struct{}), told: make(map[string]bool)}
	for _, s := range cfg.Sources {
		m.feeds = append(m.feeds, &feed{source: s})
	}
	return m
}

// String returns "settings monitor".
func (*Monitor) String() string { return "settings monitor" }

// Ready is closed when the settings of the sources are in place for the first time.
func (m *Monitor) Ready() <-chan struct{} { return m.ready }

// Load reads the sources for the first time. Call it before whatever uses the settings is
// made; Run does it when nobody has. Listeners are told where the sources have other
// settings than the loader. The error is an [*Error] when the settings are not
// right, with every fault.
func (m *Monitor) Load(ctx context.Context) error {
	m.turn.Lock()
	defer m.turn.Unlock()
	if m.isLoaded() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, m.cfg.StartTimeout)
	defer cancel()
	snapshots := make([]Snapshot, len(m.feeds))
	for i, f := range m.feeds {
		snapshot, err := f.source.Next(ctx, "")
		if err != nil {
			err = fmt.Errorf("read the settings of %s: %w", nameOf(f.source), err)
			if !m.cfg.Optional {
				return err
			}
			m.failed(f, err)
			continue
		}
		snapshots[i] = snapshot
	}
	changed, err := m.begin(snapshots)
	for _, notify := range changed {
		notify()
	}
	if err == nil {
		close(m.ready)
	}
	return err
}

// begin puts the first settings in place and returns what tells of them.
func (m *Monitor) begin(snapshots []Snapshot) ([]func(), error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i, f := range m.feeds {
		f.seen = snapshots[i]
	}
	notify, err := m.apply()
	if err != nil && m.cfg.Optional {
		m.log(err)
		refused := err
		if notify, err = m.use(m.loader.fork(nil)); err == nil {
			m.refused = refused
		}
	}
	m.loaded = err == nil
	return notify, err
}

func (m *Monitor) isLoaded() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.loaded
}

// Run keeps the settings until ctx ends.
func (m *Monitor) Run(ctx context.Context) error {
	if err := m.Load(ctx); err != nil {
		if ctx.Err() != nil {
			return nil //nolint:nilerr // a service that is stopped has not failed
		}
		return err
	}
	var group sync.WaitGroup
	for _, f := range m.feeds {
		group.Go(func() { m.follow(ctx, f) })
	}
	group.Wait()
	return nil
}

// Err returns why the settings may not be those of the sources: a source that cannot be
// read, or settings that were refused. It is nil when they are.
func (m *Monitor) Err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []error
	if m.refused != nil {
		all = append(all, errors.New("settings were refused, the last ones hold: "+strings.Join(sentences(m.refused), "; ")))
	}
	for _, f := range m.feeds {
		all = append(all, f.failed)
	}
	return errors.Join(all...)
}

// follow takes what a source has until ctx ends.
func (m *Monitor) follow(ctx context.Context, f *feed) {
	pause := m.cfg.Retry
	for {
		snapshot, err := f.source.Next(ctx, f.seen.Version)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			m.take(f, snapshot)
			if pause = m.cfg.Retry; snapshot.Version != "" {
				continue
			}
		} else {
			m.failed(f, fmt.Errorf("read the settings of %s: %w", nameOf(f.source), err))
		}
		if !sleep(ctx, pause) {
			return
		}
		pause = min(2*pause, 30*m.cfg.Retry)
	}
}

// sleep pauses for about d; many replicas that failed together do not come back together.
func sleep(ctx context.Context, d time.Duration) bool {
	spread := int64(d)/5 + 1
	return pause(ctx, d+time.Duration(rand.Int64N(2*spread)-spread)) //nolint:gosec // spreads load, guards nothing
}

// failed notes that a source cannot be read, and says so once.
func (m *Monitor) failed(f *feed, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if f.failed == nil || f.failed.Error() != err.Error() {
		m.cfg.Logger.Warn("settings cannot be read; the last ones hold", slog.String("source", nameOf(f.source)), slog.String("error", Redact(err.Error())))
	}
	f.failed = err
}

// take puts a snapshot in place where it is another one and right.
func (m *Monitor) take(f *feed, snapshot Snapshot) {
	m.turn.Lock()
	defer m.turn.Unlock()
	for _, notify := range m.change(f, snapshot) {
		notify()
	}
}

// change returns what tells of a change.
func (m *Monitor) change(f *feed, snapshot Snapshot) []func() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if f.failed != nil {
		f.failed = nil
		m.cfg.Logger.Info("settings can be read again", slog.String("source", nameOf(f.source)))
	}
	if snapshot.Version != "" && snapshot.Version == f.seen.Version {
		return nil
	}
	f.seen = snapshot
	notify, err := m.apply()
	if err != nil {
		m.log(err)
	}
	return notify
}
