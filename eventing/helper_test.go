package eventing_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/lease"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

// Noted is the event of these tests: the number N was noted under a key.
type Noted struct {
	Key string `json:"key"`
	N   int    `json:"n"`
}

func (Noted) EventName() string { return "noted.v1" }

// Struck is another event, of the same streams.
type Struck struct {
	Key string `json:"key"`
}

func (Struck) EventName() string { return "struck.v1" }

// account is the read model: which numbers were noted, in the order in which it heard of them.
type account struct {
	Key     string `json:"key"`
	Numbers []int  `json:"numbers"`
}

type accounts = data.Repository[*data.Document[account], string]

// Ledger keeps accounts.
type Ledger struct {
	accounts accounts
	mu       sync.Mutex
	meet     func(ctx context.Context, e Noted) error
}

// meets says what happens before an event is handled.
func (l *Ledger) meets(f func(ctx context.Context, e Noted) error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.meet = f
}

func (l *Ledger) Noted(ctx context.Context, e Noted) error {
	l.mu.Lock()
	meet := l.meet
	l.mu.Unlock()
	if meet != nil {
		if err := meet(ctx, e); err != nil {
			return err
		}
	}
	return l.add(ctx, e.Key, e.N)
}

func (l *Ledger) Struck(ctx context.Context, e Struck) error { return l.add(ctx, e.Key, -1) }

func (l *Ledger) add(ctx context.Context, key string, n int) error {
	d, err := l.accounts.Get(ctx, key)
	if errors.Is(err, errs.KindNotFound) {
		return l.accounts.Add(ctx, data.NewDocument(account{Key: key, Numbers: []int{n}}))
	}
	if err != nil {
		return err
	}
	d.Value.Numbers = append(d.Value.Numbers, n)
	return l.accounts.Update(ctx, d)
}

// full is what an engine needs of a store.
type full interface {
	data.Store
	eventstore.Store
	lease.Clock
}

// program is one process with a ledger.
type program struct {
	*eventing.Engine
	store     full
	container *di.Container
	ledger    *Ledger
}

// newProgram builds one over the store. setUp may register more.
func newProgram(t testing.TB, store full, config eventing.Config, setUp ...func(*di.Services, *Ledger)) *program {
	t.Helper()
	services, ledger := newServices(t, store)
	if config.Name == "" {
		config.Name = "ledger"
	}
	eventing.Subscribe(services, config, func() *Ledger { return ledger },
		eventing.On((*Ledger).Noted), eventing.On((*Ledger).Struck))
	for _, f := range setUp {
		f(services, ledger)
	}
	return build(t, services, store, ledger)
}

func newServices(t testing.TB, store full) (*di.Services, *Ledger) {
	t.Helper()
	registry, err := eventstore.NewRegistry(eventstore.Events(Noted{}, Struck{}))
	require.NoError(t, err)
	repository, err := data.NewDocuments(store, data.Config{Collection: "accounts"}, func(a *account) string { return a.Key })
	require.NoError(t, err)
	services := di.NewServices()
	di.AddValue[data.Store](services, store)
	di.AddValue(services, registry)
	di.AddValue(services, slog.New(slog.DiscardHandler))
	return services, &Ledger{accounts: repository}
}

func build(t testing.TB, services *di.Services, store full, ledger *Ledger) *program {
	t.Helper()
	container, err := services.Build(context.Background())
	require.NoError(t, err)
	engine, err := di.Resolve[*eventing.Engine](container)
	require.NoError(t, err)
	return &program{Engine: engine, store: store, container: container, ledger: ledger}
}

// start runs the engine until stop is called, or the test ends.
func (p *program) start(t testing.TB) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-done)
	})
	t.Cleanup(stop)
	return stop
}

// settle waits until the ledger has seen everything that is in the log.
func (p *program) settle(t testing.TB) {
	t.Helper()
	head, err := p.store.Head(t.Context())
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.NoError(t, p.Await(ctx, "ledger", head))
}

// numbers returns what the read model has of a key.
func (p *program) numbers(t testing.TB, key string) []int {
	t.Helper()
	d, err := p.ledger.accounts.Get(t.Context(), key)
	if errors.Is(err, errs.KindNotFound) {
		return nil
	}
	require.NoError(t, err)
	return d.Value.Numbers
}

// letters returns the states of the letters of a key, in order.
func (p *program) states(t testing.TB, key string) (states []eventing.State) {
	t.Helper()
	page, err := p.Letters(t.Context(), eventing.LetterQuery{Subscription: "ledger", Key: "note-" + key})
	require.NoError(t, err)
	for _, l := range page.Items {
		states = append(states, l.State)
	}
	return states
}

// note appends numbers to the stream of a key.
func note(t testing.TB, store eventstore.Store, key string, numbers ...int) eventstore.Commit {
	t.Helper()
	var events []eventstore.Event
	for _, n := range numbers {
		e, err := eventstore.Encode(Noted{Key: key, N: n})
		require.NoError(t, err)
		events = append(events, e)
	}
	commit, err := store.Append(context.Background(), eventstore.Batch{Stream: "note-" + key, Expected: eventstore.Any, Events: events})
	require.NoError(t, err)
	return commit
}

// count returns the numbers from one to n.
func count(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i + 1
	}
	return numbers
}

// stores are those that every promise is kept over.
func stores() map[string]func(t testing.TB) full {
	return map[string]func(t testing.TB) full{
		"memory": func(testing.TB) full { return memory.New() },
		"sqlite": func(t testing.TB) full {
			return opened(t, sqlite.Open, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
		},
		"postgres": func(t testing.TB) full { return opened(t, postgres.Open, testenv.Postgres(t)) },
	}
}

func opened(t testing.TB, open data.Driver, url string) full {
	t.Helper()
	store, err := open(context.Background(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	f, ok := store.(full)
	require.True(t, ok)
	return f
}

// wrapped is a store in which the commits of one program can be made to fail.
type wrapped struct {
	full
	mu     sync.Mutex
	commit func(ctx context.Context, batch data.Batch, commit func() error) error
	load   func() error
}

func (w *wrapped) onCommit(f func(ctx context.Context, batch data.Batch, commit func() error) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.commit = f
}

func (w *wrapped) onLoad(f func() error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.load = f
}

func (w *wrapped) Commit(ctx context.Context, batch data.Batch) error {
	w.mu.Lock()
	f := w.commit
	w.mu.Unlock()
	if f == nil {
		return w.full.Commit(ctx, batch)
	}
	return f(ctx, batch, func() error { return w.full.Commit(ctx, batch) })
}

func (w *wrapped) Load(ctx context.Context, collection string, ids []string) ([]data.Record, error) {
	if err := w.down(); err != nil {
		return nil, err
	}
	return w.full.Load(ctx, collection, ids)
}

func (w *wrapped) Query(ctx context.Context, collection string, q query.Query) (data.Found, error) {
	if err := w.down(); err != nil {
		return data.Found{}, err
	}
	return w.full.Query(ctx, collection, q)
}

func (w *wrapped) down() error {
	w.mu.Lock()
	f := w.load
	w.mu.Unlock()
	if f == nil {
		return nil
	}
	return f()
}

// touches reports whether a commit writes to the collection.
func touches(batch data.Batch, collection string) bool {
	for _, w := range batch.Writes {
		if w.Collection == collection {
			return true
		}
	}
	return false
}
