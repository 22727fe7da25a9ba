package rebac

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Memory is an [Authorizer] that keeps its tuples in memory: for tests, for development, and
// for a service whose tuples are few and written anew at each start. The size of one Write
// and the number of objects it lists are not bounded; each Write is done in full or not at
// all.
type Memory struct {
	evaluator *Evaluator

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
	return &Memory{evaluator: NewEvaluator(model, cfg), tuples: make(map[node]map[string]subject), objects: make(map[string]map[string]int)}
}

// Check implements [Authorizer].
func (m *Memory) Check(ctx context.Context, question Tuple) (bool, error) {
	s, err := m.evaluator.model.question(question)
	if err != nil {
		return false, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.evaluator.ask(ctx, held{m}, s, node{question.Object, question.Relation})
}

// BatchCheck implements [Authorizer]: all answers are of the same moment.
func (m *Memory) BatchCheck(ctx context.Context, questions []Tuple) ([]bool, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	answers := make([]bool, 0, len(questions))
	for _, q := range questions {
		s, err := m.evaluator.model.question(q)
		if err != nil {
			return nil, err
		}
		allowed, err := m.evaluator.ask(ctx, held{m}, s, node{q.Object, q.Relation})
		if err != nil {
			return nil, err
		}
		answers = append(answers, allowed)
	}
	return answers, nil
}

// ListObjects implements [Authorizer].
func (m *Memory) ListObjects(ctx context.Context, user, relation, objectType string) ([]string, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.evaluator.list(ctx, held{m}, user, relation, objectType)
}

// held are the tuples of a Memory whose lock the caller holds.
type held struct{ memory *Memory }

func (h held) grants(_ context.Context, n node, _ subject) (map[string]subject, error) {
	return h.memory.tuples[n], nil
}

func (h held) parents(_ context.Context, n node) (map[string]subject, error) {
	return h.memory.tuples[n], nil
}

func (h held) objectsOf(_ context.Context, objectType string) ([]string, error) {
	return slices.Collect(maps.Keys(h.memory.objects[objectType])), nil
}

// Write implements [Authorizer].
func (m *Memory) Write(ctx context.Context, add, remove []Tuple) error {
	if err := CheckWrite(add, remove); err != nil {
		return err
	}
	for _, t := range add {
		if err := m.evaluator.model.Admit(t); err != nil {
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
