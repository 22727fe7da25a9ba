package behavior_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

// pay is a command that its sender may repeat.
type pay struct {
	mediator.Command[receipt]
	Key   string
	Cents int
}

type receipt struct {
	Number int    `json:"number"`
	Text   string `json:"text"`
}

func (p pay) IdempotencyKey() string { return p.Key }

func (pay) Retry() behavior.RetryPolicy {
	return behavior.RetryPolicy{Attempts: 10, Max: time.Millisecond, Conflicts: []string{behavior.CodeIdempotencyRace}}
}

// cashier is a program that takes payments, each into a till of its own.
func cashier(t *testing.T, fail error, options ...behavior.IdempotencyOption) (m *mediator.Mediator, paid *atomic.Int64, memo **behavior.Idempotency) {
	t.Helper()
	store := memory.New()
	repository, err := data.NewRepository[*Till, string](store, data.Config{Collection: "tills"})
	require.NoError(t, err)
	paid = new(atomic.Int64)
	memo = new(*behavior.Idempotency)
	m = build(t, func(s *di.Services) {
		di.AddValue[data.Store](s, store)
		mediator.AddBehavior(s, behavior.NewRetry)
		mediator.AddBehavior(s, behavior.NewUnitOfWork)
		mediator.AddBehavior(s, func(store data.Store) (*behavior.Idempotency, error) {
			b, err := behavior.NewIdempotency(store, options...)
			*memo = b
			return b, err
		})
		mediator.AddHandler[mediator.HandlerFunc[pay, receipt]](s, func() mediator.HandlerFunc[pay, receipt] {
			return func(ctx context.Context, cmd pay) (receipt, error) {
				n := int(paid.Add(1))
				till := new(Till)
				till.Fill(time.Now().Format(time.RFC3339Nano)+string(rune('a'+n)), cmd.Cents)
				return receipt{Number: n, Text: "thank you"}, errors.Join(repository.Add(ctx, till), fail)
			}
		})
	})
	return m, paid, memo
}

func TestARepetitionGetsTheFirstAnswer(t *testing.T) {
	t.Parallel()
	m, paid, memo := cashier(t, nil)
	first, err := mediator.Send(t.Context(), m, pay{Key: "k1", Cents: 5})
	require.NoError(t, err)
	again, err := mediator.Send(t.Context(), m, pay{Key: "k1", Cents: 5})
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.EqualValues(t, 1, paid.Load())

	_, err = mediator.Send(t.Context(), m, pay{Key: "k1", Cents: 6})
	require.ErrorIs(t, err, errs.KindUnprocessable)
	require.Equal(t, behavior.CodeIdempotencyMismatch, errs.CodeOf(err))

	other, err := mediator.Send(t.Context(), m, pay{Key: "k2", Cents: 5})
	require.NoError(t, err)
	require.NotEqual(t, first, other)

	n, err := (*memo).Clean(t.Context(), time.Now().Add(time.Minute))
	require.NoError(t, err)
	require.Equal(t, 2, n)
	late, err := mediator.Send(t.Context(), m, pay{Key: "k1", Cents: 5})
	require.NoError(t, err)
	require.NotEqual(t, first, late, "what was forgotten is carried out again")
}

// Senders make up their keys, and two of them the same one. Neither gets to see what the other
// was answered, nor uses the key up for the other.
func TestAKeyIsThatOfItsSender(t *testing.T) {
	t.Parallel()
	m, paid, _ := cashier(t, nil)
	senders := []auth.Identity{
		{},
		{Subject: "ann"},
		{Subject: "bob"},
		{Subject: "ann", Issuer: "https://idp.example"},
		{Subject: "ann#k1"},
	}
	for i, who := range senders {
		ctx := auth.NewContext(t.Context(), who)
		first, err := mediator.Send(ctx, m, pay{Key: "k1", Cents: 5 + i/2})
		require.NoError(t, err)
		require.Equal(t, i+1, first.Number)
		again, err := mediator.Send(ctx, m, pay{Key: "k1", Cents: 5 + i/2})
		require.NoError(t, err)
		require.Equal(t, first, again)
	}
	_, err := mediator.Send(t.Context(), m, pay{Key: "#ann#k1", Cents: 5})
	require.NoError(t, err, "no key of a guest is that of somebody")
	require.EqualValues(t, len(senders)+1, paid.Load())
}

// order is a command whose method is that of its pointer.
type order struct {
	mediator.Command[receipt]
	Key string
}

func (o *order) IdempotencyKey() string { return o.Key }

func TestTheMethodMayBeThatOfThePointer(t *testing.T) {
	t.Parallel()
	store := memory.New()
	placed := new(atomic.Int64)
	m := build(t, func(s *di.Services) {
		di.AddValue[data.Store](s, store)
		mediator.AddBehavior(s, behavior.NewUnitOfWork)
		mediator.AddBehavior(s, func(store data.Store) (*behavior.Idempotency, error) { return behavior.NewIdempotency(store) })
		mediator.AddHandler[mediator.HandlerFunc[order, receipt]](s, func() mediator.HandlerFunc[order, receipt] {
			return func(context.Context, order) (receipt, error) { return receipt{Number: int(placed.Add(1))}, nil }
		})
	})
	for range 2 {
		_, err := mediator.Send(t.Context(), m, order{Key: "k1"})
		require.NoError(t, err)
	}
	require.EqualValues(t, 1, placed.Load())
}

func TestWithoutAKeyNothingIsRemembered(t *testing.T) {
	t.Parallel()
	m, paid, _ := cashier(t, nil)
	for range 2 {
		_, err := mediator.Send(t.Context(), m, pay{Cents: 5})
		require.NoError(t, err)
	}
	require.EqualValues(t, 2, paid.Load())
}

func TestAFailureIsNotRemembered(t *testing.T) {
	t.Parallel()
	m, paid, _ := cashier(t, errs.Conflict("no_change", "the till has no change"))
	for range 2 {
		_, err := mediator.Send(t.Context(), m, pay{Key: "k1", Cents: 5})
		require.Equal(t, "no_change", errs.CodeOf(err))
	}
	require.EqualValues(t, 2, paid.Load())
}

// Of many that come at the same time one is stored, and all get its answer.
func TestRepetitionsAtTheSameTime(t *testing.T) {
	t.Parallel()
	m, _, _ := cashier(t, nil)
	answers := make([]receipt, 16)
	var work sync.WaitGroup
	for i := range answers {
		work.Go(func() {
			var err error
			answers[i], err = mediator.Send(context.Background(), m, pay{Key: "k1", Cents: 5})
			if err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	for _, a := range answers {
		require.Equal(t, answers[0], a)
	}
}

// What is remembered of a request says nothing to those who do not have its secret, and nobody
// knows it again once that is gone.
func TestAFingerprintMayHaveASecret(t *testing.T) {
	t.Parallel()
	secrets := map[int][]byte{1: []byte("secret of the first")} // by the number of the receipt
	m, paid, _ := cashier(t, nil, behavior.FingerprintBy(func(_ context.Context, body []byte, request, result any) ([]byte, error) {
		require.IsType(t, pay{}, request)
		secret, known := secrets[result.(receipt).Number]
		if !known {
			return nil, errs.New(errs.KindGone, "forgotten", "who paid was forgotten")
		}
		mac := hmac.New(sha256.New, secret)
		mac.Write(body)
		return mac.Sum(nil), nil
	}))
	first, err := mediator.Send(t.Context(), m, pay{Key: "k1", Cents: 5})
	require.NoError(t, err)
	again, err := mediator.Send(t.Context(), m, pay{Key: "k1", Cents: 5})
	require.NoError(t, err)
	require.Equal(t, first, again)
	_, err = mediator.Send(t.Context(), m, pay{Key: "k1", Cents: 6})
	require.Equal(t, behavior.CodeIdempotencyMismatch, errs.CodeOf(err))

	secrets[1] = []byte("another one")
	_, err = mediator.Send(t.Context(), m, pay{Key: "k1", Cents: 5})
	require.Equal(t, behavior.CodeIdempotencyMismatch, errs.CodeOf(err), "the secret is part of it")
	delete(secrets, 1)
	_, err = mediator.Send(t.Context(), m, pay{Key: "k1", Cents: 5})
	require.ErrorIs(t, err, errs.KindGone)
	require.EqualValues(t, 1, paid.Load())
}
