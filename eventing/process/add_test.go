package process_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/eventing/process/processtest"
	"github.com/neuroglia-go/neuroglia/mediator"
)

type secret struct {
	mediator.Command[mediator.None]
	amount int
}

type named struct {
	mediator.Command[mediator.None]
}

func (named) CommandName() string { return "HoldFunds" }

func (*TransferProcess) SecretKept(*process.Step[TransferState], secret, mediator.None) error {
	return nil
}

func TestBuildReportsWhatIsWrong(t *testing.T) {
	t.Parallel()
	starts := process.Starts((*TransferProcess).Requested, func(e Requested) string { return e.Transfer })
	_ = secret{amount: 1}
	for fault, add := range map[string]func(*di.Services){
		"nothing starts it": func(s *di.Services) {
			process.Add(s, process.Config{Name: "p"}, NewTransferProcess, process.OnTimer("t", (*TransferProcess).Expired))
		},
		"is there twice; call both": func(s *di.Services) {
			process.Add(s, process.Config{Name: "p"}, NewTransferProcess, starts, starts)
		},
		"OnTimer(\"t\") is there twice": func(s *di.Services) {
			process.Add(s, process.Config{Name: "p"}, NewTransferProcess, starts,
				process.OnTimer("t", (*TransferProcess).Expired), process.OnTimer("t", (*TransferProcess).Expired))
		},
		"the method or the correlation of On": func(s *di.Services) {
			process.Add(s, process.Config{Name: "p"}, NewTransferProcess, starts, process.On((*TransferProcess).Held, nil))
		},
		"one of the routes is nil": func(s *di.Services) {
			process.Add(s, process.Config{Name: "p"}, NewTransferProcess, starts, nil)
		},
		"is never sent; add process.Sends": func(s *di.Services) {
			process.Add(s, process.Config{Name: "p"}, NewTransferProcess, starts, process.OnRefused((*TransferProcess).HoldRefused))
		},
		"OnRefused(process_test.HoldFunds) is there twice": func(s *di.Services) {
			process.Add(s, process.Config{Name: "p"}, NewTransferProcess, starts, process.Sends[HoldFunds],
				process.OnRefused((*TransferProcess).HoldRefused), process.OnRefused((*TransferProcess).HoldRefused))
		},
		"OnAnswer(process_test.secret) is there twice": func(s *di.Services) {
			process.Add(s, process.Config{Name: "p"}, NewTransferProcess, starts, process.Sends[secret],
				process.OnAnswer((*TransferProcess).SecretKept), process.OnAnswer((*TransferProcess).SecretKept))
		},
		"Sends[process_test.HoldFunds] is there twice": func(s *di.Services) {
			process.Add(s, process.Config{Name: "p"}, NewTransferProcess, starts, process.Sends[HoldFunds], process.Sends[HoldFunds])
		},
		"secret.amount would not be stored": func(s *di.Services) {
			process.Add(s, process.Config{Name: "p"}, NewTransferProcess, starts, process.Sends[secret])
		},
		"are stored under one name": func(s *di.Services) {
			process.Add(s, process.Config{Name: "p"}, NewTransferProcess, starts, process.Sends[HoldFunds], process.Sends[named])
		},
		"longer than 40 letters": func(s *di.Services) {
			process.Add(s, process.Config{Name: strings.Repeat("p", 41)}, NewTransferProcess, starts)
		},
		"use numbers above 0": func(s *di.Services) {
			process.Add(s, process.Config{Name: "p", Parallel: -1}, NewTransferProcess, starts)
		},
		"process_test.named has no handler": func(s *di.Services) {
			process.Add(s, process.Config{Name: "p"}, NewTransferProcess, starts, process.Sends[named])
		},
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			services := di.NewServices()
			bank(services, memory.New(), process.Config{}, nil)
			add(services)
			_, err := services.Build(t.Context())
			require.ErrorContains(t, err, fault)
		})
	}
}

// awkward is a process whose steps are wrong.
type awkward struct{ what string }

func (a *awkward) Requested(step *process.Step[TransferState], e Requested) error {
	switch e.Transfer {
	case "unknown command":
		step.Send("hello")
	case "unknown timer":
		step.After("never", time.Hour)
	case "two ends":
		step.Complete()
		step.Abort("or not")
	}
	return nil
}

func TestAStepThatAsksForWhatCannotBeFails(t *testing.T) {
	t.Parallel()
	for what, fault := range map[string]string{
		"unknown command": "a string is not among the commands of the process; give process.Sends[string] to process.Add",
		"unknown timer":   `the timer "never" leads nowhere`,
		"two ends":        "the step calls both Complete and Abort",
	} {
		trial := processtest.New(t, &awkward{}, process.Starts((*awkward).Requested, func(e Requested) string { return e.Transfer }))
		require.ErrorContains(t, trial.Fails(Requested{Transfer: what}), fault)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, memory.New(), process.Config{History: 3}, nil)
	w.open("a", 100)
	w.open("b", 0)
	w.request("t1", "a", "b", 30)
	w.settle()
	in := w.get("t1")
	require.Equal(t, []string{"event transfer.requested.v1", "sent CaptureHold", "completed "}, told(in), "how it began stays")
	require.Equal(t, 4, in.Forgotten)
}

func TestAnEventIsHeardOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, memory.New(), process.Config{}, nil)
	w.open("a", 100)
	w.open("b", 0)
	w.request("t1", "a", "b", 30)
	w.request("", "a", "b", 30)
	w.settle()
	require.NoError(t, w.engine.Move(t.Context(), "transfer", eventing.Beginning()))
	w.settle()
	require.Len(t, w.get("t1").History, 7)
	require.Equal(t, 70, w.balance("a"))
	page, err := w.processes.List(t.Context(), "transfer", everything)
	require.NoError(t, err)
	require.Equal(t, 1, page.Total, "an event without a correlation begins nothing")
}

func TestTheActorGoesAlong(t *testing.T) {
	t.Parallel()
	w := newWorld(t, memory.New(), process.Config{}, func(ctx context.Context, _ any) error {
		m := eventstore.MetadataOf(ctx)
		require.Equal(t, "ada", m.Actor)
		require.Equal(t, "request-1", m.Correlation)
		return nil
	})
	w.open("a", 100)
	w.open("b", 0)
	log, err := eventstore.Of(w.store)
	require.NoError(t, err)
	event, err := eventstore.Encode(Requested{"t1", "a", "b", 30})
	require.NoError(t, err)
	ctx := eventstore.WithMetadata(t.Context(), eventstore.Metadata{Actor: "ada", Correlation: "request-1"})
	_, err = log.Append(ctx, eventstore.Batch{Stream: "transfer-t1", Events: []eventstore.Event{event}})
	require.NoError(t, err)
	w.settle()
	require.Equal(t, process.Completed, w.get("t1").Status)
}
