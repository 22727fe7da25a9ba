package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// ChangeAddress says that a person has moved.
type ChangeAddress struct {
	mediator.Command[mediator.None]
	Repeatable
	PersonID string `path:"id"`
	AddressDTO
}

// ChangeAddressHandler carries out [ChangeAddress].
type ChangeAddressHandler struct {
	persons Persons
	sealer  Sealer
	now     Clock
}

// NewChangeAddressHandler returns the handler.
func NewChangeAddressHandler(persons Persons, sealer Sealer, now Clock) *ChangeAddressHandler {
	return &ChangeAddressHandler{persons: persons, sealer: sealer, now: now}
}

// Handle changes the address.
func (h *ChangeAddressHandler) Handle(ctx context.Context, cmd ChangeAddress) (mediator.None, error) {
	person, err := h.persons.Get(ctx, cmd.PersonID)
	if err != nil {
		return mediator.None{}, err
	}
	if err := person.CheckKnown(); err != nil {
		return mediator.None{}, err
	}
	details, err := h.sealer.Open(ctx, cmd.PersonID, person.State().Details)
	if err != nil {
		return mediator.None{}, err
	}
	details.Address = domain.Address(cmd.AddressDTO)
	sealed, err := h.sealer.Seal(ctx, cmd.PersonID, details)
	if err != nil {
		return mediator.None{}, err
	}
	if err := person.ChangeDetails(sealed, h.now()); err != nil {
		return mediator.None{}, err
	}
	return mediator.None{}, h.persons.Update(ctx, person)
}
