package rebac

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Config says how far a [Memory] goes to find an answer.
type Config struct {
	// MaxDepth is how many relations may lead from one to the next. Zero means 25, which is
	// what an OpenFGA server allows.
	MaxDepth int
	// MaxSteps bounds the work for one answer. Zero means 100 000 relations looked at.
	MaxSteps int
}

// Memory is an [Authorizer] that keeps its tuples in memory: for tests, for development, and
// for a service whose tuples are few and written anew at each start. The size of one Write
// and the number of objects it lists are not bounded; each Write is done in full or not at
// all.
type Memory struct {
	model *Model
	cfg   Config

	mu sync.RWMutex
	// tuples are the subjects by user, of an object and a relation.
	tuples map[node]map[string]subject
	// objects counts the tuples of each object, by type.
	objects map[string]map[string]int
}

var _ Authorizer = (*Memory)(nil)

// node is one relation of one object.
type node struct{ object, relation string }

// NewMemory returns an authorizer without tuples.
func NewMemory(model *Model, cfg Config) *Memory {
	if cfg.MaxDepth == 0 {
		cfg.MaxDepth = 25
	}
	if cfg.MaxSteps == 0 {
		cfg.MaxSteps = 100_000
	}
	return &Memory{model: model, cfg: cfg, tuples: make(map[node]map[string]subject), objects: make(map[string]map[string]int)}
}

// Check implements [Authorizer].
func (m *Memory) Check(ctx context.Context, question Tuple) (bool, error) {
	s, err := m.model.question(question)
	if err != nil {
		return false, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.ask(ctx, s, node{question.Object, question.Relation})
}

// BatchCheck implements [Authorizer]: all answers are of the same moment.
func (m *Memory) BatchCheck(ctx context.Context, questions []Tuple) ([]bool, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	answers := make([]bool, 0, len(questions))
	for _, q := range questions {
		s, err := m.model.question(q)
		if err != nil {
			return nil, err
		}
		allowed, err := m.ask(ctx, s, node{q.Object, q.Relation})
		if err != nil {
			return nil, err
		}
		answers = append(answers, allowed)
	}
	return answers, nil
}

// ListObjects implements [Authorizer].
func (m *Memory) ListObjects(ctx context.Context, user, relation, objectType string) ([]string, error) {
	s, err := m.model.question(Tuple{User: user, Relation: relation, Object: objectType + ":any"})
	if err != nil {
		return nil, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	candidates := slices.Collect(maps.Keys(m.objects[objectType]))
	if s.objectType == objectType && s.relation != "" {
		candidates = append(candidates, s.object) // the members of a group are its members
	}
	slices.Sort(candidates)
	allowed := []string{}
	for _, object := range slices.Compact(candidates) {
		yes, err := m.ask(ctx, s, node{object, relation})
		if err != nil {
			return nil, err
		}
		if yes {
			allowed = append(allowed, object)
		}
	}
	return allowed, nil
}

// Write implements [Authorizer].
func (m *Memory) Write(ctx context.Context, add, remove []Tuple) error {
	if err := CheckWrite(add, remove); err != nil {
		return err
	}
	for _, t := range add {
		if err := m.model.Admit(t); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return errs.Unavailable(CodeUnavailable, "the tuples were not written; try again").Wrap(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range remove {
		m.remove(t)
	}
	for _, t := range add {
		m.add(t)
	}
	return nil
}

// add keeps a valid tuple; the caller holds the lock.
func (m *Memory) add(t Tuple) {
	n, objectType := node{t.Object, t.Relation}, typeOf(t.Object)
	if _, there := m.tuples[n][t.User]; there {
		return
	}
	s, err := parseSubject(t.User)
	if err != nil {
		return // Write has refused it
	}
	if m.tuples[n] == nil {
		m.tuples[n] = make(map[string]subject)
	}
	if m.objects[objectType] == nil {
		m.objects[objectType] = make(map[string]int)
	}
	m.tuples[n][t.User] = s
	m.objects[objectType][t.Object]++
}

// remove forgets a tuple; the caller holds the lock.
func (m *Memory) remove(t Tuple) {
	n, objects := node{t.Object, t.Relation}, m.objects[typeOf(t.Object)]
	if _, there := m.tuples[n][t.User]; !there {
		return
	}
	if delete(m.tuples[n], t.User); len(m.tuples[n]) == 0 {
		delete(m.tuples, n)
	}
	if objects[t.Object]--; objects[t.Object] == 0 {
		delete(objects, t.Object)
	}
}

// CheckWrite says whether the tuples of one Write are written as tuples and whether none is
// both added and removed. Adapters call it before they ask their backend.
func CheckWrite(add, remove []Tuple) error {
	added := make(map[Tuple]bool, len(add))
	for _, t := range add {
		if err := t.Validate(); err != nil {
			return err
		}
		added[t] = true
	}
	for _, t := range remove {
		if err := t.Validate(); err != nil {
			return err
		}
		if added[t] {
			return errs.Invalid(CodeTupleInvalid, "%s is both added and removed; do one of them", t)
		}
	}
	return nil
}
