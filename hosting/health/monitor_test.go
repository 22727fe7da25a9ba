package health_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/health"
)

func serving(t *testing.T, checks ...health.Check) *health.Monitor {
	t.Helper()
	m, err := health.NewMonitor(checks...)
	require.NoError(t, err)
	m.SetPhase(health.Serving)
	return m
}

func check(name string, f func(context.Context) error) health.Check {
	return health.Check{Name: name, Checker: health.CheckerFunc(f)}
}

func ok(context.Context) error { return nil }

func TestOnlyAServingServiceIsReady(t *testing.T) {
	t.Parallel()
	var runs atomic.Int32
	m, err := health.NewMonitor(check("database", func(context.Context) error { runs.Add(1); return nil }))
	require.NoError(t, err)
	require.Equal(t, health.Report{Status: health.NotReady, Phase: "starting"}, m.Report(t.Context()))
	m.SetPhase(health.Draining)
	require.Equal(t, health.Report{Status: health.NotReady, Phase: "draining"}, m.Report(t.Context()))
	require.Zero(t, runs.Load())
	m.SetPhase(health.Serving)
	require.Equal(t, health.Ready, m.Report(t.Context()).Status)
	require.Equal(t, int32(1), runs.Load())
}

func TestStatusIsThatOfTheWorstCheck(t *testing.T) {
	t.Parallel()
	down := func(context.Context) error { return errors.New("refused") }
	optional := check("menu", down)
	optional.Optional = true
	tests := map[string]struct {
		checks []health.Check
		want   health.Status
	}{
		"none":                    {nil, health.Ready},
		"all up":                  {[]health.Check{check("a", ok), check("b", ok)}, health.Ready},
		"one down":                {[]health.Check{check("a", down), check("b", ok)}, health.NotReady},
		"optional down":           {[]health.Check{check("a", ok), optional}, health.Degraded},
		"optional and other":      {[]health.Check{check("a", down), optional}, health.NotReady},
		"panics":                  {[]health.Check{check("a", func(context.Context) error { panic("boom") })}, health.NotReady},
		"optional comes after up": {[]health.Check{optional, check("a", ok)}, health.Degraded},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, serving(t, test.checks...).Report(t.Context()).Status)
		})
	}
	report := serving(t, check("a", func(context.Context) error { panic("boom") })).Report(t.Context())
	require.Equal(t, "the check panicked: boom", report.Checks["a"].Error)
}

func TestChecksRunAtTheSameTimeWithDeadlines(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		heedful := check("heedful", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
		heedful.Timeout = time.Second
		m := serving(t, heedful, check("other", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }))
		start := time.Now()
		report := m.Report(t.Context())
		require.Equal(t, 2*time.Second, time.Since(start), "the longer of the two, not their sum")
		require.Contains(t, report.Checks["heedful"].Error, "no answer within 1s")
		require.Contains(t, report.Checks["other"].Error, "no answer within 2s")
		synctest.Wait()
	})
}

func TestAStuckCheckCostsOneGoroutine(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var runs atomic.Int32
		m := serving(t, check("stuck", func(context.Context) error { runs.Add(1); <-release; return nil }))
		for range 3 {
			require.Equal(t, health.NotReady, m.Report(t.Context()).Status)
			<-time.After(health.DefaultMaxAge)
		}
		require.Equal(t, int32(1), runs.Load())
		close(release)
		require.Equal(t, health.Ready, m.Report(t.Context()).Status, "what it says late counts")
		<-time.After(health.DefaultMaxAge)
		require.Equal(t, health.Ready, m.Report(t.Context()).Status)
		require.Equal(t, int32(2), runs.Load())
	})
}

func TestAnswersAreKeptForAMoment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var kept, fresh int
		never := check("fresh", func(context.Context) error { fresh++; return nil })
		never.MaxAge = -1
		m := serving(t, check("kept", func(context.Context) error { kept++; return nil }), never)
		m.Report(t.Context())
		m.Report(t.Context())
		require.Equal(t, 1, kept)
		require.Equal(t, 2, fresh)
		<-time.After(health.DefaultMaxAge)
		m.Report(t.Context())
		require.Equal(t, 2, kept)
	})
}

func TestProbesThatComeTogetherShareOneRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var runs atomic.Int32
		m := serving(t, check("slow", func(context.Context) error { runs.Add(1); <-release; return nil }))
		statuses := make(chan health.Status, 8)
		for range 8 {
			go func() { statuses <- m.Report(t.Context()).Status }()
		}
		synctest.Wait()
		impatient, cancel := context.WithCancel(t.Context())
		cancel()
		require.Equal(t, health.NotReady, m.Report(impatient).Status)
		close(release)
		for range 8 {
			require.Equal(t, health.Ready, <-statuses)
		}
		require.Equal(t, int32(1), runs.Load())
	})
}

func TestFaultyChecksAreAllNamed(t *testing.T) {
	t.Parallel()
	_, err := health.NewMonitor(check("", ok), health.Check{Name: "a"}, check("b", ok), check("b", ok))
	require.EqualError(t, err, `health check "" has no name or no Checker; give it both
health check "a" has no name or no Checker; give it both
two health checks are named "b"; rename one`)
}
