package eventing_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
)

// unheard is an event that no registry knows.
type unheard struct{}

func (unheard) EventName() string { return "unheard.v1" }

// Crowd has methods of all kinds.
type Crowd struct{}

func NewCrowd() *Crowd { return &Crowd{} }

func (*Crowd) Noted(context.Context, Noted) error                 { return nil }
func (*Crowd) Unheard(context.Context, unheard) error             { return nil }
func (*Crowd) Any(context.Context, aggregate.Event) error         { return nil }
func (*Crowd) All(context.Context, []eventstore.Record) error     { return nil }
func (*Crowd) AlsoAll(context.Context, []eventstore.Record) error { return nil }

func TestFaultsOfASubscription(t *testing.T) {
	t.Parallel()
	good := eventing.Config{Name: "crowd"}
	noted := eventing.On((*Crowd).Noted)
	for name, c := range map[string]struct {
		config eventing.Config
		routes []eventing.Route[*Crowd]
		want   string
	}{
		"no name":        {eventing.Config{}, routes(noted), `Name is ""`},
		"a bad name":     {eventing.Config{Name: "My Crowd"}, routes(noted), "use lower-case letters"},
		"no route":       {good, nil, "it listens to nothing"},
		"twice":          {good, routes(noted, noted), "On(eventing_test.Noted) is there twice"},
		"an interface":   {good, routes(eventing.On((*Crowd).Any)), "names an interface"},
		"nil":            {good, routes(eventing.On[*Crowd, Noted](nil)), "the method of On(eventing_test.Noted) is nil"},
		"not only":       {good, routes(noted, eventing.OnRecords((*Crowd).All, "noted")), "OnRecords(noted) has to be the only route"},
		"bulk nil":       {good, routes(eventing.OnRecords[*Crowd](nil)), "the method of OnRecords() is nil"},
		"shards":         {eventing.Config{Name: "crowd", Shards: -1}, routes(noted), "Shards is -1"},
		"batch":          {eventing.Config{Name: "crowd", Batch: -1}, routes(noted), "Batch is -1"},
		"lease":          {eventing.Config{Name: "crowd", Lease: time.Millisecond}, routes(noted), "Lease is 1ms"},
		"attempts":       {eventing.Config{Name: "crowd", Retry: eventing.Retry{Attempts: -1}}, routes(noted), "Retry.Attempts is -1"},
		"pauses":         {eventing.Config{Name: "crowd", Retry: eventing.Retry{First: time.Hour}}, routes(noted), "Retry.First is 1h0m0s"},
		"policy":         {eventing.Config{Name: "crowd", OnFailure: 7}, routes(noted), "OnFailure is 7"},
		"stalled":        {eventing.Config{Name: "crowd", Stalled: -1}, routes(noted), "Stalled is -1ns"},
		"not registered": {good, routes(eventing.On((*Crowd).Unheard)), "add eventstore.Events(eventing_test.unheard{}) to eventstore.NewRegistry"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			services, _ := newServices(t, memory.New())
			eventing.Subscribe(services, c.config, NewCrowd, c.routes...)
			_, err := services.Build(t.Context())
			require.ErrorContains(t, err, c.want)
		})
	}
}

func routes(list ...eventing.Route[*Crowd]) []eventing.Route[*Crowd] { return list }

func TestTwoSubscriptionsOfOneName(t *testing.T) {
	t.Parallel()
	services, _ := newServices(t, memory.New())
	eventing.Subscribe(services, eventing.Config{Name: "crowd"}, NewCrowd, eventing.On((*Crowd).Noted))
	eventing.Subscribe(services, eventing.Config{Name: "crowd"}, NewCrowd, eventing.On((*Crowd).Noted))
	err := services.Validate()
	require.ErrorContains(t, err, `two subscriptions are named "crowd"`)
	require.ErrorContains(t, err, "the second is at subscribe_test.go:")
}

func TestOneConsumerInTwoSubscriptions(t *testing.T) {
	t.Parallel()
	store := memory.New()
	services, ledger := newServices(t, store)
	for _, name := range []string{"ledger", "copy"} {
		eventing.Subscribe(services, eventing.Config{Name: name}, func() *Ledger { return ledger }, eventing.On((*Ledger).Noted))
	}
	p := build(t, services, store, ledger)
	note(t, store, "a", 1)
	require.NoError(t, p.CatchUp(t.Context()))
	require.Equal(t, []int{1, 1}, p.numbers(t, "a"))
}

// plain is a store without a log.
type plain struct{ data.Store }

func TestAStoreHasToKeepALogAndTellTheTime(t *testing.T) {
	t.Parallel()
	services, _ := newServices(t, memory.New())
	eventing.Register(services)
	di.OverrideValue[data.Store](services, &plain{memory.New()})
	_, err := services.Build(t.Context())
	require.ErrorContains(t, err, "keeps no log of events")

	services = di.NewServices()
	eventing.Register(services)
	err = services.Validate()
	require.ErrorContains(t, err, "data.Store")
	require.ErrorContains(t, err, "eventstore.Registry")
}

func TestWords(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	words := []string{
		eventing.Beginning().String(), eventing.Now().String(), eventing.After(7).String(), eventing.At(noon).String(),
		eventing.ParkKey.String(), eventing.DeadLetter.String(),
	}
	require.Equal(t, "the beginning, now, after 7, at 2026-03-01T12:00:00Z, park the key, dead-letter the event", strings.Join(words, ", "))
}
