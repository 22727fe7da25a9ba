package config_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/logging"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

type liveSettings struct {
	Level   slog.Level `default:"info"`
	Secret  config.Secret
	Port    int `default:"8080" config:",static"`
	Kitchen struct {
		Capacity int           `default:"3" validate:"min=1,max=9"`
		Timeout  time.Duration `default:"30s"`
		Oven     struct{ Heat int }
	}
	Store struct {
		URL string `default:"memory:"`
	} `config:",static"`
}

// watching is a monitor of live settings with what it logs. It runs inside a bubble.
type watching struct {
	live    *config.Live[liveSettings]
	monitor *config.Monitor
	source  *config.MemorySource
	log     *strings.Builder
}

func watch(t *testing.T, values map[string]string, environ ...string) watching {
	t.Helper()
	w := watching{source: config.NewMemorySource(values), log: new(strings.Builder)}
	logger, _ := logging.New(logging.Config{Output: w.log})
	loader := config.New(config.Config{Service: "pizzeria", Environ: append(environ, "X=y"), Dir: t.TempDir(), Validator: validation.New(validation.Config{})})
	w.monitor = config.NewMonitor(loader, config.MonitorConfig{Sources: []config.Source{w.source}, Logger: logger})
	w.live = config.Watch[liveSettings](w.monitor)
	return w
}

// run runs the monitor until the test ends.
func (w watching) run(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.monitor.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
	synctest.Wait()
}

// bubble runs the test with a clock of its own.
func bubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, test)
}

// pass lets time go by, and whatever happens in it.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// A nested setting of a consumer that lives already follows its source.
func TestANestedChangeReachesALiveConsumer(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := watch(t, map[string]string{"kitchen.capacity": "4"}, "PIZZERIA_KITCHEN_OVEN_HEAT=200")
		w.run(t)
		require.Equal(t, 4, w.live.Current().Kitchen.Capacity)
		require.Equal(t, 200, w.live.Current().Kitchen.Oven.Heat)
		<-w.monitor.Ready()

		type change struct {
			old, new *liveSettings
			keys     []string
		}
		var changes []change
		w.live.OnChange(func(old, new *liveSettings, keys []string) { changes = append(changes, change{old, new, keys}) })
		before := w.live.Current()
		w.source.Replace(map[string]string{"kitchen.capacity": "5", "kitchen.oven.heat": "230", "level": "debug"})
		synctest.Wait()
		require.Len(t, changes, 1, "one snapshot is one change")
		require.Equal(t, []string{"level", "kitchen.capacity", "kitchen.oven.heat"}, changes[0].keys)
		require.Same(t, before, changes[0].old)
		require.Same(t, w.live.Current(), changes[0].new)
		require.Equal(t, 230, w.live.Current().Kitchen.Oven.Heat)
		require.Equal(t, 4, before.Kitchen.Capacity, "who holds the old settings keeps them")

		w.source.Delete("kitchen.oven.heat")
		w.source.Delete("kitchen.capacity")
		synctest.Wait()
		require.Equal(t, 200, w.live.Current().Kitchen.Oven.Heat, "deletion falls back to the environment")
		require.Equal(t, 3, w.live.Current().Kitchen.Capacity, "and to the default")
		require.NoError(t, w.monitor.Err())
	})
}

func TestSettingsThatAreNotRightChangeNothing(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := watch(t, nil)
		w.run(t)
		told := 0
		w.live.OnChange(func(*liveSettings, *liveSettings, []string) { told++ })
		before := w.live.Current()
		w.source.Replace(map[string]string{"kitchen.capacity": "12", "kitchen.timeout": "soon", "level": "debug", "secret": "hunter2-hunter2"})
		synctest.Wait()
		require.Same(t, before, w.live.Current(), "what was right in it is left out too")
		require.Zero(t, told)
		require.Equal(t, 2, strings.Count(w.log.String(), "settings were refused; the last ones hold"), "each fault is logged")
		require.Contains(t, w.log.String(), `"key":"kitchen.capacity"`)
		require.Contains(t, w.log.String(), `"key":"kitchen.timeout"`)
		require.ErrorContains(t, w.monitor.Err(), "PIZZERIA_KITCHEN_TIMEOUT (memory)")
		require.NotContains(t, w.log.String()+w.monitor.Err().Error(), "hunter2")

		w.source.Replace(map[string]string{"kitchen.capacity": "9", "level": "debug"})
		synctest.Wait()
		require.Equal(t, 9, w.live.Current().Kitchen.Capacity)
		require.Equal(t, 1, told)
		require.NoError(t, w.monitor.Err())
	})
}

func TestStaticAndUnknownKeysAreIgnoredWithAWarning(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := watch(t, map[string]string{"port": "9090", "store.url": "postgres://db", "kitchn.capacity": "7"}, "PIZZERIA_STORE_URL=sqlite:x.db")
		w.run(t)
		w.source.Set("level", "warn")
		synctest.Wait()
		require.Equal(t, 8080, w.live.Current().Port)
		require.Equal(t, "sqlite:x.db", w.live.Current().Store.URL, "a static struct is static below as well")
		require.Equal(t, slog.LevelWarn, w.live.Current().Level)
		require.Equal(t, 2, strings.Count(w.log.String(), "a setting is read at start only"), "once for each")
		require.Equal(t, 1, strings.Count(w.log.String(), `"key":"kitchn.capacity","source":"memory","meant":"kitchen.capacity"`))
	})
}

func TestPrecedenceOfLiveSources(t *testing.T) {
	t.Parallel()
	type settings struct{ A, B, C, D, E string }
	dir := t.TempDir()
	write(t, dir, "pizzeria.toml", "a = \"file\"\nb = \"file\"\nc = \"file\"\nd = \"file\"\ne = \"file\"\n")
	loader := config.New(config.Config{Service: "pizzeria", Dir: dir, Environ: []string{"PIZZERIA_B=env", "PIZZERIA_C=env", "PIZZERIA_D=env", "PIZZERIA_E=env"}, Set: []string{"e=set"}})
	monitor := config.NewMonitor(loader, config.MonitorConfig{Sources: []config.Source{
		config.NewMemorySource(map[string]string{"d": "first", "e": "first"}),
		config.NewMemorySource(map[string]string{"c": "second", "d": "second", "e": "second"}),
	}})
	live := config.Watch[settings](monitor)
	require.Equal(t, settings{"file", "env", "env", "env", "set"}, *live.Current(), "before the sources are read")
	require.NoError(t, monitor.Load(t.Context()))
	require.Equal(t, settings{"file", "env", "second", "first", "set"}, *live.Current())
	require.Equal(t, live.Current(), config.Watch[settings](monitor).Current(), "who comes late sees the same")
	require.Empty(t, loader.Warnings(), "what is watched is a setting")
}

func TestWhoListensBeforeTheStartIsToldOfIt(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := watch(t, map[string]string{"level": "warn", "kitchen.timeout": "30s"})
		var told []string
		w.live.OnChange(func(_, now *liveSettings, keys []string) {
			require.Equal(t, slog.LevelWarn, now.Level)
			told = append(told, keys...)
		})
		require.NoError(t, w.monitor.Load(t.Context()))
		require.NoError(t, w.monitor.Load(t.Context()), "a second one does nothing")
		w.run(t)
		require.Equal(t, []string{"level"}, told)
	})
}

func TestASourceThatFailsAtTheStart(t *testing.T) {
	broken := config.SourceFunc(func(context.Context, string) (config.Snapshot, error) {
		return config.Snapshot{}, errors.New("connection refused")
	})
	open := func(cfg config.MonitorConfig) (*config.Monitor, *config.Live[liveSettings]) {
		cfg.Logger = slog.New(slog.DiscardHandler)
		loader := config.New(config.Config{Environ: []string{"LEVEL=warn"}, Validator: validation.New(validation.Config{})})
		m := config.NewMonitor(loader, cfg)
		return m, config.Watch[liveSettings](m)
	}
	bubble(t, func(t *testing.T) {
		m, _ := open(config.MonitorConfig{Sources: []config.Source{broken}})
		require.ErrorContains(t, m.Run(t.Context()), "connection refused", "the service does not start")

		m, live := open(config.MonitorConfig{Sources: []config.Source{broken}, Optional: true})
		require.NoError(t, m.Load(t.Context()))
		require.Equal(t, slog.LevelWarn, live.Current().Level)
		require.ErrorContains(t, m.Err(), "connection refused")

		faulty := config.NewMemorySource(map[string]string{"kitchen.capacity": "99"})
		m, _ = open(config.MonitorConfig{Sources: []config.Source{faulty}})
		_, ok := errors.AsType[*config.Error](m.Load(t.Context()))
		require.True(t, ok)
		m, live = open(config.MonitorConfig{Sources: []config.Source{faulty}, Optional: true})
		require.NoError(t, m.Load(t.Context()))
		require.Equal(t, 3, live.Current().Kitchen.Capacity)
		require.ErrorContains(t, m.Err(), "KITCHEN_CAPACITY")

		hanging := config.SourceFunc(func(ctx context.Context, _ string) (config.Snapshot, error) {
			<-ctx.Done()
			return config.Snapshot{}, ctx.Err()
		})
		m, _ = open(config.MonitorConfig{Sources: []config.Source{hanging}, StartTimeout: time.Minute})
		require.ErrorIs(t, m.Load(t.Context()), context.DeadlineExceeded)
	})
}

// A source that fails is asked again, ever more rarely, and told of once.
func TestASourceThatFailsLaterKeepsTheSettings(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var calls atomic.Int64
		var up atomic.Bool
		source := config.SourceFunc(func(ctx context.Context, since string) (config.Snapshot, error) {
			calls.Add(1)
			switch {
			case since == "":
				return config.Snapshot{Version: "1", Values: map[string]any{"level": "warn"}}, nil
			case !up.Load():
				return config.Snapshot{}, errors.New("connection refused")
			case since == "2":
				<-ctx.Done()
				return config.Snapshot{}, ctx.Err()
			}
			return config.Snapshot{Version: "2", Values: map[string]any{"level": "error"}}, nil
		})
		var log strings.Builder
		logger, _ := logging.New(logging.Config{Output: &log})
		m := config.NewMonitor(config.New(config.Config{Environ: []string{"X=y"}}), config.MonitorConfig{Sources: []config.Source{source}, Logger: logger})
		w := watching{monitor: m, live: config.Watch[liveSettings](m)}
		w.run(t)
		pass(10 * time.Minute)
		require.Equal(t, slog.LevelWarn, w.live.Current().Level)
		require.InDelta(t, 26, calls.Load(), 8, "seconds at first, then half a minute")
		require.Equal(t, 1, strings.Count(log.String(), "settings cannot be read"))
		require.ErrorContains(t, m.Err(), "connection refused")

		up.Store(true)
		pass(time.Minute)
		require.Equal(t, slog.LevelError, w.live.Current().Level)
		require.NoError(t, m.Err())
		require.Contains(t, log.String(), "settings can be read again")
	})
}

func TestListeners(t *testing.T) {
	bubble(t, func(t *testing.T) {
		w := watch(t, nil)
		w.run(t)
		var told []string
		leave := w.live.OnChange(func(*liveSettings, *liveSettings, []string) { told = append(told, "first") })
		w.live.OnChange(func(*liveSettings, *liveSettings, []string) { panic("a fault of the listener") })
		var once func()
		once = w.live.OnChange(func(*liveSettings, *liveSettings, []string) {
			told = append(told, "once")
			once()
			require.NoError(t, w.monitor.Err(), "a listener may ask the monitor")
		})
		w.live.OnChange(func(*liveSettings, *liveSettings, []string) { told = append(told, "last") })
		w.source.Set("level", "warn")
		synctest.Wait()
		require.Equal(t, []string{"first", "once", "last"}, told, "in order, and past one that panics")
		require.Contains(t, w.log.String(), "settings listener panicked")
		leave()
		leave()
		w.source.Set("level", "info")
		synctest.Wait()
		require.Equal(t, []string{"first", "once", "last", "last"}, told)
		w.source.Set("level", "INFO")
		synctest.Wait()
		require.Len(t, told, 4, "what means the same is no change")
	})
}

// Readers never see half of a change, and never wait.
func TestAThousandReaders(t *testing.T) {
	t.Parallel()
	type pair struct{ A, B int }
	source := config.NewMemorySource(map[string]string{"a": "0", "b": "0"})
	monitor := config.NewMonitor(config.New(config.Config{Environ: []string{"X=y"}}), config.MonitorConfig{Sources: []config.Source{source}, Logger: slog.New(slog.DiscardHandler)})
	live := config.Watch[pair](monitor)
	require.NoError(t, monitor.Load(t.Context()))
	ctx, cancel := context.WithCancel(t.Context())
	last, done := make(chan struct{}), make(chan error, 1)
	live.OnChange(func(_, now *pair, _ []string) {
		if now.A == 100 {
			close(last)
		}
	})
	go func() { done <- monitor.Run(ctx) }()

	var readers sync.WaitGroup
	torn := make(chan pair, 1000)
	for range 1000 {
		readers.Go(func() {
			for seen := 0; seen < 100; runtime.Gosched() {
				now := live.Current()
				if now.A != now.B || now.A < seen {
					torn <- *now
					return
				}
				seen = now.A
			}
		})
	}
	for i := 1; i <= 100; i++ {
		source.Replace(map[string]string{"a": strconv.Itoa(i), "b": strconv.Itoa(i)})
	}
	<-last
	readers.Wait()
	require.Empty(t, torn)
	cancel()
	require.NoError(t, <-done)
}
