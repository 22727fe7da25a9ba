package application

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/eventing/projection"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// PersonRow is a person in the read model "persons". What is known of one is as sealed as in
// the log.
type PersonRow struct {
	ID         string        `json:"id"`
	Details    domain.Sealed `json:"details"`
	Registered time.Time     `json:"registered"`
}

// RowID is the person.
func (p PersonRow) RowID() string { return p.ID }

// PersonList is the projection that keeps the people.
type PersonList struct{ rows *projection.Rows[PersonRow] }

// NewPersonList returns the projection.
func NewPersonList(rows *projection.Rows[PersonRow]) *PersonList { return &PersonList{rows: rows} }

// Registered adds a person.
func (l *PersonList) Registered(ctx context.Context, e domain.PersonRegistered) error {
	return l.rows.Insert(ctx, PersonRow{ID: e.PersonID, Details: e.Details, Registered: e.At})
}

// Changed replaces what is known of one.
func (l *PersonList) Changed(ctx context.Context, e domain.DetailsChanged) error {
	return l.rows.Change(ctx, subject(ctx), func(p *PersonRow) { p.Details = e.Details })
}

// Erased takes a person away.
func (l *PersonList) Erased(ctx context.Context, _ domain.PersonErased) error {
	return l.rows.Delete(ctx, subject(ctx))
}
