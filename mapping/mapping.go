package mapping

import (
	"fmt"

	"github.com/neuroglia-go/neuroglia/di"
)

// Mapper carries out the mappings of its profiles. It is made by [New] or
// [Register] and safe for concurrent use. The zero Mapper knows no mapping.
type Mapper struct{ routes routes }

// New compiles the profiles. The error is a [*di.BuildError] with every fault of
// all of them.
func New(profiles ...*Profile) (*Mapper, error) {
	m, faults := compile(profiles)
	if len(faults) > 0 {
		return nil, &di.BuildError{Faults: faults}
	}
	return m, nil
}

// Map makes a D from the source, which is a struct or a pointer to one. D is
// named, S follows from the source. The mapping must be declared with [For];
// the error is otherwise [ErrNotDeclared].
//
// Slices, maps and pointers are copied with what they hold, so that the result
// can be changed without changing the source; values of types with unexported
// fields are the exception, see the package doc. Any other error is an [*Error].
func Map[D, S any](m *Mapper, source S) (dst D, err error) {
	r := routeOf[D, S](m)
	if r == nil {
		return dst, notDeclared[D, S]()
	}
	if err := run(r, &dst, &source); err != nil {
		var none D
		return none, failed[D, S](err)
	}
	return dst, nil
}

// MapSlice makes a D from each of the sources, in their order. A nil slice gives
// a nil slice. The first error ends it and names the index.
func MapSlice[D, S any](m *Mapper, sources []S) ([]D, error) {
	r := routeOf[D, S](m)
	if r == nil {
		return nil, notDeclared[D, S]()
	}
	if sources == nil {
		return nil, nil
	}
	list := make([]D, len(sources))
	for i := range sources {
		if err := run(r, &list[i], &sources[i]); err != nil {
			return nil, failed[D, S](within(fmt.Sprintf("[%d]", i), err))
		}
	}
	return list, nil
}

// run maps one value. Only a plan that calls functions with the source needs it
// on the heap; then it is copied there.
func run[D, S any](r *route, dst *D, source *S) error {
	switch {
	case r.pointer:
		p := load[pointer](addressOf(source))
		if p == nil {
			return errNilSource
		}
		return r.plan.run(addressOf(dst), p, p, 0)
	case r.plan.self:
		kept := new(S)
		*kept = *source
		return r.plan.run(addressOf(dst), addressOf(kept), addressOf(kept), 0)
	default:
		return r.plan.run(addressOf(dst), addressOf(source), nil, 0)
	}
}
