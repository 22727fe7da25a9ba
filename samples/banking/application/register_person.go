package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// RegisterPerson makes somebody a customer.
type RegisterPerson struct {
	mediator.Command[PersonRef]
	Repeatable
	FirstName   string        `json:"first_name" validate:"required,max=100" example:"Ada"`
	LastName    string        `json:"last_name" validate:"required,max=100" example:"Lovelace"`
	Nationality string        `json:"nationality" validate:"required,iso3166_1_alpha2" example:"GB"`
	Gender      domain.Gender `json:"gender" validate:"required"`
	DateOfBirth string        `json:"date_of_birth" validate:"required,datetime=2006-01-02" example:"1990-12-10"`
	Address     AddressDTO    `json:"address"`
}

// PersonRef names a person. The answers of commands are kept for those who repeat them, so
// they say nothing of the person that would have to be erased.
type PersonRef struct {
	ID string `json:"id" example:"0193a2f0-5c1e-7a90-8f5e-3b1f6a1d2c3e"`
}

// RegisterPersonHandler carries out [RegisterPerson].
type RegisterPersonHandler struct {
	persons Persons
	sealer  Sealer
	newID   NewID
	now     Clock
}

// NewRegisterPersonHandler returns the handler.
func NewRegisterPersonHandler(persons Persons, sealer Sealer, newID NewID, now Clock) *RegisterPersonHandler {
	return &RegisterPersonHandler{persons: persons, sealer: sealer, newID: newID, now: now}
}

// Handle returns the person. What is known of one leaves this method sealed.
func (h *RegisterPersonHandler) Handle(ctx context.Context, cmd RegisterPerson) (PersonRef, error) {
	details := domain.Details{
		FirstName: cmd.FirstName, LastName: cmd.LastName, Nationality: cmd.Nationality, Gender: cmd.Gender,
		DateOfBirth: cmd.DateOfBirth, Address: domain.Address(cmd.Address),
	}
	if err := domain.CheckAge(details, h.now()); err != nil {
		return PersonRef{}, err
	}
	id := h.newID()
	sealed, err := h.sealer.Seal(ctx, id, details)
	if err != nil {
		return PersonRef{}, err
	}
	return PersonRef{ID: id}, h.persons.Add(ctx, domain.RegisterPerson(id, sealed, h.now()))
}
