package application

import (
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// NewRegistry returns all events of the bank, and how old ones are read today.
func NewRegistry() (*eventstore.Registry, error) {
	return eventstore.NewRegistry(
		eventstore.Events(
			domain.PersonRegistered{}, domain.DetailsChanged{}, domain.AccountAdded{}, domain.AccountRemoved{}, domain.PersonErased{},
			domain.AccountOpened{}, domain.MoneyDeposited{}, domain.MoneyWithdrawn{}, domain.OverdraftChanged{}, domain.AccountClosed{},
			domain.FundsHeld{}, domain.FundsCaptured{}, domain.FundsReleased{}, domain.TransferCredited{}, domain.InterestPaid{},
			domain.TransferRequested{}, domain.TransferAdvanced{},
		),
		eventstore.Upcast(domain.UpcastAccountOpened),
	)
}
