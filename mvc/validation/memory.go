package validation

import (
	"reflect"
	"unsafe"
)

// This file is the only one that computes addresses. A plan knows the type of
// every value it reaches, so it reads fields by their offset instead of through
// reflection, which takes a quarter of the time (BenchmarkAccess). What keeps that
// sound:
//
//   - an address is only ever that of a live value of the type the plan was
//     compiled for, a field of it, an element of one of its slices or arrays, or
//     what one of its pointers points to;
//   - nothing is written;
//   - a type is read as another only when both have the same memory layout by the
//     language specification or the gc runtime: a named type as its underlying
//     type, any slice as []byte for its data and length.

// pointer is the address of a value whose type the plan knows.
type pointer = unsafe.Pointer

// load reads the value at p.
func load[T any](p pointer) T { return *(*T)(p) }

// offset returns the address of a field of the struct at p.
func offset(p pointer, bytes uintptr) pointer { return unsafe.Add(p, bytes) }

// follow returns what the pointer at p points to.
func follow(p pointer) pointer { return *(*unsafe.Pointer)(p) }

// slice returns the first element and the length of the slice at p.
func slice(p pointer) (pointer, int) {
	s := *(*[]byte)(p)
	return pointer(unsafe.SliceData(s)), len(s)
}

// element returns the address of element i of an array or slice that starts at p.
func element(p pointer, i int, size uintptr) pointer {
	return unsafe.Add(p, uintptr(i)*size)
}

// view returns the value of type t at p, addressable.
func view(t reflect.Type, p pointer) reflect.Value { return reflect.NewAt(t, p).Elem() }

// address returns the address of an addressable value.
func address(v reflect.Value) pointer { return v.Addr().UnsafePointer() }
