package postgres_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// TestUnitsOfWorkMeetFaults cuts the connection of a unit of work in front of each of its
// messages, in both directions, and has the server fail in every way that can be had of it.
func TestUnitsOfWorkMeetFaults(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		options string
		units   []uow.Option
		all     bool // faults, and not only the cuts of a connection in use
	}{
		{"at the commit", "", nil, true},
		{"without prepared statements", "&pooling=transaction", nil, false},
		{"in a transaction", "", []uow.Option{uow.Isolation(uow.RepeatableRead)}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := &patients{options: test.options, all: test.all, places: map[string]*wire{}, wires: map[data.Store]*wire{}}
			datatest.TestUnitOfWorkFaults(t, p.open, datatest.Features{Durable: true}, datatest.Faults{
				Options: test.units, Patient: true, List: p.faults,
			})
		})
	}
}

// patients are the stores of a suite, each behind a wire.
type patients struct {
	options string
	all     bool

	mu     sync.Mutex
	places map[string]*wire
	wires  map[data.Store]*wire
}

// open opens a store that has one connection, so that it is the one that is cut.
func (p *patients) open(t *testing.T, dir string) data.Store {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.places[dir] == nil {
		p.places[dir] = newWire(t, testenv.Postgres(t))
	}
	store, err := postgres.Open(t.Context(), p.places[dir].url+p.options+"&pool_max_conns=1&synchronous_commit=off")
	require.NoError(t, err)
	p.wires[store] = p.places[dir]
	return store
}

func (p *patients) faults(t *testing.T, store data.Store, unit func(before, after func())) []datatest.Fault {
	t.Helper()
	p.mu.Lock()
	w := p.wires[store]
	p.mu.Unlock()
	faults := w.cuts("on a connection in use", unit, func() {})
	if !p.all {
		return faults
	}
	faults = append(faults, w.cuts("on a new connection", unit, func() {
		w.hangUp()
		_ = store.Ping(t.Context()) // finds that the connection is gone
	})...)
	return append(faults, serverFaults(connect(t, w.direct), w)...)
}

// cuts are those in front of every message of a unit, which begins after what is to be done before.
func (w *wire) cuts(name string, unit func(before, after func()), before func()) []datatest.Fault {
	unit(func() {}, func() {}) // after which statements are prepared
	var passed [2]int
	unit(func() {
		before()
		w.count(0, toServer)
	}, func() { passed = w.messages() })
	var faults []datatest.Fault
	for d, n := range passed {
		for at := 1; at <= n; at++ {
			faults = append(faults, datatest.Fault{
				Name: fmt.Sprintf("%s message %d of %d %v is cut off", name, at, n, direction(d)),
				Strike: func(t *testing.T) func() bool {
					t.Helper()
					before()
					w.count(at, direction(d))
					return func() bool { return w.mend(t) }
				},
			})
		}
	}
	return faults
}

// mend waits until nothing is under way on a connection that was cut.
func (w *wire) mend(t *testing.T) (tellable bool) {
	t.Helper()
	require.Eventually(t, w.over, patience, time.Millisecond)
	tellable = w.tellable()
	w.count(0, toServer)
	return tellable
}
