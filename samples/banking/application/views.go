package application

import (
	"time"

	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// PersonDTO is a person as callers see one.
type PersonDTO struct {
	ID          string        `json:"id" example:"0193a2f0-5c1e-7a90-8f5e-3b1f6a1d2c3e"`
	FirstName   string        `json:"first_name" example:"Ada"`
	LastName    string        `json:"last_name" example:"Lovelace"`
	Nationality string        `json:"nationality" example:"GB"`
	Gender      domain.Gender `json:"gender"`
	DateOfBirth string        `json:"date_of_birth" example:"1990-12-10"`
	Address     AddressDTO    `json:"address"`
}

// AddressDTO is where a person lives.
type AddressDTO struct {
	Street     string `json:"street" validate:"required,max=200" example:"St James's Square 12"`
	PostalCode string `json:"postal_code" validate:"required,max=20" example:"SW1Y 4JH"`
	City       string `json:"city" validate:"required,max=100" example:"London"`
	State      string `json:"state" validate:"max=100" example:"England"`
	Country    string `json:"country" validate:"required,iso3166_1_alpha2" example:"GB"`
}

func personOf(id string, d domain.Details) PersonDTO {
	return PersonDTO{
		ID: id, FirstName: d.FirstName, LastName: d.LastName, Nationality: d.Nationality, Gender: d.Gender,
		DateOfBirth: d.DateOfBirth, Address: AddressDTO(d.Address),
	}
}

// AccountDTO is an account as callers see it.
type AccountDTO struct {
	ID             string          `json:"id" example:"0193a2f0-5c1e-7a90-8f5e-3b1f6a1d2c3e"`
	OwnerID        string          `json:"owner_id"`
	Currency       domain.Currency `json:"currency"`
	Balance        domain.Amount   `json:"balance" example:"120.50"`
	Available      domain.Amount   `json:"available" doc:"What can be taken out: the balance and the overdraft, without what is promised to transfers." example:"220.50"`
	OverdraftLimit domain.Amount   `json:"overdraft_limit" example:"100.00"`
	Opened         time.Time       `json:"opened"`
	Closed         bool            `json:"closed"`
	Version        int64           `json:"version" doc:"How many events there are in the life of the account." example:"7"`
}

func accountOf(a *domain.Account) AccountDTO {
	s := a.State()
	return AccountDTO{
		ID: s.ID, OwnerID: s.OwnerID, Currency: s.Currency, Balance: s.Balance, Available: s.Available(),
		OverdraftLimit: s.Overdraft, Opened: s.Opened, Closed: s.Closed, Version: a.Version(),
	}
}

// TransferDTO is a transfer as callers see it.
type TransferDTO struct {
	ID            string                `json:"id"`
	FromAccountID string                `json:"from_account_id"`
	ToAccountID   string                `json:"to_account_id"`
	Amount        domain.Amount         `json:"amount" example:"20.00"`
	Communication string                `json:"communication"`
	Status        domain.TransferStatus `json:"status"`
	Reason        string                `json:"reason" doc:"Why it was rejected or compensated." example:"insufficient_funds"`
	History       []domain.TransferStep `json:"history"`
}

func transferOf(t *domain.Transfer) TransferDTO {
	s := t.State()
	return TransferDTO{
		ID: s.ID, FromAccountID: s.FromAccountID, ToAccountID: s.ToAccountID, Amount: s.Amount,
		Communication: s.Communication, Status: s.Status, Reason: s.Reason, History: s.History,
	}
}
