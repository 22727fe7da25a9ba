package rebac

import (
	"context"
	"slices"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Config says how far an [Evaluator] goes to find an answer.
type Config struct {
	// MaxDepth is how many relations may lead from one to the next. Zero means 25, which is
	// what an OpenFGA server allows.
	MaxDepth int
	// MaxSteps bounds the work for one answer. Zero means 100 000 relations looked at.
	MaxSteps int
}

// Source is where an [Evaluator] looks up tuples that are kept elsewhere. An error ends the
// evaluation and is what the question is answered with.
type Source interface {
	// Users returns who directly has the relation with the object, as users of tuples. Of
	// plain objects only those among the given ones are needed; of usersets, all of them.
	Users(ctx context.Context, object, relation string, among []string) ([]string, error)
	// Parents returns the plain objects that directly have the relation with the object.
	Parents(ctx context.Context, object, relation string) ([]string, error)
	// Objects returns the objects of the type that anybody directly has a relation with.
	Objects(ctx context.Context, objectType string) ([]string, error)
}

// Evaluator answers questions by a [Model], over tuples that a [Source] looks up: what
// adapters are made of that keep tuples in a database. It is safe for concurrent use.
type Evaluator struct {
	model *Model
	cfg   Config
}

// NewEvaluator returns what answers by the model.
func NewEvaluator(model *Model, cfg Config) *Evaluator {
	if cfg.MaxDepth == 0 {
		cfg.MaxDepth = 25
	}
	if cfg.MaxSteps == 0 {
		cfg.MaxSteps = 100_000
	}
	return &Evaluator{model: model, cfg: cfg}
}

// Check answers as [Authorizer].Check does. Nothing is looked up twice.
func (e *Evaluator) Check(ctx context.Context, source Source, question Tuple) (bool, error) {
	s, err := e.model.question(question)
	if err != nil {
		return false, err
	}
	return e.ask(ctx, newLookups(source), s, node{question.Object, question.Relation})
}

// ListObjects answers as [Authorizer].ListObjects does, one object after the other.
func (e *Evaluator) ListObjects(ctx context.Context, source Source, user, relation, objectType string) ([]string, error) {
	return e.list(ctx, newLookups(source), user, relation, objectType)
}

// tuples is what an evaluation looks into. The maps are subjects by user, and only read.
type tuples interface {
	grants(ctx context.Context, n node, to subject) (map[string]subject, error)
	parents(ctx context.Context, n node) (map[string]subject, error)
	objectsOf(ctx context.Context, objectType string) ([]string, error)
}

// ask answers one question.
func (e *Evaluator) ask(ctx context.Context, in tuples, s subject, n node) (bool, error) {
	found := evaluation{
		Evaluator: e, tuples: in, ctx: ctx, subject: s, user: s.String(),
		open: make(map[node]bool), settled: make(map[node]answer),
	}
	result := found.settle(func(r *round) answer { return r.node(n) })
	switch {
	case found.err != nil:
		return false, found.err
	case result == yes:
		return true, nil
	case found.tooDeep && result == unknown:
		return false, errs.Internal(CodeTooComplex, "whether %s has %q of %q takes more than %d relations one after the other; make the chain shorter", found.user, n.relation, n.object, e.cfg.MaxDepth)
	}
	return false, nil
}

// list asks about every object that there could be an answer for.
func (e *Evaluator) list(ctx context.Context, in tuples, user, relation, objectType string) ([]string, error) {
	s, err := e.model.question(Tuple{User: user, Relation: relation, Object: objectType + ":any"})
	if err != nil {
		return nil, err
	}
	candidates, err := in.objectsOf(ctx, objectType)
	if err != nil {
		return nil, err
	}
	if s.objectType == objectType && s.relation != "" {
		candidates = append(candidates, s.object) // the members of a group are its members
	}
	slices.Sort(candidates)
	allowed := []string{}
	for _, object := range slices.Compact(candidates) {
		yes, err := e.ask(ctx, in, s, node{object, relation})
		if err != nil {
			return nil, err
		}
		if yes {
			allowed = append(allowed, object)
		}
	}
	return allowed, nil
}

// lookups looks up tuples at a source and keeps them for the next time. They are about one
// subject.
type lookups struct {
	source  Source
	direct  map[node]map[string]subject
	objects map[node]map[string]subject
}

func newLookups(source Source) *lookups {
	return &lookups{source: source, direct: make(map[node]map[string]subject), objects: make(map[node]map[string]subject)}
}

func (l *lookups) grants(ctx context.Context, n node, to subject) (map[string]subject, error) {
	if known, ok := l.direct[n]; ok {
		return known, nil
	}
	among := []string{to.String()}
	if to.relation == "" {
		among = append(among, to.objectType+":*")
	}
	users, err := l.source.Users(ctx, n.object, n.relation, among)
	return l.keep(l.direct, n, users, err)
}

func (l *lookups) parents(ctx context.Context, n node) (map[string]subject, error) {
	if known, ok := l.objects[n]; ok {
		return known, nil
	}
	users, err := l.source.Parents(ctx, n.object, n.relation)
	return l.keep(l.objects, n, users, err)
}

func (l *lookups) objectsOf(ctx context.Context, objectType string) ([]string, error) {
	return l.source.Objects(ctx, objectType)
}

func (l *lookups) keep(in map[node]map[string]subject, n node, users []string, err error) (map[string]subject, error) {
	if err != nil {
		return nil, err
	}
	found := make(map[string]subject, len(users))
	for _, user := range users {
		s, err := parseSubject(user)
		if err != nil {
			return nil, errs.Internal(CodeModelMismatch, "the tuple of %q with %q of %q is none; take it out", user, n.relation, n.object).Wrap(err)
		}
		found[user] = s
	}
	in[n] = found
	return found, nil
}
