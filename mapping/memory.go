package mapping

import (
	"reflect"
	"unsafe"
)

// All memory access by offset is in this file and in plan.go. What
// makes it sound:
//
//   - every pointer is one into a live Go object of the type that the plan was
//     compiled for, and every offset is a field's, so that it stays inside;
//   - a word that holds a pointer is copied as a pointer, which keeps the
//     collector's write barriers, and only words without pointers are copied as
//     bytes;
//   - memory for new values is allocated with their type, or, for values without
//     pointers, as words, so that it is aligned;
//   - pointers are never kept as integers.
type pointer = unsafe.Pointer

func at(p pointer, offset uintptr) pointer { return unsafe.Add(p, offset) }

func addressOf[T any](v *T) pointer { return unsafe.Pointer(v) }

func load[T any](p pointer) T { return *(*T)(p) }

func store[T any](p pointer, v T) { *(*T)(p) = v }

// copyBytes copies memory without pointers.
func copyBytes(dst, src pointer, n uintptr) {
	copy(unsafe.Slice((*byte)(dst), n), unsafe.Slice((*byte)(src), n))
}

// slice is the header of a slice of any type.
type slice struct {
	data     pointer
	len, cap int
}

// iface is an interface value of any type.
type iface struct{ typ, data pointer } //nolint:unused // data is copied with the whole

// typeKey is the identity of the type T. It is that of the type *T, which is at
// hand without making a T.
func typeKey[T any]() pointer {
	var v any = (*T)(nil)
	return load[iface](addressOf(&v)).typ
}

// typeKeyOf is typeKey of a type that is known at run time only.
func typeKeyOf(t reflect.Type) pointer {
	v := reflect.Zero(reflect.PointerTo(t)).Interface()
	return load[iface](addressOf(&v)).typ
}

// hash mixes two identities of types; only the upper bits are good.
func hash(a, b pointer) uint64 {
	return (uint64(uintptr(a))*0x9E3779B97F4A7C15 ^ uint64(uintptr(b))) * 0xD6E8FEB86659FD93
}

// words allocates memory for n values of the size that hold no pointers.
func words(n int, size uintptr) pointer {
	count := (uintptr(n)*size + 7) / 8
	return unsafe.Pointer(unsafe.SliceData(make([]uint64, count)))
}

// elements returns the memory of a slice made by its type.
func elements[T any](s []T) pointer { return unsafe.Pointer(unsafe.SliceData(s)) }
