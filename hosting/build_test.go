package hosting_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/hosting/config"
	"github.com/neuroglia-go/neuroglia/hosting/health"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
)

type shopSettings struct {
	Region   string        `validate:"required" example:"eu-west-1" doc:"where the shop is"`
	Key      config.Secret `validate:"required,min=16"`
	Capacity int           `default:"3" validate:"min=1"`
}

type order struct{ ID string }

type placeOrder struct {
	mediator.Command[order]
	Name string `json:"name"`
}

type needy struct{}

func newNeedy(*http.Client) *needy { return &needy{} }

func (*needy) Routes(r *mvc.Routes[*needy]) { mvc.Post(r, "/orders", (*needy).Place) }

func (*needy) Place(context.Context, placeOrder) (order, error) { return order{}, nil }

func TestBuildReportsEveryFaultAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil, "SHOP_PROFILE=staging", "SHOP_KEY=short", "SHOP_CAPACITY=0", "PORT=70000")
	hosting.AddSettings[shopSettings](f.WebApplicationBuilder)
	f.AddSubApp(hosting.SubApp{Path: "/", Name: "one", Controllers: []mvc.Registration{mvc.Controller[*needy](newNeedy)}})
	f.AddSubApp(hosting.SubApp{Name: "two"})
	app, err := f.Build()
	require.Error(t, err)
	fault, ok := errors.AsType[*di.BuildError](err)
	require.True(t, ok)
	var codes []string
	for _, fault := range fault.Faults {
		codes = append(codes, fault.Code)
	}
	require.ElementsMatch(t, []string{
		"missing_dependency", "missing_handler", "setting_source", "sub_app_clash", "setting_missing",
		"setting_invalid", "setting_invalid", "setting_invalid",
	}, codes)
	golden(t, "faults.golden", err.Error()+"\n")
	require.ErrorIs(t, app.Run(t.Context()), err, "nothing is started")
	require.ErrorIs(t, app.Start(t.Context()), err)
	require.Nil(t, app.Handler())
	require.Nil(t, app.Container())
}

func TestSettingsAreValuesOfTheContainer(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil, "SHOP_REGION=eu", "SHOP_KEY=0123456789abcdef", "SHOP_MAIL_HOST=m")
	settings := hosting.AddSettings[shopSettings](f.WebApplicationBuilder)
	type mail struct{ Host string }
	for range 2 {
		require.Equal(t, "m", hosting.AddSettings[mail](f.WebApplicationBuilder, "mail").Host)
	}
	require.Empty(t, hosting.AddSettings[mail](f.WebApplicationBuilder, "news").Host)
	app := f.started(t)
	got, err := di.Resolve[shopSettings](app.Container())
	require.NoError(t, err)
	require.Equal(t, settings, got)
	letters, err := di.Resolve[mail](app.Container())
	require.NoError(t, err)
	require.Equal(t, "m", letters.Host)
	news, err := di.Resolve[mail](app.Container(), di.Key("news"))
	require.NoError(t, err)
	require.Empty(t, news.Host)
	for _, err := range []error{
		resolves[*slog.Logger](app), resolves[*slog.LevelVar](app), resolves[*validation.Validator](app),
	} {
		require.NoError(t, err)
	}
}

func resolves[T any](app *hosting.App) error {
	_, err := di.Resolve[T](app.Container())
	return err
}

func TestTheProfileOfTheContainerIsActive(t *testing.T) {
	t.Parallel()
	for environ, want := range map[string]string{"SHOP_PROFILE=production": "real", "SHOP_PROFILE=test": "fake"} {
		f := newFixture(t, nil, environ)
		di.AddValue[string](f.Services, "real")
		di.AddValue[string](f.Services, "fake", di.InProfile("test"))
		got, err := di.Resolve[string](f.started(t).Container())
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestSubAppsAreDescribedByTheService(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	var seen mvc.Config
	sub := api()
	sub.Configure = func(c *mvc.Config) { seen = *c; c.Title = "changed" }
	f.AddSubApp(sub)
	f.started(t)
	require.Equal(t, "shop", seen.Title)
	require.Equal(t, "1.2.3", seen.Version)
	require.Equal(t, "/api", seen.Prefix)
}

// worker is a service with everything a service may have.
type worker struct {
	ready, stopped chan struct{}
}

func newWorker() *worker { return &worker{make(chan struct{}), make(chan struct{})} }

func (w *worker) Run(ctx context.Context) error {
	close(w.ready)
	<-ctx.Done()
	close(w.stopped)
	return nil
}

func (w *worker) Ready() <-chan struct{} { return w.ready }

func TestServicesRunBetweenStartAndStop(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	hosting.AddService[*worker](f.Services, newWorker)
	app, err := f.Build()
	require.NoError(t, err)
	require.NoError(t, app.Start(t.Context()))
	w, err := di.Resolve[*worker](app.Container())
	require.NoError(t, err)
	<-w.ready
	require.NoError(t, app.Stop(t.Context()))
	<-w.stopped
}

type closing struct{ err error }

func (c *closing) Close() error { return c.err }

func TestWhatFailsAtTheStartIsStoppedAgain(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	di.AddSingleton[*closing](f.Services, func() *closing { return &closing{errors.New("will not close")} })
	hosting.AddService[hosting.ServiceFunc](f.Services, func() hosting.ServiceFunc {
		return func(context.Context) error { return nil }
	})
	hosting.AddService[broken](f.Services, func() broken { return broken{} })
	app, err := f.Build()
	require.NoError(t, err)
	err = app.Start(t.Context())
	require.ErrorContains(t, err, "service hosting_test.broken: no luck")
	require.ErrorContains(t, err, "close what was constructed")
	require.ErrorContains(t, err, "will not close")
}

type broken struct{}

func (broken) Run(context.Context) error { return errors.New("no luck") }

func (broken) Ready() <-chan struct{} { return nil }

func TestHealthChecksComeFromTheContainer(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	health.Add(f.Services, func() health.Check {
		return health.Check{Name: "database", Checker: health.CheckerFunc(func(context.Context) error { return errors.New("secret reason") })}
	})
	app := f.started(t)
	w := get(app, health.ReadyPath)
	require.Equal(t, 503, w.Code)
	require.Contains(t, w.Body.String(), `"database":{"status":"down"`)
	require.NotContains(t, w.Body.String(), "secret reason")

	f = newFixture(t, nil)
	health.Add(f.Services, func() health.Check { return health.Check{} })
	app, err := f.Build()
	require.NoError(t, err)
	require.ErrorContains(t, app.Start(t.Context()), `health check "" has no name or no Checker; give it both`)
}

func TestAConstructorThatFailsIsTold(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	di.AddSingleton[*closing](f.Services, func() (*closing, error) { return nil, errors.New("no database") })
	app, err := f.Build()
	require.NoError(t, err, "building constructs nothing")
	require.ErrorContains(t, app.Run(t.Context()), "no database")
}
