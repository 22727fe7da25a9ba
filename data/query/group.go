package query

import (
	"math/big"
)

// Group is one row of the answer to an [Aggregation].
type Group struct {
	// Keys are the values that the documents of the group have in common, in the order
	// of the keys asked for.
	Keys []Value
	// Results are the figures, in the order of the measures asked for.
	Results []Result
}

// Result is one figure of a group. The zero value is null.
type Result struct {
	fn    Func
	count int64
	sum   *big.Rat
	value Value
}

// Null reports whether there is no figure: an average, minimum or maximum of nothing.
func (r Result) Null() bool { return r.count == 0 && r.fn != CountFunc && r.fn != SumFunc }

// Count returns how many documents the figure takes in: all for a count, else those
// that have a value for it.
func (r Result) Count() int64 { return r.count }

// Rat returns the exact figure, or nil where it is null or a minimum or maximum that is
// no number. The caller owns it.
func (r Result) Rat() *big.Rat {
	switch {
	case r.Null():
		return nil
	case r.fn == CountFunc:
		return new(big.Rat).SetInt64(r.count)
	case r.fn == AvgFunc:
		return new(big.Rat).Quo(r.total(), new(big.Rat).SetInt64(r.count))
	case r.fn == SumFunc:
		return new(big.Rat).Set(r.total())
	}
	var s sum
	if r.value.kind != Number || !s.add(r.value) {
		return nil
	}
	return s.rat()
}

func (r Result) total() *big.Rat {
	if r.sum == nil {
		return new(big.Rat)
	}
	return r.sum
}

// Decimal returns the figure rounded to so many places, half away from zero: "1204.50".
// It is "" where [Result.Rat] is nil.
func (r Result) Decimal(places int) string {
	exact := r.Rat()
	if exact == nil {
		return ""
	}
	return exact.FloatString(places)
}

// Value returns the figure as a value: whole numbers of 64 bits exactly, others as the
// nearest float64.
func (r Result) Value() Value {
	if r.fn == MinFunc || r.fn == MaxFunc {
		return r.value
	}
	exact := r.Rat()
	if exact == nil {
		return Value{}
	}
	if exact.IsInt() && exact.Num().IsInt64() {
		return Value{kind: Number, int: exact.Num().Int64()}
	}
	f, _ := exact.Float64()
	return Value{kind: Number, isFloat: true, float: f}
}

// plus returns the figure of two disjoint sets of documents.
func (r Result) plus(other Result) Result {
	switch {
	case r.count == 0:
		return other
	case other.count == 0:
		return r
	}
	switch r.fn {
	case SumFunc, AvgFunc:
		r.sum = new(big.Rat).Add(r.total(), other.total())
	case MinFunc, MaxFunc:
		r.value = better(r.fn, r.value, other.value)
	}
	r.count += other.count
	return r
}

// better returns the one of two values that a minimum or maximum is.
func better(fn Func, a, b Value) Value {
	if c := compareKeys(b, a); c < 0 && fn == MinFunc || c > 0 && fn == MaxFunc {
		return b
	}
	return a
}
