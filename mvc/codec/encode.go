package codec

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"unsafe"
)

// Marshal writes v as one JSON value. A pointer is the cheapest thing to give:
// what it points to is read in place.
func (c *JSON) Marshal(w io.Writer, v any) error {
	e, ok := c.encoders.Get().(*encoder)
	if !ok {
		e = &encoder{codec: c}
	}
	defer c.encoders.Put(e)
	e.depth, e.out = 0, nil
	if buffer, ok := w.(*bytes.Buffer); ok {
		e.out = buffer.AvailableBuffer() // written in place
	}
	err := e.any(reflect.ValueOf(v))
	out := e.out
	e.out = nil // it is the buffer's
	if err == nil {
		_, err = w.Write(out)
	}
	return err
}

// encoder is the state of one Marshal.
type encoder struct {
	codec *JSON
	out   []byte
	depth int
}

// write appends the value at the address to the output. Each is compiled for one
// type and only ever given addresses of values of that type. Addresses and not
// reflect.Values, because this is most of what a small answer costs.
type write func(e *encoder, at unsafe.Pointer) error

// maxEncodeDepth is where a value is taken to contain itself.
const maxEncodeDepth = 1000

// enter counts a level of nesting down; leave takes it back.
func (e *encoder) enter() error {
	if e.depth++; e.depth > maxEncodeDepth {
		return fmt.Errorf("encode JSON: the value nests deeper than %d levels; does it contain itself?", maxEncodeDepth)
	}
	return nil
}

func (e *encoder) leave() { e.depth-- }

// any writes a value whose type is only known now.
func (e *encoder) any(v reflect.Value) error {
	if !v.IsValid() {
		e.null()
		return nil
	}
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		return e.codec.writer(v.Type().Elem())(e, v.UnsafePointer())
	}
	copied := reflect.New(v.Type())
	copied.Elem().Set(v)
	return e.codec.writer(v.Type())(e, copied.UnsafePointer())
}

func (e *encoder) null() { e.out = append(e.out, "null"...) }

// writer returns the compiled writer of a type.
func (c *JSON) writer(t reflect.Type) write {
	if known, ok := c.writers.Load(t); ok {
		return known.(write)
	}
	compiler := compiler{codec: c, done: map[reflect.Type]*write{}}
	w := compiler.compile(t)
	c.writers.Store(t, w)
	return w
}

// compiler compiles one type with everything in it.
type compiler struct {
	codec *JSON
	done  map[reflect.Type]*write
}

// compile returns the writer of t. A type that is being compiled already, because
// it contains itself, is reached through its place in done.
func (c *compiler) compile(t reflect.Type) write {
	if place, ok := c.done[t]; ok {
		if *place != nil {
			return *place
		}
		return func(e *encoder, at unsafe.Pointer) error { return (*place)(e, at) }
	}
	place := new(write)
	c.done[t] = place
	*place = c.forType(t)
	return *place
}
