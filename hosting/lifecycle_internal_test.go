package hosting

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// journal is what happened, in order.
type journal struct {
	mu    sync.Mutex
	steps []string
}

func (j *journal) add(step string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.steps = append(j.steps, step)
}

func (j *journal) all() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.steps
}

// fake is a service whose steps are recorded.
type fake struct {
	name    string
	journal *journal
	ready   chan struct{} // nil for a service without readiness
	prepare time.Duration // before it is ready
	finish  time.Duration // after it was told to stop
	fail    error
	early   error // returned without being told to stop
}

func (f *fake) String() string { return f.name }

func (f *fake) Run(ctx context.Context) error {
	<-time.After(f.prepare)
	f.journal.add("start " + f.name)
	if f.early != nil {
		return f.early
	}
	if f.ready != nil {
		close(f.ready)
	}
	<-ctx.Done()
	<-time.After(f.finish)
	f.journal.add("stop " + f.name)
	return f.fail
}

type readyFake struct{ *fake }

func (f readyFake) Ready() <-chan struct{} { return f.ready }

func (f *fake) withReady() Service {
	f.ready = make(chan struct{})
	return readyFake{f}
}

var limits = StopSettings{Timeout: 5 * time.Second, StartTimeout: 30 * time.Second}

func newTestLifecycle(abort <-chan struct{}) *lifecycle {
	return newLifecycle(slog.New(slog.DiscardHandler), limits, abort)
}

func TestServicesStartInOrderAndStopInReverse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var steps journal
		l := newTestLifecycle(nil)
		services := []Service{
			(&fake{name: "a", journal: &steps, prepare: 2 * time.Second}).withReady(),
			(&fake{name: "b", journal: &steps, prepare: time.Second, finish: time.Second}).withReady(),
			(&fake{name: "c", journal: &steps}).withReady(),
		}
		require.NoError(t, l.start(t.Context(), services))
		require.NoError(t, l.stop(t.Context()))
		require.Equal(t, []string{"start a", "start b", "start c", "stop c", "stop b", "stop a"}, steps.all())
	})
}

func TestAServiceThatIsNotReadyInTimeStopsTheStart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var steps journal
		l := newTestLifecycle(nil)
		err := l.start(t.Context(), []Service{(&fake{name: "slow", journal: &steps, prepare: time.Minute}).withReady(), &fake{name: "next", journal: &steps}})
		require.EqualError(t, err, "service slow: not ready after 30s; see its logs, or raise the start timeout")
		require.EqualError(t, l.stop(t.Context()), "service slow: still running 5s after it was told to stop")
		<-time.After(time.Hour)
		require.NotContains(t, steps.all(), "start next")
	})
}

func TestAServiceThatFailsAtItsStartIsToldOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var steps journal
		l := newTestLifecycle(nil)
		err := l.start(t.Context(), []Service{(&fake{name: "good", journal: &steps}).withReady(), (&fake{name: "bad", journal: &steps, early: os.ErrInvalid}).withReady()})
		require.EqualError(t, err, "service bad: invalid argument")
		require.NoError(t, l.stop(t.Context()))
		require.Equal(t, []string{"start good", "start bad", "stop good"}, steps.all())
	})
}

func TestWaitEndsWithTheFirstServiceThatFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newTestLifecycle(nil)
		require.NoError(t, l.start(t.Context(), []Service{
			ServiceFunc(func(context.Context) error { return nil }),
			ServiceFunc(func(context.Context) error { <-time.After(time.Second); panic("boom") }),
		}))
		err := l.wait(t.Context())
		require.ErrorContains(t, err, "service hosting.ServiceFunc: panic: boom")
		require.NoError(t, l.stop(t.Context()), "it has been told already")
	})
}

func TestEveryServiceIsStoppedAndErrorsAreJoined(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var steps journal
		l := newTestLifecycle(nil)
		require.NoError(t, l.start(t.Context(), []Service{
			(&fake{name: "a", journal: &steps, fail: errors.New("a is unwell")}).withReady(),
			(&fake{name: "b", journal: &steps, finish: time.Minute}).withReady(),
			(&fake{name: "c", journal: &steps, fail: context.Canceled}).withReady(),
		}))
		require.EqualError(t, l.stop(t.Context()), "service b: still running 5s after it was told to stop\nservice a: a is unwell")
		<-time.After(time.Hour)
	})
}

func TestAbortEndsAllWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var steps journal
		abort := make(chan struct{})
		l := newTestLifecycle(abort)
		require.NoError(t, l.start(t.Context(), []Service{
			(&fake{name: "a", journal: &steps}).withReady(), (&fake{name: "b", journal: &steps, finish: time.Minute}).withReady(),
		}))
		time.AfterFunc(time.Second, func() { close(abort) })
		began := time.Now()
		require.ErrorIs(t, l.stop(t.Context()), ErrAborted)
		require.Equal(t, time.Second, time.Since(began))

		l = newTestLifecycle(abort)
		err := l.start(t.Context(), []Service{(&fake{name: "late", journal: &steps, prepare: time.Hour}).withReady()})
		require.ErrorIs(t, err, ErrAborted)
		require.ErrorIs(t, l.stop(t.Context()), ErrAborted)
		<-time.After(2 * time.Hour)
	})
}

func TestAnEndWhileStartingIsNoFailure(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var steps journal
		l := newTestLifecycle(nil)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.NoError(t, l.start(ctx, []Service{(&fake{name: "a", journal: &steps, prepare: 3 * time.Second}).withReady(), &fake{name: "b", journal: &steps}}))
		require.NoError(t, l.wait(ctx))
		require.NoError(t, l.stop(t.Context()))
		require.Equal(t, []string{"start a", "stop a"}, steps.all())
	})
}

func TestSignals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		signals := make(chan os.Signal, 2)
		ctx, abort, stop := obey(t.Context(), signals, slog.New(slog.DiscardHandler))
		defer stop()
		synctest.Wait()
		require.NoError(t, ctx.Err())
		signals <- syscall.SIGTERM
		<-ctx.Done()
		synctest.Wait()
		select {
		case <-abort:
			require.Fail(t, "one signal aborts nothing")
		default:
		}
		signals <- os.Interrupt
		<-abort
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, _, stop := obey(t.Context(), nil, slog.New(slog.DiscardHandler))
		stop()
		<-ctx.Done()
	})
}
