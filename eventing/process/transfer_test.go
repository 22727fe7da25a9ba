package process_test

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/eventing/process"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

// A toy bank: accounts with an amount, and transfers that move money between them in three
// steps. The process knows nothing of accounts but the commands and events.

// Account is an aggregate with a balance and what is held of it.
type Account struct{ aggregate.Root[AccountState] }

type AccountState struct {
	ID       string         `json:"id"`
	Balance  int            `json:"balance"`
	Holds    map[string]int `json:"holds"`
	Received map[string]int `json:"received"`
}

func (s AccountState) AggregateID() string { return s.ID }

func (s AccountState) Apply(event aggregate.Event) AccountState {
	holds := make(map[string]int)
	maps.Copy(holds, s.Holds)
	s.Holds = holds
	switch e := event.(type) {
	case Opened:
		s.ID, s.Balance = e.Account, e.Amount
	case FundsHeld:
		s.Balance -= e.Amount
		s.Holds[e.Transfer] = e.Amount
	case HoldReleased:
		s.Balance += s.Holds[e.Transfer]
		delete(s.Holds, e.Transfer)
	case HoldCaptured:
		delete(s.Holds, e.Transfer)
	case Credited:
		s.Balance += e.Amount
	}
	return s
}

// The events.
type (
	Opened struct {
		Account string `json:"account"`
		Amount  int    `json:"amount"`
	}
	Requested struct {
		Transfer string `json:"transfer"`
		From     string `json:"from"`
		To       string `json:"to"`
		Amount   int    `json:"amount"`
	}
	FundsHeld struct {
		Transfer string `json:"transfer"`
		Amount   int    `json:"amount"`
	}
	HoldReleased struct {
		Transfer string `json:"transfer"`
	}
	HoldCaptured struct {
		Transfer string `json:"transfer"`
	}
	Credited struct {
		Transfer string `json:"transfer"`
		Amount   int    `json:"amount"`
	}
)

func (Opened) EventName() string       { return "account.opened.v1" }
func (Requested) EventName() string    { return "transfer.requested.v1" }
func (FundsHeld) EventName() string    { return "account.funds_held.v1" }
func (HoldReleased) EventName() string { return "account.hold_released.v1" }
func (HoldCaptured) EventName() string { return "account.hold_captured.v1" }
func (Credited) EventName() string     { return "account.credited.v1" }

// The commands.
type (
	HoldFunds struct {
		mediator.Command[mediator.None]
		Transfer string `json:"transfer"`
		Account  string `json:"account"`
		Amount   int    `json:"amount"`
	}
	ReleaseHold struct {
		mediator.Command[mediator.None]
		Transfer string `json:"transfer"`
		Account  string `json:"account"`
	}
	CaptureHold struct {
		mediator.Command[mediator.None]
		Transfer string `json:"transfer"`
		Account  string `json:"account"`
	}
	Credit struct {
		mediator.Command[mediator.None]
		Transfer string `json:"transfer"`
		Account  string `json:"account"`
		Amount   int    `json:"amount"`
	}
)

// poisonous is an amount that the process cannot handle.
const poisonous = -1

// unlucky is an amount whose transfer cannot even expire.
const unlucky = 13

var errPoison = errors.New("poison")

// TransferProcess moves money.
type TransferProcess struct{}

type TransferState struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Amount int    `json:"amount"`
}

func NewTransferProcess() *TransferProcess { return &TransferProcess{} }

func (*TransferProcess) Requested(step *process.Step[TransferState], e Requested) error {
	if e.Amount == poisonous {
		return errPoison
	}
	step.State = TransferState{From: e.From, To: e.To, Amount: e.Amount}
	step.Send(HoldFunds{Transfer: e.Transfer, Account: e.From, Amount: e.Amount}).
		UndoneBy(ReleaseHold{Transfer: e.Transfer, Account: e.From})
	step.After("expire", time.Hour)
	return nil
}

func (*TransferProcess) Held(step *process.Step[TransferState], e FundsHeld) error {
	step.Send(Credit{Transfer: e.Transfer, Account: step.State.To, Amount: step.State.Amount})
	return nil
}

func (*TransferProcess) Credited(step *process.Step[TransferState], e Credited) error {
	step.Send(CaptureHold{Transfer: e.Transfer, Account: step.State.From})
	step.Complete()
	return nil
}

func (*TransferProcess) HoldRefused(step *process.Step[TransferState], _ HoldFunds, reason *errs.Error) error {
	step.Abort(reason.Code)
	return nil
}

func (*TransferProcess) Expired(step *process.Step[TransferState]) error {
	if step.State.Amount == unlucky {
		return errPoison
	}
	step.Abort("it took too long")
	return nil
}

func transferRoutes() []process.Route[*TransferProcess, TransferState] {
	return process.Routes(
		process.Starts((*TransferProcess).Requested, func(e Requested) string { return e.Transfer }),
		process.On((*TransferProcess).Held, func(e FundsHeld) string { return e.Transfer }),
		process.On((*TransferProcess).Credited, func(e Credited) string { return e.Transfer }),
		process.OnTimer("expire", (*TransferProcess).Expired),
		process.OnRefused((*TransferProcess).HoldRefused),
		process.Sends[HoldFunds], process.Sends[ReleaseHold], process.Sends[CaptureHold], process.Sends[Credit],
	)
}

// accounts handles the commands.
type accounts struct {
	data.Repository[*Account, string]
	fail func(ctx context.Context, command any) error
}

// with changes an account unless the test has the command fail.
func (a *accounts) with(ctx context.Context, command any, id string, change func(*Account) error) (none mediator.None, err error) {
	if err := a.fail(ctx, command); err != nil {
		return none, err
	}
	account, err := a.Get(ctx, id)
	if err != nil {
		return none, err
	}
	if err := change(account); err != nil {
		return none, err
	}
	return none, a.Update(ctx, account)
}

func (a *accounts) hold(ctx context.Context, c HoldFunds) (mediator.None, error) {
	return a.with(ctx, c, c.Account, func(account *Account) error {
		if account.State().Balance < c.Amount {
			return errs.Conflict("insufficient_funds", "the account has less than %d", c.Amount)
		}
		account.Record(FundsHeld{c.Transfer, c.Amount})
		return nil
	})
}

func (a *accounts) release(ctx context.Context, c ReleaseHold) (mediator.None, error) {
	return a.with(ctx, c, c.Account, func(account *Account) error {
		account.Record(HoldReleased{c.Transfer})
		return nil
	})
}

func (a *accounts) capture(ctx context.Context, c CaptureHold) (mediator.None, error) {
	return a.with(ctx, c, c.Account, func(account *Account) error {
		account.Record(HoldCaptured{c.Transfer})
		return nil
	})
}

func (a *accounts) credit(ctx context.Context, c Credit) (mediator.None, error) {
	return a.with(ctx, c, c.Account, func(account *Account) error {
		account.Record(Credited{c.Transfer, c.Amount})
		return nil
	})
}

// handlers are the functions above as handlers of the mediator.
type (
	holdHandler    struct{ *accounts }
	releaseHandler struct{ *accounts }
	captureHandler struct{ *accounts }
	creditHandler  struct{ *accounts }
)

func (h holdHandler) Handle(ctx context.Context, c HoldFunds) (mediator.None, error) {
	return h.hold(ctx, c)
}

func (h releaseHandler) Handle(ctx context.Context, c ReleaseHold) (mediator.None, error) {
	return h.release(ctx, c)
}

func (h captureHandler) Handle(ctx context.Context, c CaptureHold) (mediator.None, error) {
	return h.capture(ctx, c)
}

func (h creditHandler) Handle(ctx context.Context, c Credit) (mediator.None, error) {
	return h.credit(ctx, c)
}

// bank registers it all over the store.
func bank(services *di.Services, store data.Store, config process.Config, fail func(ctx context.Context, command any) error) {
	if fail == nil {
		fail = func(context.Context, any) error { return nil }
	}
	di.AddValue(services, slog.New(slog.DiscardHandler))
	di.AddSingleton[data.Store](services, func() data.Store { return store })
	di.AddSingleton[*eventstore.Registry](services, func() (*eventstore.Registry, error) {
		return eventstore.NewRegistry(eventstore.Events(Opened{}, Requested{}, FundsHeld{}, HoldReleased{}, HoldCaptured{}, Credited{}))
	})
	di.AddSingleton[*accounts](services, func(store data.Store) (*accounts, error) {
		r, err := data.NewRepository[*Account, string](store, data.Config{Collection: "accounts"})
		return &accounts{r, fail}, err
	})
	mediator.AddBehavior(services, behavior.NewUnitOfWork)
	mediator.AddHandler[holdHandler](services, func(a *accounts) holdHandler { return holdHandler{a} })
	mediator.AddHandler[releaseHandler](services, func(a *accounts) releaseHandler { return releaseHandler{a} })
	mediator.AddHandler[captureHandler](services, func(a *accounts) captureHandler { return captureHandler{a} })
	mediator.AddHandler[creditHandler](services, func(a *accounts) creditHandler { return creditHandler{a} })
	config.Name = "transfer"
	process.Add(services, config, NewTransferProcess, transferRoutes()...)
}
