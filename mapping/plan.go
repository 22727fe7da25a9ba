package mapping

import (
	"errors"
	"reflect"
	"strconv"
)

// plan is how a value of one type is made from a value of another: steps that
// are carried out in order. It is compiled once and never changed.
type plan struct {
	steps []step
	// self says that some step calls a function with the source, which must then
	// be on the heap.
	self bool
	// recursive says that the plan is a part of itself, so that the data decides
	// how deep it goes.
	recursive bool
}

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
	for i := range p.steps {
		s := &p.steps[i]
		d, v := at(dst, s.dst), at(src, s.src)
		switch s.op {
		case opCopy1:
			copyAs[uint8](d, v)
		case opCopy2:
			copyAs[uint16](d, v)
		case opCopy4:
			copyAs[uint32](d, v)
		case opCopy8:
			copyAs[uint64](d, v)
		case opCopyBytes:
			copyBytes(d, v, s.n)
		case opCopyPointer:
			copyAs[pointer](d, v)
		case opCopyString:
			copyAs[string](d, v)
		case opCopySlice:
			copyAs[slice](d, v)
		case opCopyIface:
			copyAs[iface](d, v)
		default:
			var me pointer
			if self != nil {
				me = at(self, s.src)
			}
			if err := s.build(d, v, me, depth); err != nil {
				return within(s.name, err)
			}
		}
	}
	return nil
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
