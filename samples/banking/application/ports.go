package application

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

// Persons holds the people by id, as their events.
type Persons = *eventstore.Repository[*domain.Person, string]

// Accounts holds the accounts by id, as their events.
type Accounts = *eventstore.Repository[*domain.Account, string]

// Transfers holds the transfers by id, as their events.
type Transfers = *eventstore.Repository[*domain.Transfer, string]

// Clock tells the time, in UTC and in whole microseconds. It is the one by which events happen.
type Clock func() time.Time

// NewID returns an identity that nothing else has; later ones sort after earlier ones.
type NewID func() string

// InterestRate is what a balance earns in a year, in millionths.
type InterestRate int64

// Sealer makes what is known of a person unreadable without the key of that person. Its
// keys are kept in the store, and what it does to them joins the unit of work in ctx.
type Sealer interface {
	// Seal returns the details sealed with the key of the person, which it makes if there is
	// none.
	Seal(ctx context.Context, personID string, details domain.Details) (domain.Sealed, error)
	// Open returns sealed details, or an errs.KindGone when the key was thrown away.
	Open(ctx context.Context, personID string, sealed domain.Sealed) (domain.Details, error)
	// Fingerprint returns a hash of the text by which it is known again with the key of the
	// person, and not without. It is an errs.KindGone when the key was thrown away.
	Fingerprint(ctx context.Context, personID string, text []byte) ([]byte, error)
	// Forget throws the key away.
	Forget(ctx context.Context, personID string) error
}

// Repeatable is a command whose sender may repeat it: the key tells that it is the same.
type Repeatable struct {
	Key string `header:"Idempotency-Key" validate:"max=200" doc:"Made up by the client for this request. To send the request again with the same key has no further effect, and the same answer."`
}

// IdempotencyKey returns the key.
func (r Repeatable) IdempotencyKey() string { return r.Key }

// RepeatableOnce is a command that moves money, whose sender has to say which one it is.
type RepeatableOnce struct {
	Key string `header:"Idempotency-Key" validate:"required,max=200" doc:"Made up by the client for this request. To send the request again with the same key moves no money a second time, and has the same answer."`
}

// IdempotencyKey returns the key.
func (r RepeatableOnce) IdempotencyKey() string { return r.Key }
