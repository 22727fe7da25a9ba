package application_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/application"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// An account as of a time is what the events that say to have happened up to that time add up
// to, also where the clocks of replicas differ.
func TestAsOfAgreesWithAReplay(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // to be repeated
	b := newBank(t)
	person := send(b, ada()).ID
	ids := []string{b.openFor(person).ID, b.openFor(person).ID, b.openFor(person).ID}
	for range 400 {
		b.wait(time.Duration(random.Int64N(int64(20*time.Second)) - int64(5*time.Second)).Truncate(time.Microsecond))
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

	lives := livesOf(b)
	for range 1000 {
		life := lives[ids[random.IntN(3)]]
		first, last := life[0].OccurredAt().Add(-time.Minute), life[len(life)-1].OccurredAt().Add(time.Minute)
		moment := first.Add(time.Duration(random.Int64N(int64(last.Sub(first)))))
		if random.IntN(2) == 0 {
			moment = life[random.IntN(len(life))].OccurredAt() // exactly when something happened
		}
		requireReplay(b, life, moment)
	}
}

// livesOf returns the events of all accounts. The log has each at the time that it says itself,
// and those of an account in the order of their times.
func livesOf(b *bank) map[string][]aggregate.Timed {
	b.t.Helper()
	registry := resolve[*eventstore.Registry](b)
	lives := map[string][]aggregate.Timed{}
	for record, err := range resolve[eventstore.Store](b).ReadAll(b.t.Context(), 0, eventstore.Filter{Categories: []string{"account"}}) {
		require.NoError(b.t, err)
		event, err := registry.Decode(record)
		require.NoError(b.t, err)
		timed, ok := event.(aggregate.Timed)
		require.True(b.t, ok, record.Type)
		require.Equal(b.t, timed.OccurredAt(), record.At)
		id := strings.TrimPrefix(record.Stream, "account-")
		if before := lives[id]; len(before) > 0 {
			require.False(b.t, timed.OccurredAt().Before(before[len(before)-1].OccurredAt()))
		}
		lives[id] = append(lives[id], timed)
	}
	return lives
}

// requireReplay compares the account as of the moment with a replay of its life.
func requireReplay(b *bank, life []aggregate.Timed, moment time.Time) {
	b.t.Helper()
	var want domain.AccountState
	var version int64
	for _, event := range life {
		if !event.OccurredAt().After(moment) {
			want, version = want.Apply(event), version+1
		}
	}
	got, err := mediator.Send(b.t.Context(), b.mediator, application.GetAccount{AccountID: life[0].(domain.AccountOpened).AccountID, AsOf: moment})
	if version == 0 {
		require.ErrorIs(b.t, err, errs.KindNotFound)
		return
	}
	require.NoError(b.t, err)
	require.Equal(b.t, version, got.Version, moment)
	require.Equal(b.t, want.Balance, got.Balance, moment)
	require.Equal(b.t, want.Available(), got.Available, moment)
}
