package application

import (
	"context"
	"crypto/sha256"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

// newIdempotency returns the behaviour that answers for repeated commands. What it remembers of a
// command about a person can be known again with the key of that person only, so that it is
// forgotten with the person.
func newIdempotency(store data.Store, sealer Sealer) (*behavior.Idempotency, error) {
	return behavior.NewIdempotency(store, behavior.FingerprintBy(func(ctx context.Context, body []byte, request, result any) ([]byte, error) {
		if personID := describes(request, result); personID != "" {
			return sealer.Fingerprint(ctx, personID, body)
		}
		sum := sha256.Sum256(body)
		return sum[:], nil
	}))
}

// describes returns the person that a command says something about, or nobody.
func describes(request, result any) (personID string) {
	switch cmd := request.(type) {
	case RegisterPerson:
		if ref, ok := result.(PersonRef); ok {
			return ref.ID
		}
	case ChangeAddress:
		return cmd.PersonID
	}
	return ""
}

// idempotency is the behaviour as a service, for whoever cleans up behind it.
func idempotency(b *behavior.Idempotency) *behavior.Idempotency { return b }
