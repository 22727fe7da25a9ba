package query

import (
	"errors"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Bounds that every adapter can meet. A query beyond them is refused everywhere,
// so that one which works in a test works in production.
const (
	// MaxDepth is how deep And, Or and Not may be nested.
	MaxDepth = 100
	// MaxConditions is how many comparisons and other tests a query may hold.
	MaxConditions = 1_000
	// MaxValues is how many values all In and NotIn of a query may hold together.
	MaxValues = 10_000
)

// check returns the faults of the condition joined.
func check(c Condition) error {
	var s survey
	s.visit(c, 1)
	if s.depth > MaxDepth {
		s.faults = append(s.faults, errs.Invalid("invalid_query",
			"the conditions of a query are nested %d deep; at most %d are allowed", s.depth, MaxDepth))
	}
	if s.leaves > MaxConditions {
		s.faults = append(s.faults, errs.Invalid("invalid_query",
			"a query makes %d comparisons; at most %d are allowed, and one In stands for many", s.leaves, MaxConditions))
	}
	if s.values > MaxValues {
		s.faults = append(s.faults, errs.Invalid("invalid_query",
			"a query compares with %d values; ask for at most %d at once", s.values, MaxValues))
	}
	return errors.Join(s.faults...)
}

// survey counts what a condition holds.
type survey struct {
	depth, leaves, values int
	faults                []error
}

func (s *survey) visit(c Condition, depth int) {
	s.depth = max(s.depth, depth)
	switch c := c.(type) {
	case Fault:
		s.faults = append(s.faults, c.Err)
	case Negation:
		s.visit(c.Condition, depth+1)
	case Conjunction:
		s.visitAll(c, depth+1)
	case Disjunction:
		s.visitAll(c, depth+1)
	case Membership:
		s.leaves++
		s.values += len(c.Values)
	default:
		s.leaves++
	}
}

func (s *survey) visitAll(conditions []Condition, depth int) {
	for _, c := range conditions {
		s.visit(c, depth)
	}
}
