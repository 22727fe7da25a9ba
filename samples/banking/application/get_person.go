package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mediator"
)

// GetPerson asks for one person.
type GetPerson struct {
	mediator.Query[PersonDTO]
	PersonID string
}

// GetPersonHandler answers [GetPerson].
type GetPersonHandler struct {
	persons Persons
	sealer  Sealer
}

// NewGetPersonHandler returns the handler.
func NewGetPersonHandler(persons Persons, sealer Sealer) *GetPersonHandler {
	return &GetPersonHandler{persons: persons, sealer: sealer}
}

// Handle returns the person. That one was erased is known for good; who it was is not.
func (h *GetPersonHandler) Handle(ctx context.Context, q GetPerson) (PersonDTO, error) {
	person, err := h.persons.Get(ctx, q.PersonID)
	if err != nil {
		return PersonDTO{}, err
	}
	if err := person.CheckKnown(); err != nil {
		return PersonDTO{}, err
	}
	details, err := h.sealer.Open(ctx, q.PersonID, person.State().Details)
	if err != nil {
		return PersonDTO{}, err
	}
	return personOf(q.PersonID, details), nil
}
