package rebac

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
)

// The codes of the errors of an [Authorizer]. Whatever the code, nothing was granted.
const (
	// CodeUnavailable is an authorizer that cannot answer now: errs.KindUnavailable.
	CodeUnavailable = "authz_unavailable"
	// CodeModelMismatch is a question or a tuple that the model has no place for: an unknown
	// type or relation, or a user whom the restrictions of the relation leave out. It is a
	// fault of the program, errs.KindInternal.
	CodeModelMismatch = "authz_model_mismatch"
	// CodeTooComplex is a question whose answer needs more steps than are allowed:
	// errs.KindInternal.
	CodeTooComplex = "authz_too_complex"
	// CodeTupleInvalid is a tuple that is not written as one: errs.KindInvalid.
	CodeTupleInvalid = "authz_tuple_invalid"
	// CodeForbidden is what [Require] says when the answer is no: errs.KindForbidden.
	CodeForbidden = "forbidden"
)

// Authorizer knows who relates to what, and derives from it by a [Model] who may do what.
//
// It fails closed: beside an error the answer is always false. It is safe for concurrent
// use.
type Authorizer interface {
	// Check says whether the user of the tuple has the relation with its object.
	Check(ctx context.Context, question Tuple) (bool, error)
	// BatchCheck answers each question as Check does, in their order. There are either all
	// answers or an error and none.
	BatchCheck(ctx context.Context, questions []Tuple) ([]bool, error)
	// Write adds and removes tuples. It is idempotent: to add what is there and to remove
	// what is not changes nothing and is no error. A tuple that is added and removed in one
	// call is an error, and so is one to be added that the model leaves no room for; nothing
	// is written then. What fits into one request of the backend is written in full or not at
	// all; each adapter says how much that is.
	Write(ctx context.Context, add, remove []Tuple) error
	// ListObjects returns the objects of a type that the user has the relation with, as
	// "type:id", sorted. Each adapter says how many at most.
	ListObjects(ctx context.Context, user, relation, objectType string) ([]string, error)
}

// Require returns nil when every tuple holds, an errs.KindForbidden with [CodeForbidden]
// when one does not, and the error of the authorizer when it cannot tell.
func Require(ctx context.Context, a Authorizer, tuples ...Tuple) error {
	answers, err := a.BatchCheck(ctx, tuples)
	if err != nil {
		return err
	}
	for i := range tuples {
		if i >= len(answers) || !answers[i] {
			return errs.Forbidden(CodeForbidden, "you may not do this; ask the owner of the object for access")
		}
	}
	return nil
}
