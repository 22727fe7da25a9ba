package application

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

// Module registers the use cases and what surrounds them, the process that carries out
// transfers, and the read models. They need the repositories of this package, a [Sealer], a [Clock],
// a [NewID], an [InterestRate], a data.Store, an eventstore.Store, a [behavior.Validator], a
// [behavior.Origin] and a logger from elsewhere.
func Module(services *di.Services) {
	di.AddSingleton[*eventstore.Registry](services, NewRegistry)

	// What every command and query passes through, outermost first. Retry stands outside of the
	// unit of work, whose failed try is of no use any more; idempotency stands inside, so that
	// what a command did and its answer are one commit.
	mediator.AddBehavior(services, behavior.NewLogging)
	mediator.AddBehavior(services, behavior.NewProvenance)
	mediator.AddBehavior(services, behavior.NewValidation)
	mediator.AddBehavior(services, behavior.NewRetry)
	mediator.AddBehavior(services, behavior.NewUnitOfWork)
	mediator.AddBehavior(services, idempotency)
	di.AddSingleton[*behavior.Idempotency](services, newIdempotency)

	di.AddSingleton[Owners](services, NewOwners)
	di.AddSingleton[AuditedView](services, NewAuditedView)
	di.AddSingleton[*InterestRound](services, NewInterestRound)

	addPersons(services)
	addAccounts(services)
	addTransfers(services)
	addReadModels(services)
}

func addPersons(services *di.Services) {
	mediator.AddHandler[*RegisterPersonHandler](services, NewRegisterPersonHandler, contended())
	mediator.AddHandler[*ChangeAddressHandler](services, NewChangeAddressHandler, contended())
	mediator.AddHandler[*ErasePersonHandler](services, NewErasePersonHandler, contended())
	mediator.AddHandler[*GetPersonHandler](services, NewGetPersonHandler)
	mediator.AddHandler[*ListPersonsHandler](services, NewListPersonsHandler)
}

func addAccounts(services *di.Services) {
	mediator.AddHandler[*OpenAccountHandler](services, NewOpenAccountHandler, contended())
	mediator.AddHandler[*DepositHandler](services, NewDepositHandler, contended())
	mediator.AddHandler[*WithdrawHandler](services, NewWithdrawHandler, contended())
	mediator.AddHandler[*ChangeOverdraftHandler](services, NewChangeOverdraftHandler, contended())
	mediator.AddHandler[*CloseAccountHandler](services, NewCloseAccountHandler, contended())
	mediator.AddHandler[*PayInterestHandler](services, NewPayInterestHandler, contended())
	mediator.AddHandler[*GetAccountHandler](services, NewGetAccountHandler)
	mediator.AddHandler[*ListAccountsHandler](services, NewListAccountsHandler)
	mediator.AddHandler[*ListTransactionsHandler](services, NewListTransactionsHandler)
	mediator.AddHandler[*GetStatementHandler](services, NewGetStatementHandler)
	mediator.AddHandler[*ListDailyTotalsHandler](services, NewListDailyTotalsHandler)
	mediator.AddHandler[*AuditAccountsHandler](services, NewAuditAccountsHandler)
}

// addTransfers registers the commands of transfers. Those that the process sends are tried
// again by it.
func addTransfers(services *di.Services) {
	mediator.AddHandler[*RequestTransferHandler](services, NewRequestTransferHandler, contended())
	mediator.AddHandler[*GetTransferHandler](services, NewGetTransferHandler)
	mediator.AddHandler[*HoldFundsHandler](services, NewHoldFundsHandler)
	mediator.AddHandler[*CreditAccountHandler](services, NewCreditAccountHandler)
	mediator.AddHandler[*CaptureFundsHandler](services, NewCaptureFundsHandler)
	mediator.AddHandler[*ReleaseFundsHandler](services, NewReleaseFundsHandler)
	mediator.AddHandler[*RejectTransferHandler](services, NewRejectTransferHandler)
	addTransferProcess(services)
}

// contended is for commands that meet others at the same account or person, or that are sent
// twice at once: who comes second is tried again, and finds what the first one has stored or
// was answered.
func contended() mediator.HandlerOption {
	return behavior.WithRetry(behavior.RetryPolicy{
		Attempts: 20, Max: 100 * time.Millisecond, Conflicts: []string{behavior.CodeIdempotencyRace},
	})
}
