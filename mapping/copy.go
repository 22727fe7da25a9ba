package mapping

import "reflect"

// raw copies a value as an assignment in Go does, word by word: a word that holds
// a pointer as a pointer, the others as bytes, next to each other in one step.
func (b *builder) raw(t reflect.Type, dst, src uintptr) {
	switch t.Kind() {
	case reflect.Struct:
		for f := range t.Fields() {
			b.raw(f.Type, dst+f.Offset, src+f.Offset)
		}
	case reflect.Array:
		b.rawArray(t, dst, src)
	case reflect.String:
		b.emit(step{op: opCopyString, dst: dst, src: src, n: t.Size()})
	case reflect.Slice:
		b.emit(step{op: opCopySlice, dst: dst, src: src})
	case reflect.Interface:
		b.emit(step{op: opCopyIface, dst: dst, src: src})
	case reflect.Pointer, reflect.Map, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		b.emit(step{op: opCopyPointer, dst: dst, src: src})
	default:
		b.bytes(t.Size(), dst, src)
	}
}

func (b *builder) rawArray(t reflect.Type, dst, src uintptr) {
	if !hasPointers(t) {
		b.bytes(t.Size(), dst, src)
		return
	}
	sub := b.sub()
	sub.raw(t.Elem(), 0, 0)
	b.emit(step{
		op: opRepeat, dst: dst, src: src, n: uintptr(t.Len()), sub: sub.plan,
		detail: &detail{dstSize: t.Elem().Size(), srcSize: t.Elem().Size()},
	})
}

// bytes copies memory without pointers, together with what the step before
// copies where that is adjacent.
func (b *builder) bytes(n, dst, src uintptr) {
	if n == 0 {
		return
	}
	if last := len(b.plan.steps) - 1; last >= 0 {
		s := &b.plan.steps[last]
		if s.op <= opCopyBytes && s.dst+s.n == dst && s.src+s.n == src {
			s.n += n
			s.op = copyOf(s.n)
			return
		}
	}
	b.emit(step{op: copyOf(n), dst: dst, src: src, n: n})
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

// copies returns the one step of a plan that copies n bytes from its beginning,
// or a string.
func (p *plan) copies() (step, bool) {
	if len(p.steps) != 1 || p.steps[0].dst != 0 || p.steps[0].src != 0 {
		return step{}, false
	}
	s := p.steps[0]
	return s, s.op <= opCopyBytes || s.op == opCopyString
}
