package integration

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/neuroglia-go/neuroglia/auth/session"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/config/consul"
	"github.com/neuroglia-go/neuroglia/hosting/health"
)

// LiveSettings are those that may change while the service runs, beside the level of the log. What
// [Settings] have under the same names is what they are at the start.
type LiveSettings struct {
	Session SessionSettings
	OpenFGA struct {
		Timeout time.Duration `default:"3s" validate:"min=10ms" doc:"How long the server may take to answer. Without an answer nothing is permitted."`
	} `config:"openfga"`
}

// AddLive has the service follow the source of settings that its settings name, where they do.
func AddLive(builder *hosting.WebApplicationBuilder, settings Settings) {
	if settings.Config.URL == "" {
		return
	}
	source, err := newSource(settings.Config)
	if err != nil {
		builder.Services.OnValidate(func(*di.Validation) []di.Fault {
			return []di.Fault{{
				Code: "setting_invalid", Subject: "AUTH_CONFIG_URL", Message: "AUTH_CONFIG_URL: " + err.Error(),
				Fix: "write file:live.toml, or consul://host:8500/folder",
			}}
		})
		return
	}
	monitor := hosting.AddMonitor(builder, config.MonitorConfig{Sources: []config.Source{source}, Optional: settings.Config.Optional})
	di.AddValue[*config.Live[LiveSettings]](builder.Services, config.Watch[LiveSettings](monitor))
	hosting.AddService[*Follower](builder.Services, NewFollower)
	health.Add(builder.Services, func(monitor *config.Monitor) health.Check {
		return health.Check{Name: "settings", Checker: health.CheckerFunc(func(context.Context) error { return monitor.Err() }), Optional: true}
	})
}

func newSource(settings ConfigSettings) (config.Source, error) {
	u, err := url.Parse(settings.URL)
	if err != nil {
		return nil, fmt.Errorf("%q is no address", config.Redact(settings.URL))
	}
	switch u.Scheme {
	case "file":
		return config.NewFileSource(strings.TrimPrefix(settings.URL, "file:"), 0), nil
	case "consul":
		return consul.New(consul.Config{URL: "http://" + u.Host, Prefix: u.Path, Token: settings.Token})
	case "consul+https":
		return consul.New(consul.Config{URL: "https://" + u.Host, Prefix: u.Path, Token: settings.Token})
	}
	return nil, fmt.Errorf("scheme %q is unknown", u.Scheme)
}

// Follower hands settings that change to those whom they are about.
type Follower struct {
	live     *config.Live[LiveSettings]
	sessions *session.Sessions
	remote   *OpenFGA
	logger   *slog.Logger
	ready    chan struct{}

	mu sync.Mutex // settings are handed over one after the other, so that the last ones stay
}

// NewFollower returns what hands them over.
func NewFollower(live *config.Live[LiveSettings], sessions *session.Sessions, remote *OpenFGA, logger *slog.Logger) *Follower {
	return &Follower{live: live, sessions: sessions, remote: remote, logger: logger, ready: make(chan struct{})}
}

// Run hands over what there is, and every change until the context ends.
func (f *Follower) Run(ctx context.Context) error {
	unsubscribe := f.live.OnChange(func(_, _ *LiveSettings, keys []string) {
		f.apply()
		f.logger.Info("settings changed", slog.Any("keys", keys))
	})
	defer unsubscribe()
	f.apply()
	close(f.ready)
	<-ctx.Done()
	return nil
}

// Ready is closed when the settings that there were at the start are handed over.
func (f *Follower) Ready() <-chan struct{} { return f.ready }

func (f *Follower) apply() {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.live.Current()
	if err := f.sessions.SetTiming(now.Session.TTL, now.Session.Threshold); err != nil {
		f.logger.Error("the timing of sessions stays as it was", slog.Any("error", err))
	}
	if err := f.remote.SetTimeout(now.OpenFGA.Timeout); err != nil {
		f.logger.Error("the timeout of OpenFGA stays as it was", slog.Any("error", err))
	}
}
