package mapping

import (
	"errors"
	"reflect"
	"strconv"
	"time"
)

// plan is how a value of one type is made from a value of another. It is
// compiled once and never changed.
type plan struct {
	// copies come first, grouped by what they copy: there are many of them, and a
	// group is a short loop.
	copies []copyGroup
	// steps is all that is more than a copy, and until the plan is complete the
	// copies too.
	steps []step
	// self says that some step calls a function with the source, which must then
	// be on the heap.
	self bool
	// recursive says that the plan is a part of itself, so that the data decides
	// how deep it goes.
	recursive bool
}

// copyGroup is copies of one kind.
type copyGroup struct {
	op opcode
	at []copyAt
}

// copyAt says where n bytes are copied from and to.
type copyAt struct{ dst, src, n uintptr }

// opcode says what a step does.
type opcode uint8

const (
	opCopy1 opcode = iota
	opCopy2
	opCopy4
	opCopy8
	opCopyBytes   // n bytes without pointers
	opCopyPointer // a pointer, map, channel or function
	opCopyString
	opCopyTime
	opCopySlice // its header
	opCopyIface
	opBytesToString
	opStringToBytes
	opNumber  // convert a number
	opThrough // follow a pointer; nil leaves the zero value
	opNew     // point at a new value
	opCall    // map from what a function makes of the source
	opConst   // map from a constant
	opSlice   // element by element
	opSpan    // a slice whose elements hold no pointers
	opStrings // a slice of strings
	opRepeat  // an array, element by element
	opMap
)

// step is one instruction. The offsets are those of the source and destination
// within what the plan maps.
type step struct {
	op       opcode
	dst, src uintptr
	name     string // the field of the destination, for errors
	detail   *detail
	n        uintptr // bytes, or elements
	sub      *plan
}

// detail is what only some steps need.
type detail struct {
	dstSize, srcSize uintptr      // of an element
	from, to         reflect.Kind // of a number
	make             func() pointer
	makeSlice        func(n int) pointer
	call             func(src pointer) (pointer, error)
	constant         pointer
	entries          *entries
}

// maxDepth bounds data of a type that contains itself.
const maxDepth = 10_000

var errDepth = errors.New("the data is nested more than " + strconv.Itoa(maxDepth) + " deep, so it probably contains itself")

// run carries out the steps on zeroed memory at dst. Neither dst nor src escapes
// from it; self is src where the plan needs it on the heap, and otherwise nil.
func (p *plan) run(dst, src, self pointer, depth int) error {
	if p.recursive {
		if depth++; depth > maxDepth {
			return errDepth
		}
	}
	for i := range p.copies {
		p.copies[i].run(dst, src)
	}
	for i := range p.steps {
		s := &p.steps[i]
		var me pointer
		if self != nil {
			me = at(self, s.src)
		}
		if err := s.build(at(dst, s.dst), at(src, s.src), me, depth); err != nil {
			return within(s.name, err)
		}
	}
	return nil
}

// run carries out the copies.
func (g *copyGroup) run(dst, src pointer) {
	switch g.op {
	case opCopy1:
		copyEach[uint8](g.at, dst, src)
	case opCopy2:
		copyEach[uint16](g.at, dst, src)
	case opCopy4:
		copyEach[uint32](g.at, dst, src)
	case opCopy8:
		copyEach[uint64](g.at, dst, src)
	case opCopyBytes:
		for _, c := range g.at {
			copyBytes(at(dst, c.dst), at(src, c.src), c.n)
		}
	case opCopyPointer:
		copyEach[pointer](g.at, dst, src)
	case opCopyString:
		copyEach[string](g.at, dst, src)
	case opCopyTime:
		copyEach[time.Time](g.at, dst, src)
	case opCopySlice:
		copyEach[slice](g.at, dst, src)
	case opCopyIface:
		copyEach[iface](g.at, dst, src)
	}
}

func copyEach[T any](list []copyAt, dst, src pointer) {
	for i := range list {
		store(at(dst, list[i].dst), load[T](at(src, list[i].src)))
	}
}

// build carries out a step that is more than a copy.
func (s *step) build(dst, src, self pointer, depth int) error {
	switch s.op {
	case opBytesToString:
		store(dst, string(load[[]byte](src)))
	case opStringToBytes:
		store(dst, []byte(load[string](src)))
	case opThrough:
		if p := load[pointer](src); p != nil {
			return s.sub.run(dst, p, p, depth)
		}
	case opNew:
		p := s.detail.make()
		store(dst, p)
		return s.sub.run(p, src, self, depth)
	case opConst:
		return s.sub.run(dst, s.detail.constant, s.detail.constant, depth)
	case opCall:
		p, err := s.detail.call(self)
		if err != nil || p == nil {
			return err
		}
		return s.sub.run(dst, p, p, depth)
	case opNumber:
		return convertNumber(dst, s.detail.to, src, s.detail.from)
	case opSpan:
		s.span(dst, src)
	case opStrings:
		if from := load[[]string](src); from != nil {
			store(dst, append(make([]string, 0, len(from)), from...))
		}
	case opSlice:
		return s.slice(dst, src, depth)
	case opRepeat:
		return s.repeat(dst, src, self, depth)
	case opMap:
		p, err := s.detail.entries.copy(load[pointer](src), depth)
		store(dst, p)
		return err
	}
	return nil
}

// span copies a slice whose elements hold no pointers.
func (s *step) span(dst, src pointer) {
	from := load[slice](src)
	if from.data == nil {
		return
	}
	size := s.detail.srcSize
	data := words(from.len, size)
	copyBytes(data, from.data, uintptr(from.len)*size)
	store(dst, slice{data, from.len, from.len})
}

// slice makes a slice and maps each element. Nil stays nil.
func (s *step) slice(dst, src pointer, depth int) error {
	from := load[slice](src)
	if from.data == nil {
		return nil
	}
	data := s.detail.makeSlice(from.len)
	store(dst, slice{data, from.len, from.len})
	for i := range uintptr(from.len) {
		element := at(from.data, i*s.detail.srcSize)
		if err := s.sub.run(at(data, i*s.detail.dstSize), element, element, depth); err != nil {
			return within("["+strconv.Itoa(int(i))+"]", err)
		}
	}
	return nil
}

// repeat maps each element of an array.
func (s *step) repeat(dst, src, self pointer, depth int) error {
	for i := range s.n {
		var me pointer
		if self != nil {
			me = at(self, i*s.detail.srcSize)
		}
		if err := s.sub.run(at(dst, i*s.detail.dstSize), at(src, i*s.detail.srcSize), me, depth); err != nil {
			return within("["+strconv.Itoa(int(i))+"]", err)
		}
	}
	return nil
}
