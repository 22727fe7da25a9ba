package datarebac

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/uow"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Config says where tuples are kept and how far a question may go.
type Config struct {
	// Collection is where; empty means "tuples".
	Collection string
	// MaxDepth is how many relations may lead from one to the next. Zero means 25.
	MaxDepth int
	// MaxSteps bounds the relations that are looked at, and with them the reads, for one
	// answer. Zero means 10 000.
	MaxSteps int
}

// Authorizer is a [rebac.Authorizer] over a data.Store. One Write is written in full or not at
// all, whatever its size; the objects that it lists are not bounded either, and all objects of
// the type are asked about. It is safe for concurrent use.
type Authorizer struct {
	model     *rebac.Model
	evaluator *rebac.Evaluator
	tuples    tuples
}

var _ rebac.Authorizer = (*Authorizer)(nil)

// New returns the authorizer of the store.
func New(store data.Store, model *rebac.Model, config Config) (*Authorizer, error) {
	if config.Collection == "" {
		config.Collection = "tuples"
	}
	if config.MaxSteps == 0 {
		config.MaxSteps = 10_000
	}
	documents, err := data.NewDocuments(store, data.Config{
		Collection:    config.Collection,
		Indexes:       []data.Index{{Fields: []string{"object", "relation", "user"}}, {Fields: []string{"object_type"}}},
		UnknownFields: data.IgnoreUnknown,
	}, func(d *document) string { return d.ID })
	if err != nil {
		return nil, fmt.Errorf("tuples: %w", err)
	}
	evaluator := rebac.NewEvaluator(model, rebac.Config{MaxDepth: config.MaxDepth, MaxSteps: config.MaxSteps})
	return &Authorizer{model: model, evaluator: evaluator, tuples: tuples{documents}}, nil
}

// Check implements [rebac.Authorizer].
func (a *Authorizer) Check(ctx context.Context, question rebac.Tuple) (bool, error) {
	return a.evaluator.Check(ctx, a.tuples, question)
}

// BatchCheck implements [rebac.Authorizer].
func (a *Authorizer) BatchCheck(ctx context.Context, questions []rebac.Tuple) ([]bool, error) {
	answers := make([]bool, 0, len(questions))
	for _, question := range questions {
		answer, err := a.Check(ctx, question)
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

// ListObjects implements [rebac.Authorizer].
func (a *Authorizer) ListObjects(ctx context.Context, user, relation, objectType string) ([]string, error) {
	return a.evaluator.ListObjects(ctx, a.tuples, user, relation, objectType)
}

// All returns every tuple that is kept, such as to write them to an authorizer that is to take
// over. What is written meanwhile may be among them or not. An error is the last that is yielded.
func (a *Authorizer) All(ctx context.Context) iter.Seq2[rebac.Tuple, error] { return a.tuples.all(ctx) }

// Write implements [rebac.Authorizer]. Outside of a unit of work, another caller who writes the
// same tuples at the same time is waited for. Within one, that is a conflict by which the unit
// fails, and which uow.Retry tries again when "duplicate" is among its conflicts.
func (a *Authorizer) Write(ctx context.Context, add, remove []rebac.Tuple) error {
	if err := rebac.CheckWrite(add, remove); err != nil {
		return err
	}
	for _, t := range add {
		if err := a.model.Admit(t); err != nil {
			return err
		}
	}
	return unavailable(uow.Retry(ctx, uow.RetryPolicy{Conflicts: []string{"duplicate"}}, func(ctx context.Context) error {
		if err := a.tuples.remove(ctx, remove); err != nil {
			return err
		}
		return a.tuples.add(ctx, add)
	}))
}

// unavailable makes what the store says of itself, or of a caller who has given up, an answer of
// an authorizer. All else is as it is.
func unavailable(err error) error {
	switch {
	case err == nil, errors.Is(err, errs.New(errs.KindUnavailable, rebac.CodeUnavailable, "")):
		return err
	case slices.ContainsFunc([]error{context.Canceled, context.DeadlineExceeded, errs.KindUnavailable, errs.KindTimeout}, func(is error) bool { return errors.Is(err, is) }):
		return errs.Unavailable(rebac.CodeUnavailable, "whether this is allowed could not be found out; try again later").Wrap(err)
	}
	return err
}
