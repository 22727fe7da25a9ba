package process_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/process"
)

// run runs the program until stop is called, which returns when it is down.
func (w *world) run(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { _ = w.engine.Run(ctx) })
	running.Go(func() { _ = w.processes.Run(ctx) })
	return func() {
		cancel()
		running.Wait()
	}
}

// down fails commands of the type while it is told to.
type down[C any] struct {
	err   atomic.Pointer[error]
	calls atomic.Int64
}

func (d *down[C]) fail(_ context.Context, command any) error {
	if _, ok := command.(C); !ok {
		return nil
	}
	d.calls.Add(1)
	if err := d.err.Load(); err != nil {
		return *err
	}
	return nil
}

func (d *down[C]) with(err error) *down[C] {
	d.err.Store(&err)
	return d
}

func (d *down[C]) up() { d.err.Store(nil) }

func TestATimerSurvivesARestart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		credit := new(down[Credit]).with(errUnplugged)
		w := newWorld(t, store, process.Config{}, credit.fail)
		w.open("a", 100)
		w.open("b", 0)
		w.request("t1", "a", "b", 30)
		stop := w.run(t.Context())
		<-time.After(time.Minute) // of the bubble
		require.Equal(t, 70, w.balance("a"), "the money is held")
		stop()
		in := w.get("t1")
		require.Equal(t, process.Running, in.Status)
		require.Nil(t, in.Stuck, "what cannot be done now is no fault")
		require.Greater(t, in.Commands[0].Tries, 5)
		require.Zero(t, in.Commands[0].Faults)
		require.Contains(t, in.Commands[0].Error, "not now")

		<-time.After(57 * time.Minute)
		stop = newWorld(t, store, process.Config{}, credit.fail).run(t.Context())
		defer stop()
		<-time.After(time.Minute)
		require.Equal(t, process.Running, w.get("t1").Status, "it is not time yet")
		<-time.After(2 * time.Minute)
		in = w.get("t1")
		require.Equal(t, process.Aborted, in.Status)
		require.Equal(t, "it took too long", in.Reason)
		require.Equal(t, []string{"timer expire", "withdrawn Credit", "aborted ", "sent ReleaseHold", "compensated "}, told(in)[3:])
		require.Equal(t, 100, w.balance("a"))
	})
}

func TestAFaultMakesItStuckUntilSomebodyResumesIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		credit := new(down[Credit]).with(errors.New("nil map"))
		w := newWorld(t, memory.New(), process.Config{Retry: eventing.Retry{Attempts: 3}}, credit.fail)
		w.open("a", 100)
		w.open("b", 0)
		w.request("t1", "a", "b", 30)
		defer w.run(t.Context())()
		<-time.After(time.Minute)
		require.EqualValues(t, 3, credit.calls.Load(), "nothing is tried for ever")
		stuck, err := w.processes.List(t.Context(), "transfer", query.Where(process.IsStuck()).OrderBy(process.FieldStuck.Asc()))
		require.NoError(t, err)
		require.Len(t, stuck.Items, 1)
		require.Equal(t, "command Credit", stuck.Items[0].Stuck.What)
		require.Contains(t, stuck.Items[0].Stuck.Error, "nil map")

		credit.up()
		require.NoError(t, w.processes.Resume(t.Context(), "transfer", "t1"))
		<-time.After(time.Second)
		require.Equal(t, process.Completed, w.get("t1").Status)
		err = w.processes.Resume(t.Context(), "transfer", "t1")
		require.Equal(t, "process_not_stuck", errs.CodeOf(err))
	})
}

func TestAPanicIsAFault(t *testing.T) {
	t.Parallel()
	w := newWorld(t, memory.New(), process.Config{Retry: eventing.Retry{Attempts: 1}}, func(context.Context, any) error { panic("oh") })
	w.open("a", 100)
	w.request("t1", "a", "b", 30)
	w.settle()
	in := w.get("t1")
	require.Contains(t, in.Stuck.Error, "panic: oh")

	require.NoError(t, w.processes.Abandon(t.Context(), "transfer", "t1", "by hand"))
	in = w.get("t1")
	require.Equal(t, process.Abandoned, in.Status)
	require.Equal(t, "by hand", in.Reason)
	require.Nil(t, in.Stuck)
	require.Empty(t, in.Commands)
	require.Equal(t, "process_ended", errs.CodeOf(w.processes.Abandon(t.Context(), "transfer", "t1", "")))
	require.Equal(t, "process_ended", errs.CodeOf(w.processes.Abort(t.Context(), "transfer", "t1", "")))
}

func TestAnOperatorAborts(t *testing.T) {
	t.Parallel()
	credit := new(down[Credit]).with(errors.New("nil map"))
	w := newWorld(t, memory.New(), process.Config{Retry: eventing.Retry{Attempts: 1}}, credit.fail)
	w.open("a", 100)
	w.open("b", 0)
	w.request("t1", "a", "b", 30)
	w.settle()
	require.NoError(t, w.processes.Abort(t.Context(), "transfer", "t1", "the customer rang"))
	require.Equal(t, process.Compensating, w.get("t1").Status)
	w.settle()
	in := w.get("t1")
	require.Equal(t, process.Aborted, in.Status)
	require.Equal(t, "the customer rang", in.Reason)
	require.Equal(t, 100, w.balance("a"))
}

func TestARefusedCompensationIsStuck(t *testing.T) {
	t.Parallel()
	release := new(down[ReleaseHold]).with(errs.Conflict("closed", "the account is closed"))
	w := newWorld(t, memory.New(), process.Config{}, release.fail)
	w.open("a", 100)
	w.request("t1", "a", "nobody", 30)
	w.settle()
	in := w.get("t1")
	require.Equal(t, process.Compensating, in.Status)
	require.Equal(t, "command ReleaseHold", in.Stuck.What)
	release.up()
	require.NoError(t, w.processes.Resume(t.Context(), "transfer", "t1"))
	w.settle()
	require.Equal(t, process.Aborted, w.get("t1").Status)
	require.Equal(t, 100, w.balance("a"))
}

func TestAnEventThatFailsWaitsForResume(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		w := newWorld(t, store, process.Config{Retry: eventing.Retry{Attempts: 1}}, nil)
		w.open("a", 100)
		w.open("b", 0)
		w.append("transfer-t1", Requested{Transfer: "t1", From: "a", To: "b", Amount: poisonous})
		defer w.run(t.Context())()
		<-time.After(time.Second)
		_, err := w.processes.Get(t.Context(), "transfer", "t1")
		require.Equal(t, "process_not_found", errs.CodeOf(err))
		letters, err := w.engine.Letters(t.Context(), eventing.LetterQuery{Subscription: "transfer"})
		require.NoError(t, err)
		require.Len(t, letters.Items, 1)
		require.Equal(t, "t1", letters.Items[0].Key, "the correlation")
		require.NoError(t, w.processes.Resume(t.Context(), "transfer", "t1"), "which tries it again")
	})
}

func TestAnotherReplicaTakesOver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		first := newWorld(t, store, process.Config{}, nil)
		first.open("a", 1000)
		first.open("b", 0)
		leave := first.run(t.Context())
		<-time.After(time.Second)
		defer newWorld(t, store, process.Config{}, nil).run(t.Context())()
		first.request("t1", "a", "b", 1)
		<-time.After(2 * time.Second)
		require.Equal(t, process.Completed, first.get("t1").Status)
		leave()
		first.request("t2", "a", "b", 1)
		<-time.After(5 * time.Second)
		require.Equal(t, process.Completed, first.get("t2").Status, "nobody waited for the lease to run out")
	})
}

func TestTheDispatcherOutlivesItsStore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := &flaky{Store: memory.New()}
		w := newWorld(t, store, process.Config{Lease: time.Second}, nil)
		w.open("a", 100)
		w.open("b", 0)
		defer w.run(t.Context())()
		<-time.After(time.Second)
		store.down.Store(true)
		<-time.After(time.Minute)
		store.down.Store(false)
		w.request("t1", "a", "b", 30)
		<-time.After(time.Minute)
		require.Equal(t, process.Completed, w.get("t1").Status)
	})
}

// flaky is a store that is not there at times.
type flaky struct {
	*memory.Store
	down atomic.Bool
}

var _ lease.Clock = (*flaky)(nil)

func (f *flaky) Now(ctx context.Context) (time.Time, error) {
	if f.down.Load() {
		return time.Time{}, errUnplugged
	}
	return f.Store.Now(ctx)
}

func (f *flaky) Commit(ctx context.Context, b data.Batch) error {
	if f.down.Load() {
		return errUnplugged
	}
	return f.Store.Commit(ctx, b)
}

func TestACommandKnowsWhoSendsIt(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var seen []process.Sent
	w := newWorld(t, memory.New(), process.Config{}, func(ctx context.Context, command any) error {
		sent, ok := process.CommandOf(ctx)
		require.True(t, ok)
		require.Equal(t, sent.ID, eventstore.MetadataOf(ctx).Causation)
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, sent)
		if len(seen) == 1 {
			return errUnplugged
		}
		return nil
	})
	w.open("a", 100)
	w.open("b", 0)
	w.request("t1", "a", "b", 30)
	w.settle()
	require.Eventually(t, func() bool {
		w.settle()
		return w.get("t1").Status == process.Completed
	}, 10*time.Second, 10*time.Millisecond)
	require.Len(t, seen, 4)
	require.Equal(t, seen[0].ID, seen[1].ID, "the same command")
	require.Equal(t, []bool{false, true, false}, []bool{seen[0].Repeated, seen[1].Repeated, seen[2].Repeated})
	require.Equal(t, "transfer", seen[3].Process)
	require.Equal(t, "t1", seen[3].Correlation)
	_, ok := process.CommandOf(t.Context())
	require.False(t, ok)
}

func TestAsksForWhatIsNotThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, memory.New(), process.Config{}, nil)
	require.Equal(t, []string{"transfer"}, w.processes.Names())
	_, err := w.processes.Get(t.Context(), "nothing", "t1")
	require.Equal(t, "process_unknown", errs.CodeOf(err))
	_, err = w.processes.List(t.Context(), "nothing", query.All())
	require.Equal(t, "process_unknown", errs.CodeOf(err))
	require.Equal(t, "process_unknown", errs.CodeOf(w.processes.Resume(t.Context(), "nothing", "t1")))
	require.Equal(t, "process_unknown", errs.CodeOf(w.processes.Abort(t.Context(), "nothing", "t1", "")))
	require.Equal(t, "process_not_found", errs.CodeOf(w.processes.Abort(t.Context(), "transfer", "t1", "")))
	require.Equal(t, "process_not_stuck", errs.CodeOf(w.processes.Resume(t.Context(), "transfer", "t1")))
}

func TestATimerRescuesWhatIsStuck(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		credit := new(down[Credit]).with(errors.New("nil map"))
		w := newWorld(t, memory.New(), process.Config{Retry: eventing.Retry{Attempts: 2}}, credit.fail)
		w.open("a", 100)
		w.open("b", 0)
		w.request("t1", "a", "b", 30)
		defer w.run(t.Context())()
		<-time.After(time.Minute)
		require.NotNil(t, w.get("t1").Stuck)
		<-time.After(time.Hour)
		in := w.get("t1")
		require.Equal(t, process.Aborted, in.Status)
		require.Nil(t, in.Stuck)
		require.Equal(t, 100, w.balance("a"))
	})
}

func TestATimerThatFailsMakesItStuck(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		credit := new(down[Credit]).with(errUnplugged)
		w := newWorld(t, memory.New(), process.Config{Retry: eventing.Retry{Attempts: 2}}, credit.fail)
		w.open("a", 100)
		w.open("b", 0)
		w.request("t1", "a", "b", unlucky)
		defer w.run(t.Context())()
		<-time.After(61 * time.Minute)
		in := w.get("t1")
		require.Equal(t, "timer expire", in.Stuck.What)
		require.Equal(t, 2, in.Timers[0].Faults)
		credit.up()
		<-time.After(2 * time.Minute)
		in = w.get("t1")
		require.Equal(t, process.Completed, in.Status, "its commands go on")
	})
}

// One program hears the events, another one sends the commands.
func TestWhatAnotherProgramDecidedIsNotPolledFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		hearing := newWorld(t, store, process.Config{Poll: time.Hour}, nil)
		sending := newWorld(t, store, process.Config{Poll: time.Hour}, nil)
		hearing.open("a", 100)
		hearing.open("b", 0)
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { _ = hearing.engine.Run(ctx) })
		running.Go(func() { _ = sending.processes.Run(ctx) })
		<-time.After(3 * time.Hour)
		hearing.request("t1", "a", "b", 30)
		<-time.After(time.Second)
		require.Equal(t, process.Completed, hearing.get("t1").Status)
		cancel()
		running.Wait()
	})
}
