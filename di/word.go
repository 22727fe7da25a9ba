package di

import (
	"reflect"
	"runtime"
	"sync/atomic"
	"unsafe"
)

// Constructors mostly take and return pointers and interfaces. To the compiler a
// pointer is one word and an interface two, and how a function is called depends
// on nothing else: func(*Unit, Orders) *Handler is called as
// func(word, word, word) word is. This file calls such constructors that way,
// which takes a few nanoseconds where reflect.Value.Call takes two hundred and
// would be most of what a scope costs (BenchmarkScope). Everything else, and
// every compiler but gc, goes through reflection.

// word is a machine word that the garbage collector knows as a pointer.
type word = unsafe.Pointer

// maxWords is how many words a constructor may take to be called by words. It is
// below what every register ABI passes in registers, so that no interface is
// ever split between registers and stack.
const maxWords = 6

// methods stands for every interface type that has methods.
type methods interface{ method() }

// pair looks at an interface value as its two words: a type and a pointer.
func pair(v *any) *[2]word { return (*[2]word)(unsafe.Pointer(v)) }

// worded returns how a constructor is called by words; nil where its signature,
// or the compiler, does not allow it.
func worded(c *constructor) callFunc {
	in, ok := wordParams(c.params)
	if !ok || runtime.Compiler != "gc" || c.fn.Type().IsVariadic() || len(c.results) != 1 {
		return nil
	}
	fn := c.fn.Interface()
	w := &wordCall{fn: pair(&fn)[1], in: in, fails: c.fails}
	switch t := c.results[0]; {
	case t.Kind() == reflect.Pointer:
		w.result = reflect.Zero(t).Interface()
		return w.pointer
	case t.Kind() == reflect.Interface && t.NumMethod() > 0:
		return w.methods
	}
	return nil
}

// wordCall calls one constructor.
type wordCall struct {
	fn     word // the function value: a pointer to its closure
	in     []wordParam
	fails  bool
	result any // a nil pointer of the type that is returned
}

// wordParam is how a parameter becomes words.
type wordParam struct {
	iface reflect.Type // nil for a pointer
	last  *atomic.Pointer[methodTable]
}

// methodTable is the first word of an interface with methods for one dynamic type.
type methodTable struct{ typ, table word }

// wordParams reports whether the parameters are all words, and few enough.
func wordParams(params []param) ([]wordParam, bool) {
	list := make([]wordParam, len(params))
	n := len(params)
	for i, p := range params {
		switch {
		case p.kind == fromObject:
			return nil, false
		case p.typ.Kind() == reflect.Pointer:
		case p.typ.Kind() == reflect.Interface && p.typ.NumMethod() > 0:
			list[i] = wordParam{iface: p.typ, last: new(atomic.Pointer[methodTable])}
			n++
		default:
			return nil, false
		}
	}
	return list, n <= maxWords
}

// load reads the arguments as words and returns how many there are.
func (w *wordCall) load(s *Scope, args []argument, in *[maxWords]word) (int, error) {
	n := 0
	for i := range args {
		v, err := args[i].get(s)
		if err != nil {
			return 0, err
		}
		if w.in[i].iface != nil {
			in[n] = w.in[i].table(v)
			n++
		}
		in[n] = pair(&v)[1]
		n++
	}
	return n, nil
}

// table returns the method table of v for the interface. The one that was used
// last is kept, because a service seldom changes its type.
func (p *wordParam) table(v any) word {
	typ := pair(&v)[0]
	if t := p.last.Load(); t != nil && t.typ == typ {
		return t.table
	}
	holder := reflect.New(p.iface)
	holder.Elem().Set(reflect.ValueOf(v))
	t := &methodTable{typ: typ, table: (*[2]word)(holder.UnsafePointer())[0]}
	p.last.Store(t)
	return t.table
}

// pointer calls a constructor that returns a pointer.
func (w *wordCall) pointer(s *Scope, args []argument) (any, error) {
	var in [maxWords]word
	n, err := w.load(s, args, &in)
	if err != nil {
		return nil, err
	}
	made := w.result
	if w.fails {
		pair(&made)[1], err = invokeE[word](w.fn, &in, n)
	} else {
		pair(&made)[1] = invoke[word](w.fn, &in, n)
	}
	return made, err
}

// methods calls a constructor that returns an interface.
func (w *wordCall) methods(s *Scope, args []argument) (any, error) {
	var in [maxWords]word
	n, err := w.load(s, args, &in)
	if err != nil {
		return nil, err
	}
	if w.fails {
		return invokeE[methods](w.fn, &in, n)
	}
	return invoke[methods](w.fn, &in, n), nil
}

// invoke calls fn with the first n words. R is a word or an interface.
func invoke[R any](fn word, in *[maxWords]word, n int) R {
	f := unsafe.Pointer(&fn)
	switch n {
	case 0:
		return (*(*func() R)(f))()
	case 1:
		return (*(*func(word) R)(f))(in[0])
	case 2:
		return (*(*func(_, _ word) R)(f))(in[0], in[1])
	case 3:
		return (*(*func(_, _, _ word) R)(f))(in[0], in[1], in[2])
	case 4:
		return (*(*func(_, _, _, _ word) R)(f))(in[0], in[1], in[2], in[3])
	case 5:
		return (*(*func(_, _, _, _, _ word) R)(f))(in[0], in[1], in[2], in[3], in[4])
	default:
		return (*(*func(_, _, _, _, _, _ word) R)(f))(in[0], in[1], in[2], in[3], in[4], in[5])
	}
}

// invokeE is invoke for a function that may fail.
func invokeE[R any](fn word, in *[maxWords]word, n int) (R, error) {
	f := unsafe.Pointer(&fn)
	switch n {
	case 0:
		return (*(*func() (R, error))(f))()
	case 1:
		return (*(*func(word) (R, error))(f))(in[0])
	case 2:
		return (*(*func(_, _ word) (R, error))(f))(in[0], in[1])
	case 3:
		return (*(*func(_, _, _ word) (R, error))(f))(in[0], in[1], in[2])
	case 4:
		return (*(*func(_, _, _, _ word) (R, error))(f))(in[0], in[1], in[2], in[3])
	case 5:
		return (*(*func(_, _, _, _, _ word) (R, error))(f))(in[0], in[1], in[2], in[3], in[4])
	default:
		return (*(*func(_, _, _, _, _, _ word) (R, error))(f))(in[0], in[1], in[2], in[3], in[4], in[5])
	}
}
