package rebac

import (
	"context"

	"github.com/neuroglia-go/neuroglia/errs"
)

// answer is what is known of a relation; a greater one is nearer to yes.
type answer uint8

const (
	no answer = iota
	// unknown is what cannot be found out: it lies too deep, or depends on its own opposite.
	unknown
	yes
)

// evaluation finds the answer to one question. Relations may lead back to themselves (a
// group that is a member of its own member), so it is the least fixed point that is asked
// for: what does not follow from tuples is false. It is computed in rounds over a table of
// answers, which only grow.
//
// What stands after "but not" has to be known for good before it is taken away, so it is
// settled by rounds of its own. A relation that depends on its own opposite has no least
// fixed point; its answer is unknown, which grants nothing on either side of the "but not".
type evaluation struct {
	*Evaluator

	tuples  tuples
	ctx     context.Context
	subject subject
	user    string
	// open are the nodes that wait for what stands after a "but not".
	open map[node]bool
	// settled are the answers that no further round will change.
	settled map[node]answer
	depth   int
	steps   int
	tooDeep bool
	err     error
}

// round is one pass over what an expression depends on.
type round struct {
	*evaluation

	table   map[node]answer // what the rounds so far have found out
	visited map[node]int    // the depth at which a node was looked at in this round
	active  map[node]bool   // being looked at
	early   map[node]bool   // used while it was being looked at
	again   bool            // an answer grew after it was used
}

// settle computes rounds until the answer changes no more.
func (e *evaluation) settle(eval func(*round) answer) answer {
	table := make(map[node]answer)
	for {
		r := &round{evaluation: e, table: table, visited: make(map[node]int), active: make(map[node]bool), early: make(map[node]bool)}
		result := eval(r)
		if result == yes || !r.again || e.err != nil {
			e.keep(r)
			return result
		}
	}
}

// keep notes the answers of the last round that are final: a yes always is, a no when
// nothing grew any more.
func (e *evaluation) keep(r *round) {
	for n := range r.visited {
		if a := r.table[n]; a == yes || a == no && !r.again && !r.active[n] && e.err == nil {
			e.settled[n] = a
		}
	}
}

// node answers whether the subject has the relation with the object.
func (r *round) node(n node) answer {
	if r.subject.relation != "" && r.subject.object == n.object && r.subject.relation == n.relation {
		return yes
	}
	if a, ok := r.settled[n]; ok {
		return a
	}
	if r.open[n] {
		return unknown
	}
	at, visited := r.visited[n]
	deeper := visited && r.table[n] == unknown && r.depth < at && !r.active[n]
	if visited && !deeper {
		r.early[n] = r.early[n] || r.active[n]
		return r.table[n]
	}
	relation := r.model.relation(typeOf(n.object), n.relation)
	if relation == nil || !r.proceed() {
		return no
	}
	if r.depth >= r.cfg.MaxDepth {
		r.tooDeep = true
		return unknown
	}
	r.visited[n], r.active[n] = r.depth, true
	r.depth++
	found := r.expr(n, relation.expr)
	r.depth--
	delete(r.active, n)
	if found > r.table[n] {
		r.table[n] = found
		r.again = r.again || r.early[n] || deeper
	}
	return r.table[n]
}

// proceed counts a step and says whether there may be another one.
func (r *round) proceed() bool {
	if r.steps++; r.steps > r.cfg.MaxSteps {
		r.err = errs.Internal(CodeTooComplex, "the answer takes more than %d steps; make the relations simpler", r.cfg.MaxSteps)
	}
	if r.err == nil && r.steps%64 == 1 && r.ctx.Err() != nil {
		r.err = errs.Unavailable(CodeUnavailable, "whether this is allowed could not be found out in time; try again").Wrap(r.ctx.Err())
	}
	return r.err == nil
}

func (r *round) expr(n node, e expr) answer {
	switch e := e.(type) {
	case direct:
		return r.direct(n, e)
	case computed:
		return r.node(node{n.object, e.relation})
	case inherited:
		return r.inherited(n, e)
	case union:
		found := no
		for i := 0; i < len(e.parts) && found != yes; i++ {
			found = max(found, r.expr(n, e.parts[i]))
		}
		return found
	case intersection:
		found := yes
		for i := 0; i < len(e.parts) && found != no; i++ {
			found = min(found, r.expr(n, e.parts[i]))
		}
		return found
	case exclusion:
		base := r.expr(n, e.base)
		if base == no {
			return no
		}
		return min(base, yes-r.opposite(n, e.minus))
	}
	return no
}

// direct looks at the tuples of a node that the model still admits.
func (r *round) direct(n node, d direct) answer {
	users := r.find(r.tuples.grants(r.ctx, n, r.subject))
	if s, ok := users[r.user]; ok && admitted(d, s) {
		return yes
	}
	if everybody, ok := users[r.subject.objectType+":*"]; ok && r.subject.relation == "" && admitted(d, everybody) {
		return yes
	}
	found := no
	for _, s := range users {
		if s.relation != "" && admitted(d, s) {
			if found = max(found, r.node(node{s.object, s.relation})); found == yes {
				return yes
			}
		}
	}
	return found
}

// find notes that tuples could not be looked up, which ends the evaluation.
func (r *round) find(users map[string]subject, err error) map[string]subject {
	if r.err == nil && err != nil {
		r.err = err
	}
	return users
}

func admitted(d direct, s subject) bool {
	for _, restriction := range d.allowed {
		if restriction.admits(s) {
			return true
		}
	}
	return false
}

// inherited follows the tuples of the tupleset.
func (r *round) inherited(n node, e inherited) answer {
	found := no
	d, _ := directOf(r.model.relation(typeOf(n.object), e.tupleset).expr)
	for _, s := range r.find(r.tuples.parents(r.ctx, node{n.object, e.tupleset})) {
		if s.relation == "" && !s.everybody() && admitted(d, s) {
			if found = max(found, r.node(node{s.object, e.relation})); found == yes {
				return yes
			}
		}
	}
	return found
}

// opposite settles what stands after "but not" of the node. Whatever is being looked at
// waits for it and is unknown meanwhile.
func (r *round) opposite(n node, minus expr) answer {
	var opened []node
	for active := range r.active {
		if !r.open[active] {
			r.open[active] = true
			opened = append(opened, active)
		}
	}
	found := r.settle(func(inner *round) answer { return inner.expr(n, minus) })
	for _, active := range opened {
		delete(r.open, active)
	}
	return found
}
