package hosting_test

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
)

// A constructor that lives as long as the application sees what changes, and the log needs
// nobody to follow its level.
func TestSettingsFollowTheirSourceWhileTheApplicationRuns(t *testing.T) {
	t.Parallel()
	type sessions struct {
		TTL int `default:"60"`
	}
	type consumer struct{ settings *config.Live[sessions] }

	f := newFixture(t, nil, "SHOP_LOG_LEVEL=error")
	source := config.NewMemorySource(map[string]string{"log.level": "warn", "sessions.ttl": "90"})
	monitor := hosting.AddMonitor(f.WebApplicationBuilder, config.MonitorConfig{Sources: []config.Source{source}})
	live := config.Watch[sessions](monitor, "sessions")
	di.AddValue[*config.Live[sessions]](f.Services, live)
	di.AddSingleton[*consumer](f.Services, func(settings *config.Live[sessions]) *consumer { return &consumer{settings} })
	app := f.started(t)
	level, err := di.Resolve[*slog.LevelVar](app.Container())
	require.NoError(t, err)
	c, err := di.Resolve[*consumer](app.Container())
	require.NoError(t, err)
	require.Equal(t, slog.LevelWarn, level.Level(), "the source has been read when the application has started")
	require.Equal(t, 90, c.settings.Current().TTL)

	changed := make(chan []string)
	live.OnChange(func(_, _ *sessions, keys []string) { changed <- keys })
	source.Replace(map[string]string{"log.level": "debug", "sessions.ttl": "120"})
	require.Equal(t, []string{"sessions.ttl"}, <-changed)
	require.Equal(t, 120, c.settings.Current().TTL)
	require.Equal(t, slog.LevelDebug, level.Level())
}

func TestASourceThatIsWrongAtTheStartStopsTheStart(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	source := config.NewMemorySource(map[string]string{"log.level": "loud"})
	hosting.AddMonitor(f.WebApplicationBuilder, config.MonitorConfig{Sources: []config.Source{source}})
	app, err := f.Build()
	require.NoError(t, err)
	require.ErrorContains(t, app.Start(t.Context()), "SHOP_LOG_LEVEL (memory)")
	require.NoError(t, app.Stop(t.Context()))
}
