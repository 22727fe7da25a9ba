package mapping

import (
	"fmt"
	"math"
	"reflect"
)

func isInteger(k reflect.Kind) bool { return k >= reflect.Int && k <= reflect.Uintptr }
func isSigned(k reflect.Kind) bool  { return k >= reflect.Int && k <= reflect.Int64 }
func isFloat(k reflect.Kind) bool   { return k == reflect.Float32 || k == reflect.Float64 }

// convertsNumber reports whether numbers of one kind become numbers of the other
// without a rule. A float never becomes an integer by itself: whether to cut or
// to round is for a converter to say.
func convertsNumber(to, from reflect.Kind) bool {
	return isInteger(from) && (isInteger(to) || isFloat(to)) || isFloat(from) && isFloat(to)
}

// convertNumber converts a number that convertsNumber allows. It fails where the
// destination cannot hold the value; a float32 holds the nearest value unless
// that is infinite.
func convertNumber(dst pointer, to reflect.Kind, src pointer, from reflect.Kind) error {
	switch {
	case isFloat(from):
		return storeFloat(dst, to, loadFloat(src, from))
	case isFloat(to) && isSigned(from):
		return storeFloat(dst, to, float64(loadInt(src, from)))
	case isFloat(to):
		return storeFloat(dst, to, float64(loadUint(src, from)))
	case isSigned(from) && isSigned(to):
		return storeInt(dst, to, loadInt(src, from))
	case isSigned(from):
		v := loadInt(src, from)
		if v < 0 {
			return overflow(v, to)
		}
		return storeUint(dst, to, uint64(v))
	case isSigned(to):
		v := loadUint(src, from)
		if v > math.MaxInt64 {
			return overflow(v, to)
		}
		return storeInt(dst, to, int64(v))
	default:
		return storeUint(dst, to, loadUint(src, from))
	}
}

func overflow(v any, to reflect.Kind) error {
	return fmt.Errorf("%v does not fit into %v", v, to)
}

func loadInt(p pointer, k reflect.Kind) int64 {
	switch k {
	case reflect.Int8:
		return int64(load[int8](p))
	case reflect.Int16:
		return int64(load[int16](p))
	case reflect.Int32:
		return int64(load[int32](p))
	case reflect.Int:
		return int64(load[int](p))
	default:
		return load[int64](p)
	}
}

func storeInt(p pointer, k reflect.Kind, v int64) error {
	ok := true
	switch k {
	case reflect.Int8:
		ok = v == int64(int8(v))
		store(p, int8(v))
	case reflect.Int16:
		ok = v == int64(int16(v))
		store(p, int16(v))
	case reflect.Int32:
		ok = v == int64(int32(v))
		store(p, int32(v))
	case reflect.Int:
		ok = v == int64(int(v))
		store(p, int(v))
	default:
		store(p, v)
	}
	if !ok {
		return overflow(v, k)
	}
	return nil
}

func loadUint(p pointer, k reflect.Kind) uint64 {
	switch k {
	case reflect.Uint8:
		return uint64(load[uint8](p))
	case reflect.Uint16:
		return uint64(load[uint16](p))
	case reflect.Uint32:
		return uint64(load[uint32](p))
	case reflect.Uint:
		return uint64(load[uint](p))
	case reflect.Uintptr:
		return uint64(load[uintptr](p))
	default:
		return load[uint64](p)
	}
}

func storeUint(p pointer, k reflect.Kind, v uint64) error {
	ok := true
	switch k {
	case reflect.Uint8:
		ok = v == uint64(uint8(v))
		store(p, uint8(v))
	case reflect.Uint16:
		ok = v == uint64(uint16(v))
		store(p, uint16(v))
	case reflect.Uint32:
		ok = v == uint64(uint32(v))
		store(p, uint32(v))
	case reflect.Uint:
		ok = v == uint64(uint(v))
		store(p, uint(v))
	case reflect.Uintptr:
		ok = v == uint64(uintptr(v))
		store(p, uintptr(v))
	default:
		store(p, v)
	}
	if !ok {
		return overflow(v, k)
	}
	return nil
}

func loadFloat(p pointer, k reflect.Kind) float64 {
	if k == reflect.Float32 {
		return float64(load[float32](p))
	}
	return load[float64](p)
}

func storeFloat(p pointer, k reflect.Kind, v float64) error {
	if k == reflect.Float64 {
		store(p, v)
		return nil
	}
	if math.IsInf(float64(float32(v)), 0) && !math.IsInf(v, 0) {
		return overflow(v, k)
	}
	store(p, float32(v))
	return nil
}
