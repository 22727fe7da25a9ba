package mapping

import (
	"reflect"
	"time"
)

// raw copies a value as an assignment in Go does, part by part: a word that holds
// a pointer as a pointer, everything else as bytes.
func (b *builder) raw(t reflect.Type, dst, src uintptr) {
	s := step{dst: dst, src: src, n: t.Size()}
	switch t.Kind() {
	case reflect.Struct:
		if t != reflect.TypeFor[time.Time]() {
			for f := range t.Fields() {
				b.raw(f.Type, dst+f.Offset, src+f.Offset)
			}
			return
		}
		s.op = opCopyTime
	case reflect.Array:
		if hasPointers(t) {
			b.rawArray(t, dst, src)
			return
		}
		s.op = opCopyBytes
	case reflect.String:
		s.op = opCopyString
	case reflect.Slice:
		s.op = opCopySlice
	case reflect.Interface:
		s.op = opCopyIface
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		s.op = opCopyPointer
	default:
		s.op = copyOf(t.Size())
	}
	b.emit(s)
}

func (b *builder) rawArray(t reflect.Type, dst, src uintptr) {
	sub := b.sub()
	sub.raw(t.Elem(), 0, 0)
	b.emit(step{
		op: opRepeat, dst: dst, src: src, n: uintptr(t.Len()), sub: sub.plan,
		detail: &detail{dstSize: t.Elem().Size(), srcSize: t.Elem().Size()},
	})
}

func copyOf(n uintptr) opcode {
	switch n {
	case 1:
		return opCopy1
	case 2:
		return opCopy2
	case 4:
		return opCopy4
	case 8:
		return opCopy8
	default:
		return opCopyBytes
	}
}

// isSpan reports whether the plan, which is not complete yet, copies all of a
// value without pointers to the same place.
func (p *plan) isSpan(to, from uintptr) bool {
	var n uintptr
	for _, s := range p.steps {
		if s.op > opCopyBytes || s.dst != s.src {
			return false
		}
		n += s.n
	}
	return n == to && n == from
}

// isString reports whether the plan, which is not complete yet, copies a string
// and nothing else.
func (p *plan) isString(to, from uintptr) bool {
	return len(p.steps) == 1 && p.steps[0].op == opCopyString && p.steps[0].n == to && p.steps[0].n == from
}

// block is the number of bytes from which one copy of a block is faster than
// copies of its fields.
const block = 40

// group completes the plan: it takes the copies out of the steps, in groups of
// one kind. Their order does not matter, since each writes to a field of its own.
func (p *plan) group() {
	var rest []step
	groups := make(map[opcode][]copyAt)
	for i := 0; i < len(p.steps); {
		s := p.steps[i]
		count, n := p.adjacent(i)
		switch {
		case s.op > opCopyIface:
			rest = append(rest, s)
			i++
		case n >= block:
			groups[opCopyBytes] = append(groups[opCopyBytes], copyAt{s.dst, s.src, n})
			i += count
		default:
			groups[s.op] = append(groups[s.op], copyAt{s.dst, s.src, s.n})
			i++
		}
	}
	p.steps = rest
	for op := opCopy1; op <= opCopyIface; op++ {
		if len(groups[op]) > 0 {
			p.copies = append(p.copies, copyGroup{op, groups[op]})
		}
	}
}

// adjacent returns how many steps from the i-th on copy bytes that lie side by
// side, in the source and in the destination, and how many bytes these are.
func (p *plan) adjacent(i int) (count int, n uintptr) {
	first := p.steps[i]
	for _, s := range p.steps[i:] {
		if s.op > opCopyBytes || s.dst != first.dst+n || s.src != first.src+n {
			break
		}
		n += s.n
		count++
	}
	return count, n
}
