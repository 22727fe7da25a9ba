package main

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// TransferRequested begins a transfer.
type TransferRequested struct {
	Transfer string `json:"transfer"`
	From     string `json:"from"`
	To       string `json:"to"`
	Cents    int64  `json:"cents"`
}

// EventName is what the event is called where it is stored.
func (TransferRequested) EventName() string { return "transfer.requested.v1" }

// TakeOut takes the money of a transfer out of an account.
type TakeOut struct {
	mediator.Command[mediator.None]
	Account string
	Cents   int64
}

// PutIn puts it into another one.
type PutIn struct {
	mediator.Command[mediator.None]
	Account string
	Cents   int64
}

// PutBack puts it back where it came from.
type PutBack struct {
	mediator.Command[mediator.None]
	Account string
	Cents   int64
}

// Transfers is the process that carries out transfers.
type Transfers struct{}

// Plan is what it remembers of each. There is nothing to remember yet.
type Plan struct{}

// NewTransfers returns the process.
func NewTransfers() *Transfers { return &Transfers{} }

// Requested says what has to be done, and how to undo it.
func (*Transfers) Requested(step *process.Step[Plan], e TransferRequested) error {
	step.Send(TakeOut{Account: e.From, Cents: e.Cents}).UndoneBy(PutBack{Account: e.From, Cents: e.Cents})
	step.Send(PutIn{Account: e.To, Cents: e.Cents})
	return nil
}

// Arrived ends it.
func (*Transfers) Arrived(step *process.Step[Plan], _ PutIn, _ mediator.None) error {
	step.Complete()
	return nil
}

// transferRoutes say which method is for what.
func transferRoutes() []process.Route[*Transfers, Plan] {
	return process.Routes(
		process.Starts((*Transfers).Requested, func(e TransferRequested) string { return e.Transfer }),
		process.OnAnswer((*Transfers).Arrived),
		process.Sends[TakeOut], process.Sends[PutIn], process.Sends[PutBack],
	)
}

// NewTakeOut returns what carries out TakeOut.
func NewTakeOut(accounts Accounts) mediator.HandlerFunc[TakeOut, mediator.None] {
	return func(ctx context.Context, cmd TakeOut) (mediator.None, error) {
		return mediator.None{}, Change(ctx, accounts, cmd.Account, func(a *Account) error { return a.Withdraw(cmd.Cents, "transfer", time.Now()) })
	}
}

// NewPutIn returns what carries out PutIn.
func NewPutIn(accounts Accounts) mediator.HandlerFunc[PutIn, mediator.None] {
	return func(ctx context.Context, cmd PutIn) (mediator.None, error) {
		return mediator.None{}, Change(ctx, accounts, cmd.Account, func(a *Account) error { return a.Deposit(cmd.Cents, "transfer", time.Now()) })
	}
}

// NewPutBack returns what carries out PutBack.
func NewPutBack(accounts Accounts) mediator.HandlerFunc[PutBack, mediator.None] {
	return func(ctx context.Context, cmd PutBack) (mediator.None, error) {
		return mediator.None{}, Change(ctx, accounts, cmd.Account, func(a *Account) error { return a.Deposit(cmd.Cents, "came back", time.Now()) })
	}
}

// AddTransfers registers the process and who carries out its commands.
func AddTransfers(services *di.Services) {
	mediator.AddHandler[mediator.HandlerFunc[TakeOut, mediator.None]](services, NewTakeOut)
	mediator.AddHandler[mediator.HandlerFunc[PutIn, mediator.None]](services, NewPutIn)
	mediator.AddHandler[mediator.HandlerFunc[PutBack, mediator.None]](services, NewPutBack)
	process.Add(services, process.Config{Name: "transfers", Categories: []string{"transfer"}}, NewTransfers, transferRoutes()...)
}
