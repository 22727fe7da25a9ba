package process_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/process"
)

// world is a bank that is up, over a store.
type world struct {
	t         *testing.T
	store     data.Store
	accounts  *accounts
	processes *process.Processes
	engine    *eventing.Engine
}

func newWorld(t *testing.T, store data.Store, config process.Config, fail func(context.Context, any) error) *world {
	t.Helper()
	services := di.NewServices()
	bank(services, store, config, fail)
	c, err := services.Build(t.Context())
	require.NoError(t, err)
	w := &world{t: t, store: store}
	w.accounts, err = di.Resolve[*accounts](c)
	require.NoError(t, err)
	w.processes, err = di.Resolve[*process.Processes](c)
	require.NoError(t, err)
	w.engine, err = di.Resolve[*eventing.Engine](c)
	require.NoError(t, err)
	return w
}

func (w *world) open(id string, amount int) {
	w.t.Helper()
	a := new(Account)
	a.Record(Opened{id, amount})
	require.NoError(w.t, w.accounts.Add(w.t.Context(), a))
}

func (w *world) append(stream string, events ...aggregate.Event) {
	w.t.Helper()
	log, err := eventstore.Of(w.store)
	require.NoError(w.t, err)
	batch := eventstore.Batch{Stream: stream, Expected: eventstore.Any}
	for _, e := range events {
		encoded, err := eventstore.Encode(e)
		require.NoError(w.t, err)
		batch.Events = append(batch.Events, encoded)
	}
	_, err = log.Append(w.t.Context(), batch)
	require.NoError(w.t, err)
}

func (w *world) request(id, from, to string, amount int) {
	w.t.Helper()
	w.append(eventstore.StreamName("transfer", id), Requested{id, from, to, amount})
}

func (w *world) settle() {
	w.t.Helper()
	require.NoError(w.t, w.processes.Settle(w.t.Context()))
}

func (w *world) balance(id string) int {
	w.t.Helper()
	a, err := w.accounts.Get(w.t.Context(), id)
	require.NoError(w.t, err)
	return a.State().Balance
}

func (w *world) get(id string) process.Instance {
	w.t.Helper()
	in, err := w.processes.Get(w.t.Context(), "transfer", id)
	require.NoError(w.t, err)
	return in
}

// told returns the history in short.
func told(in process.Instance) []string {
	list := make([]string, len(in.History))
	for i, e := range in.History {
		list[i] = string(e.What) + " " + e.Name
	}
	return list
}

func TestAProcessGoesToItsEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t, memory.New(), process.Config{}, nil)
	w.open("a", 100)
	w.open("b", 0)
	w.request("t1", "a", "b", 30)
	w.settle()

	require.Equal(t, 70, w.balance("a"))
	require.Equal(t, 30, w.balance("b"))
	in := w.get("t1")
	require.Equal(t, process.Completed, in.Status)
	require.Equal(t, []string{
		"event transfer.requested.v1", "sent HoldFunds", "event account.funds_held.v1", "sent Credit",
		"event account.credited.v1", "sent CaptureHold", "completed ",
	}, told(in))
	require.Empty(t, in.Timers, "no timer outlives the process")
	require.Nil(t, in.Due)
	require.NotNil(t, in.Ended)
	state, err := process.StateOf[TransferState](in)
	require.NoError(t, err)
	require.Equal(t, TransferState{"a", "b", 30}, state)
}

func TestARefusalIsAStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t, memory.New(), process.Config{}, nil)
	w.open("a", 10)
	w.open("b", 0)
	w.request("t1", "a", "b", 30)
	w.settle()

	in := w.get("t1")
	require.Equal(t, process.Aborted, in.Status)
	require.Equal(t, "insufficient_funds", in.Reason)
	require.Equal(t, []string{"event transfer.requested.v1", "refused HoldFunds", "aborted ", "compensated "}, told(in))
	require.Equal(t, 10, w.balance("a"), "what was refused is not compensated")
}

func TestARefusalWithoutMethodCompensates(t *testing.T) {
	t.Parallel()
	w := newWorld(t, memory.New(), process.Config{}, nil)
	w.open("a", 100)
	w.request("t1", "a", "nobody", 30)
	w.settle()

	in := w.get("t1")
	require.Equal(t, process.Aborted, in.Status)
	require.Contains(t, in.Reason, `account "nobody" does not exist`)
	require.Equal(t, 100, w.balance("a"), "the hold was released")
	require.Contains(t, told(in), "sent ReleaseHold")
}

var errUnplugged = errs.Unavailable("unplugged", "not now")
