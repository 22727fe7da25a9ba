package query

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Fold computes the figures of an [Aggregation] one document after the other, in the
// memory of its groups. It is how every adapter that reads values out of documents gives
// the same answer. It is not safe for concurrent use.
type Fold struct {
	aggregation Aggregation
	groups      map[string]*running
	name        []byte
}

// running is a group under way.
type running struct {
	keys    []Value
	sums    []sum
	results []Result // for what is no sum, and what was merged
}

// Fold returns a fold that has taken nothing in yet.
func (a Aggregation) Fold() *Fold { return &Fold{aggregation: a, groups: map[string]*running{}} }

// Document takes in a document, whether it passes the filter or not.
func (f *Fold) Document(d Document) {
	keys, values := make([]Value, len(f.aggregation.keys)), make([]Value, len(f.aggregation.measures))
	for i, key := range f.aggregation.keys {
		keys[i] = d.at(key.Path).value
	}
	for i, m := range f.aggregation.measures {
		if m.Func != CountFunc {
			values[i] = d.at(m.Path).value
		}
	}
	f.Row(keys, values)
}

// Row takes in what an adapter read of a document: the values at the paths of the keys
// and of the measures, the value for a count being of no matter. Neither is kept.
func (f *Fold) Row(keys, values []Value) {
	canonical := make([]Value, len(keys))
	for i, key := range f.aggregation.keys {
		canonical[i] = key.of(keys[i])
	}
	g := f.group(canonical)
	for i, m := range f.aggregation.measures {
		r := &g.results[i]
		switch v := values[i]; m.Func {
		case CountFunc:
			r.count++
		case SumFunc, AvgFunc:
			g.sums[i].add(v)
		default:
			if v.kind != Null && v.kind < Array {
				*r = r.plus(Result{fn: m.Func, count: 1, value: canonicalNumber(v)})
			}
		}
	}
}

// Merge takes in groups that other documents gave.
func (f *Fold) Merge(groups []Group) {
	for _, other := range groups {
		g := f.group(other.Keys)
		for i := range g.results {
			g.results[i] = g.results[i].plus(other.Results[i])
		}
	}
}

// Groups returns the figures so far, sorted by the keys as [Order] sorts. Without keys
// there is one group, even of no documents.
func (f *Fold) Groups() []Group {
	if len(f.aggregation.keys) == 0 {
		f.group(nil)
	}
	groups := make([]Group, 0, len(f.groups))
	for _, g := range f.groups {
		row := Group{Keys: g.keys, Results: slices.Clone(g.results)}
		for i := range g.sums {
			if s := &g.sums[i]; s.count > 0 {
				row.Results[i] = row.Results[i].plus(Result{fn: row.Results[i].fn, count: s.count, sum: s.rat()})
			}
		}
		groups = append(groups, row)
	}
	slices.SortFunc(groups, func(a, b Group) int { return slices.CompareFunc(a.Keys, b.Keys, compareKeys) })
	return groups
}

func compareKeys(a, b Value) int { return cmp.Or(a.compare(b), cmp.Compare(a.kind, b.kind)) }

// group returns the group with the keys, which it keeps.
func (f *Fold) group(keys []Value) *running {
	f.name = f.name[:0]
	for _, key := range keys {
		f.name = key.appendName(f.name)
	}
	g, ok := f.groups[string(f.name)]
	if ok {
		return g
	}
	g = &running{keys: keys, sums: make([]sum, len(f.aggregation.measures)), results: make([]Result, len(f.aggregation.measures))}
	for i, m := range f.aggregation.measures {
		g.results[i].fn = m.Func
	}
	f.groups[string(f.name)] = g
	return g
}

// appendName adds what tells the value from every other one.
func (v Value) appendName(name []byte) []byte {
	name = append(name, byte(v.kind))
	switch {
	case v.kind >= String:
		name = strconv.AppendInt(name, int64(len(v.text)), 10)
		return append(append(name, ':'), v.text...)
	case v.isFloat:
		return strconv.AppendFloat(append(name, 'f'), v.float, 'g', -1, 64)
	}
	return append(strconv.AppendInt(name, v.int, 10), ';')
}

// of returns the key of a document that has the value.
func (k GroupKey) of(v Value) Value {
	if k.Day {
		return dayOf(v)
	}
	return canonicalNumber(v)
}

// dayOf returns the date of a time in [TimeLayout].
func dayOf(v Value) Value {
	const shape = "0000-00-00T"
	if v.kind != String || len(v.text) < len(shape) || !strings.HasSuffix(v.text, "Z") {
		return Value{}
	}
	for i := range len(shape) {
		digit := v.text[i] >= '0' && v.text[i] <= '9'
		if digit != (shape[i] == '0') || !digit && v.text[i] != shape[i] {
			return Value{}
		}
	}
	return textOf(v.text[:len("0000-00-00")])
}

// canonicalNumber makes one of the two forms of a number that is both.
func canonicalNumber(v Value) Value {
	if v.isFloat && v.float == math.Trunc(v.float) && v.float >= math.MinInt64 && v.float < math.MaxInt64 {
		return Value{kind: Number, int: int64(v.float)}
	}
	return v
}

// ParseValue reads a JSON value, as documents hold it, for adapters.
func ParseValue(text string) (Value, error) {
	switch {
	case text == "" || text == "null":
		return Value{}, nil
	case text[0] == '-' || text[0] >= '0' && text[0] <= '9':
		return numberValue(text), nil
	case text[0] == '"' && !strings.ContainsAny(text, `\`):
		return textOf(text[1 : len(text)-1]), nil
	}
	n, err := parse([]byte(text))
	return n.value, err
}
