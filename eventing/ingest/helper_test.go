package ingest_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/postgres"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/sqlite"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/cloudevents"
	"github.com/neuroglia-go/neuroglia/eventing/ingest"
	"github.com/neuroglia-go/neuroglia/internal/testenv"
)

const placed = "com.partner.order.placed.v1"

// Placed is what an event of the type placed has.
type Placed struct {
	Account string `json:"account"`
	Amount  int    `json:"amount"`
}

func (p Placed) Validate() error {
	if p.Amount < 0 {
		return errors.New("the amount is below zero")
	}
	return nil
}

// account is what the effect of events is stored in.
type account struct {
	ID      string   `json:"id"`
	Balance int      `json:"balance"`
	Seen    []string `json:"seen"`
}

type accounts = data.Repository[*data.Document[account], string]

// Bank is the consumer.
type Bank struct {
	accounts accounts
	meet     func(ctx context.Context, p Placed) error // what happens before an event is handled
}

func (b *Bank) Placed(ctx context.Context, p Placed) error {
	if b.meet != nil {
		if err := b.meet(ctx, p); err != nil {
			return err
		}
	}
	event, _ := ingest.EventOf(ctx)
	return b.add(ctx, p, event.ID)
}

func (b *Bank) Any(ctx context.Context, event cloudevents.Event) error {
	return b.add(ctx, Placed{Account: "any", Amount: 1}, event.ID)
}

func (b *Bank) add(ctx context.Context, p Placed, id string) error {
	d, err := b.accounts.Get(ctx, p.Account)
	if errors.Is(err, errs.KindNotFound) {
		return b.accounts.Add(ctx, data.NewDocument(account{ID: p.Account, Balance: p.Amount, Seen: []string{id}}))
	}
	if err != nil {
		return err
	}
	d.Value.Balance += p.Amount
	d.Value.Seen = append(d.Value.Seen, id)
	return b.accounts.Update(ctx, d)
}

// program is a process that takes events.
type program struct {
	*ingest.Ingest
	bank  *Bank
	store data.Store
}

func newServices(t testing.TB, store data.Store) (*di.Services, *Bank) {
	t.Helper()
	repository, err := data.NewDocuments(store, data.Config{Collection: "accounts"}, func(a *account) string { return a.ID })
	require.NoError(t, err)
	s := di.NewServices()
	di.AddValue(s, store)
	di.AddValue(s, slog.New(slog.DiscardHandler))
	return s, &Bank{accounts: repository}
}

func newProgram(t testing.TB, store data.Store, config ingest.Config, setUp ...func(*di.Services, *Bank)) *program {
	t.Helper()
	services, bank := newServices(t, store)
	ingest.Register(services, config)
	ingest.Subscribe(services, func() *Bank { return bank }, ingest.On(placed, (*Bank).Placed), ingest.OnEvent("com.any.*", (*Bank).Any))
	for _, f := range setUp {
		f(services, bank)
	}
	return build(t, services, bank, store)
}

func build(t testing.TB, services *di.Services, bank *Bank, store data.Store) *program {
	t.Helper()
	container, err := services.Build(context.Background())
	require.NoError(t, err)
	i, err := di.Resolve[*ingest.Ingest](container)
	require.NoError(t, err)
	return &program{i, bank, store}
}

func (p *program) account(t testing.TB, id string) account {
	t.Helper()
	d, err := p.bank.accounts.Get(context.Background(), id)
	if errors.Is(err, errs.KindNotFound) {
		return account{}
	}
	require.NoError(t, err)
	return d.Value
}

// event returns an event of the type placed.
func event(id, data string, change ...func(*cloudevents.Event)) cloudevents.Event {
	e := cloudevents.Event{ID: id, Source: "/partner", Type: placed, Subject: "a", DataContentType: cloudevents.JSON, Data: []byte(data)}
	for _, f := range change {
		f(&e)
	}
	return e
}

// stores are those that the promises are kept over.
func stores() map[string]func(t testing.TB) data.Store {
	return map[string]func(t testing.TB) data.Store{
		"memory": func(testing.TB) data.Store { return memory.New() },
		"sqlite": func(t testing.TB) data.Store {
			return opened(t, sqlite.Open, "sqlite:"+filepath.Join(t.TempDir(), "test.db"))
		},
		"postgres": func(t testing.TB) data.Store { return opened(t, postgres.Open, testenv.Postgres(t)) },
	}
}

func opened(t testing.TB, open data.Driver, url string) data.Store {
	t.Helper()
	store, err := open(context.Background(), url)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store
}

// full is a store with a log.
type full interface {
	data.Store
	eventstore.Store
}

// wrapped is a store whose commits can be met with faults.
type wrapped struct {
	full
	mu     sync.Mutex
	commit func(commit func() error) error
}

func (w *wrapped) onCommit(f func(commit func() error) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.commit = f
}

func (w *wrapped) Commit(ctx context.Context, batch data.Batch) error {
	w.mu.Lock()
	f := w.commit
	w.mu.Unlock()
	commit := func() error { return w.full.Commit(ctx, batch) }
	if f == nil {
		return commit()
	}
	return f(commit)
}

// entries returns how many events are remembered.
func entries(t testing.TB, store data.Store) int {
	t.Helper()
	found, err := store.Query(context.Background(), "inbox", query.Query{})
	require.NoError(t, err)
	return len(found.Records)
}
