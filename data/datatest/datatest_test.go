package datatest_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/datatest"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// kept remembers the stores in memory by place, which makes them as good as durable
// while the test runs.
type kept struct{ stores sync.Map }

// reopened is a store whose closing can be undone.
type reopened struct {
	data.Store
	mu     sync.Mutex
	closed bool
}

func (r *reopened) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	return nil
}

// over returns a context that is over once the store is closed.
func (r *reopened) over(ctx context.Context) context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.closed {
		return ctx
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	return ctx
}

func (r *reopened) Ping(ctx context.Context) error { return r.Store.Ping(r.over(ctx)) }

func (r *reopened) Commit(ctx context.Context, b data.Batch) error {
	return r.Store.Commit(r.over(ctx), b)
}

func (r *reopened) Load(ctx context.Context, collection string, ids []string) ([]data.Record, error) {
	return r.Store.Load(r.over(ctx), collection, ids)
}

func (k *kept) open(_ *testing.T, dir string) data.Store {
	store, _ := k.stores.LoadOrStore(dir, memory.New())
	return &reopened{Store: store.(data.Store)}
}

func TestAStoreThatKeepsTheContractPasses(t *testing.T) {
	t.Parallel()
	k := new(kept)
	datatest.TestStore(t, k.open, datatest.Features{Durable: true})
	datatest.TestRepository(t, k.open, datatest.Features{Durable: true})
	datatest.TestUnitOfWork(t, k.open, datatest.Features{Durable: true})
}

// fault is a store that breaks the contract in one way.
type fault struct {
	data.Store
	define func(data.Collection) data.Collection
	load   func([]data.Record) []data.Record
	found  func(query.Query, data.Found) data.Found
	ask    func(query.Query) query.Query
	commit func(ctx context.Context, s data.Store, b data.Batch) error
	ctx    func(context.Context) context.Context
}

func (f *fault) Define(c data.Collection) error {
	if f.define != nil {
		c = f.define(c)
	}
	return f.Store.Define(c)
}

func (f *fault) Load(ctx context.Context, collection string, ids []string) ([]data.Record, error) {
	records, err := f.Store.Load(ctx, collection, ids)
	if f.load != nil {
		records = f.load(records)
	}
	return records, err
}

func (f *fault) Query(ctx context.Context, collection string, q query.Query) (data.Found, error) {
	if f.ask != nil {
		q = f.ask(q)
	}
	found, err := f.Store.Query(ctx, collection, q)
	if f.found != nil {
		found = f.found(q, found)
	}
	return found, err
}

func (f *fault) Commit(ctx context.Context, b data.Batch) error {
	if f.ctx != nil {
		ctx = f.ctx(ctx)
	}
	if f.commit != nil {
		return f.commit(ctx, f.Store, b)
	}
	return f.Store.Commit(ctx, b)
}

// faults are what an adapter may get wrong.
var faults = map[string]func() *fault{
	"no unique indexes": func() *fault {
		return &fault{define: func(c data.Collection) data.Collection {
			c.Unique = nil
			return c
		}}
	},
	"versions are not checked": func() *fault { return &fault{commit: lastOneWins} },
	"not all or nothing":       func() *fault { return &fault{commit: oneByOne} },
	"the batch is turned round, one by one": func() *fault {
		return &fault{commit: func(ctx context.Context, s data.Store, b data.Batch) error {
			b.Writes = slices.Clone(b.Writes)
			slices.Reverse(b.Writes)
			return oneByOne(ctx, s, b)
		}}
	},
	"a removal does nothing": func() *fault {
		return &fault{commit: func(ctx context.Context, s data.Store, b data.Batch) error {
			b.Writes = slices.DeleteFunc(slices.Clone(b.Writes), func(w data.Write) bool { return w.Op == data.Delete })
			return s.Commit(ctx, b)
		}}
	},
	"a check does nothing": func() *fault {
		return &fault{commit: func(ctx context.Context, s data.Store, b data.Batch) error {
			b.Writes = slices.DeleteFunc(slices.Clone(b.Writes), func(w data.Write) bool { return w.Op == data.Check })
			return s.Commit(ctx, b)
		}}
	},
	"a context that is over is ignored": func() *fault { return &fault{ctx: context.WithoutCancel} },
	"the total counts the page": func() *fault {
		return &fault{found: func(_ query.Query, f data.Found) data.Found {
			f.Total = len(f.Records)
			return f
		}}
	},
	"ties are not broken": func() *fault {
		return &fault{found: func(q query.Query, f data.Found) data.Found {
			if len(q.Orders()) == 0 {
				slices.Reverse(f.Records)
			}
			return f
		}}
	},
	"the page is ignored":  func() *fault { return &fault{ask: query.Query.Unpaged} },
	"versions are all one": func() *fault { return &fault{load: sameVersion} },
}

func lastOneWins(ctx context.Context, s data.Store, b data.Batch) error {
	b.Writes = slices.Clone(b.Writes)
	for i, w := range b.Writes {
		records, err := s.Load(ctx, w.Collection, []string{w.ID})
		if err != nil {
			return err
		}
		if len(records) == 1 && w.Expected != 0 {
			b.Writes[i].Expected = records[0].Version
		}
	}
	return s.Commit(ctx, b)
}

func oneByOne(ctx context.Context, s data.Store, b data.Batch) error {
	for _, w := range b.Writes {
		if err := s.Commit(ctx, data.Batch{Writes: []data.Write{w}}); err != nil {
			return err
		}
	}
	return nil
}

func sameVersion(records []data.Record) []data.Record {
	for i := range records {
		records[i].Version = 1
	}
	return records
}

const faultVariable = "DATATEST_FAULT"

// TestFaulty is what TestTheSuitesFindFaults runs in a process of its own, where it
// has to fail.
func TestFaulty(t *testing.T) {
	t.Parallel()
	faulty, ok := faults[os.Getenv(faultVariable)]
	if !ok {
		t.Skip("run by TestTheSuitesFindFaults")
	}
	datatest.TestStore(t, func(*testing.T, string) data.Store {
		f := faulty()
		f.Store = memory.New()
		return f
	}, datatest.Features{})
}

func TestTheSuitesFindFaults(t *testing.T) {
	t.Parallel()
	for name := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFaulty$", "-test.timeout=20s")
			cmd.Env = append(os.Environ(), faultVariable+"="+name)
			output, err := cmd.CombinedOutput()
			require.Error(t, err, "the suite accepts a store with this fault")
			require.True(t, bytes.Contains(output, []byte("--- FAIL: TestFaulty")), "%s", output)
		})
	}
}
