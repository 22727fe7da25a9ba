package application

import (
	"context"

	"github.com/neuroglia-go/neuroglia/mediator"
)

// ErasePerson forgets a person: what is known of them cannot be read any more, wherever it
// is. What their accounts have moved stays.
type ErasePerson struct {
	mediator.Command[mediator.None]
	Repeatable
	PersonID string `path:"id"`
}

// ErasePersonHandler carries out [ErasePerson].
type ErasePersonHandler struct {
	persons Persons
	sealer  Sealer
	now     Clock
}

// NewErasePersonHandler returns the handler.
func NewErasePersonHandler(persons Persons, sealer Sealer, now Clock) *ErasePersonHandler {
	return &ErasePersonHandler{persons: persons, sealer: sealer, now: now}
}

// Handle erases the person. That it happened and that the key is gone are one commit.
func (h *ErasePersonHandler) Handle(ctx context.Context, cmd ErasePerson) (mediator.None, error) {
	person, err := h.persons.Get(ctx, cmd.PersonID)
	if err != nil {
		return mediator.None{}, err
	}
	if err := person.Erase(h.now()); err != nil {
		return mediator.None{}, err
	}
	if err := h.sealer.Forget(ctx, cmd.PersonID); err != nil {
		return mediator.None{}, err
	}
	return mediator.None{}, h.persons.Update(ctx, person)
}
