package application_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// An account as of a time is what its events up to that time add up to.
func TestAsOfAgreesWithAReplay(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // to be repeated
	b := newBank(t)
	person := send(b, ada()).ID
	ids := []string{b.openFor(person).ID, b.openFor(person).ID, b.openFor(person).ID}
	for range 400 {
		id, other := ids[random.IntN(3)], ids[random.IntN(3)]
		amount, kind := 1+random.Int64N(50_00), random.IntN(3)
		switch {
		case kind == 0 && id != other:
			b.transfer(id, other, amount)
		case kind == 1 && b.account(id).Available.InCents() >= amount:
			b.withdraw(id, amount)
		default:
			b.deposit(id, amount)
		}
		if random.IntN(20) == 0 {
			b.settle()
		}
	}
	b.settle()

	lives := map[string][]eventstore.Record{}
	for record, err := range resolve[eventstore.Store](b).ReadAll(t.Context(), 0, eventstore.Filter{Categories: []string{"account"}}) {
		require.NoError(t, err)
		lives[record.Stream] = append(lives[record.Stream], record)
	}
	registry := resolve[*eventstore.Registry](b)
	for range 1000 {
		id := ids[random.IntN(3)]
		life := lives["account-"+id]
		first, last := life[0].At.Add(-time.Millisecond), life[len(life)-1].At.Add(time.Millisecond)
		moment := first.Add(time.Duration(random.Int64N(int64(last.Sub(first)))))
		if random.IntN(2) == 0 {
			moment = life[random.IntN(len(life))].At // exactly when something happened
		}
		requireReplay(t, b, registry, life, moment)
	}
}

// requireReplay compares the account as of the moment with a replay of its life.
func requireReplay(t *testing.T, b *bank, registry *eventstore.Registry, life []eventstore.Record, moment time.Time) {
	t.Helper()
	var want domain.AccountState
	var version int64
	for _, record := range life {
		if record.At.After(moment) {
			break
		}
		event, err := registry.Decode(record)
		require.NoError(t, err)
		want, version = want.Apply(event), record.Version
	}
	id := strings.TrimPrefix(life[0].Stream, "account-")
	got, err := mediator.Send(t.Context(), b.mediator, application.GetAccount{AccountID: id, AsOf: moment})
	if version == 0 {
		require.ErrorIs(t, err, errs.KindNotFound)
		return
	}
	require.NoError(t, err)
	require.Equal(t, version, got.Version, moment)
	require.Equal(t, want.Balance, got.Balance, moment)
	require.Equal(t, want.Available(), got.Available, moment)
}
