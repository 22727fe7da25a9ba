package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting/hosttest"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/mediator/mediatortest"
)

// start starts the whole service in the test, on a store in memory unless the
// options say otherwise.
func start(t *testing.T, opts ...hosttest.Option) *hosttest.App {
	t.Helper()
	return hosttest.New(t, configure, append([]hosttest.Option{
		hosttest.Name("counter"), hosttest.Setting("COUNTER_DATABASE_URL", "memory:"),
	}, opts...)...)
}

func TestCountingGoesOn(t *testing.T) {
	t.Parallel()
	app := start(t)
	var tally Tally
	app.Post("/counters/visits", nil).Expect(200).JSON(&tally)
	require.Equal(t, Tally{Name: "visits", Total: 1}, tally)
	app.Post("/counters/visits", `{"by": 9}`).Expect(200).JSON(&tally)
	require.Equal(t, 10, tally.Total)
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	app := start(t)
	app.Post("/counters/visits", `{"by": 11, "step": 2}`).Expect(422).
		Fault("body", "/by", "max").Fault("body", "/step", "unknown_field")
	for range Limit / 10 {
		app.Post("/counters/visits", `{"by": 10}`).Expect(200)
	}
	app.Post("/counters/visits", nil).Expect(409).Problem("counter_full")
}

func TestACounterSurvivesARestart(t *testing.T) {
	url := "sqlite:" + filepath.Join(t.TempDir(), "counter.db")
	for want := 1; want <= 2; want++ {
		t.Run("run", func(t *testing.T) { // the service is stopped at its end
			var tally Tally
			start(t, hosttest.Setting("COUNTER_DATABASE_URL", url)).Post("/counters/visits", nil).Expect(200).JSON(&tally)
			require.Equal(t, want, tally.Total)
		})
	}
}

// A rule of the domain needs nothing but the aggregate.
func TestACounterStaysWithinItsLimit(t *testing.T) {
	t.Parallel()
	counter := new(Counter)
	require.NoError(t, counter.Count("visits", Limit))
	require.ErrorContains(t, counter.Count("visits", 1), "cannot go beyond 100")
	require.Equal(t, CounterState{Name: "visits", Total: Limit}, counter.State())
}

// A use case needs its handler and what the handler takes, and no HTTP.
func TestTheCommandIsCarriedOutOnce(t *testing.T) {
	t.Parallel()
	m, messages := mediatortest.New(t, func(services *di.Services) {
		di.AddValue(services, Settings{DatabaseURL: "memory:"})
		di.AddSingleton[data.Store](services, openStore)
		di.AddSingleton[Counters](services, newCounters)
		mediator.AddBehavior(services, behavior.NewUnitOfWork)
		mediator.AddHandler[*CountHandler](services, NewCountHandler)
	})
	tally, err := mediator.Send(t.Context(), m, Count{Name: "visits", By: 3})
	require.NoError(t, err)
	require.Equal(t, 3, tally.Total)
	require.Equal(t, []Counted{{Name: "visits", By: 3}}, mediatortest.Of[Counted](messages))
}
