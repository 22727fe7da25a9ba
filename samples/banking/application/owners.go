package application

import (
	"context"
	"errors"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Owners tells the names of those who have accounts.
type Owners struct {
	persons Persons
	sealer  Sealer
}

// NewOwners returns the owners.
func NewOwners(persons Persons, sealer Sealer) Owners {
	return Owners{persons: persons, sealer: sealer}
}

// Name returns the name of a person, "" for one that was erased.
func (o Owners) Name(ctx context.Context, personID string) (string, error) {
	person, err := o.persons.Get(ctx, personID)
	if err != nil || person.State().Erased {
		return "", err
	}
	details, err := o.sealer.Open(ctx, personID, person.State().Details)
	if errors.Is(err, errs.KindGone) {
		return "", nil
	}
	return details.Name(), err
}
