package query

// Condition is a test that a document passes or not; there is no third outcome.
// It is one of the node types of this package, made by the methods of [Field],
// [Text] and [List] and by [And], [Or] and [Not]. An adapter reads it with a type
// switch; nodes and their slices are never changed once made.
type Condition interface{ condition() }

// Operator says how a [Comparison] compares.
type Operator uint8

// The operators. Inequality is the [Negation] of Equal.
const (
	Equal Operator = iota
	Less
	LessOrEqual
	Greater
	GreaterOrEqual
)

// TextOperator says how a [TextTest] looks at a text.
type TextOperator uint8

// The text operators.
const (
	Contains TextOperator = iota
	HasPrefix
	HasSuffix
	IsText // the whole text
)

type (
	// Comparison holds where the value at Path is of Value's kind and stands in
	// the relation to it. Value is never null.
	Comparison struct {
		Path  Path
		Op    Operator
		Value Value
	}
	// Membership holds where the value at Path equals one of Values, which may
	// hold null.
	Membership struct {
		Path   Path
		Values []Value
	}
	// NullTest holds where the value at Path is null or missing.
	NullTest struct{ Path Path }
	// TextTest holds where the value at Path is a text that passes. With Fold the
	// case of A to Z is disregarded: Text is in lower case already, and the
	// value's A to Z are to be lowered; a value that holds U+0000 fails.
	TextTest struct {
		Path Path
		Op   TextOperator
		Text string
		Fold bool
	}
	// ElementTest holds where the value at Path is an array with an element equal
	// to Value, which may be null.
	ElementTest struct {
		Path  Path
		Value Value
	}
	// Conjunction holds where all hold; an empty one holds everywhere.
	Conjunction []Condition
	// Disjunction holds where one holds; an empty one holds nowhere.
	Disjunction []Condition
	// Negation holds where Condition does not.
	Negation struct{ Condition Condition }
	// Fault stands where a condition could not be made. It holds nowhere, and
	// [Query.Err] reports it.
	Fault struct{ Err error }
)

func (Comparison) condition()  {}
func (Membership) condition()  {}
func (NullTest) condition()    {}
func (TextTest) condition()    {}
func (ElementTest) condition() {}
func (Conjunction) condition() {}
func (Disjunction) condition() {}
func (Negation) condition()    {}
func (Fault) condition()       {}

// And holds where every condition holds; nil ones are left out, so that optional
// filters need no branches.
func And(conditions ...Condition) Condition { return Conjunction(present(conditions)) }

// Or holds where at least one condition holds; nil ones are left out. Or() holds
// nowhere.
func Or(conditions ...Condition) Condition { return Disjunction(present(conditions)) }

// Not holds exactly where c does not.
func Not(c Condition) Condition {
	if inner, ok := c.(Negation); ok {
		return inner.Condition
	}
	if c == nil {
		return Fault{Err: errNotNil}
	}
	return Negation{Condition: c}
}

func present(conditions []Condition) []Condition {
	kept := make([]Condition, 0, len(conditions))
	for _, c := range conditions {
		if c != nil {
			kept = append(kept, c)
		}
	}
	return kept
}

func compare(path Path, op Operator, operand any) Condition {
	value, err := valueAt(path, operand)
	switch {
	case err != nil:
		return Fault{Err: err}
	case value.Kind() != Null:
		return Comparison{Path: path, Op: op, Value: value}
	case op == Equal:
		return NullTest{Path: path}
	default:
		return Disjunction{}
	}
}

func within[T any](path Path, operands []T) Condition {
	values := make([]Value, len(operands))
	for i, operand := range operands {
		value, err := valueAt(path, operand)
		if err != nil {
			return Fault{Err: err}
		}
		values[i] = value
	}
	if err := path.Check(); err != nil {
		return Fault{Err: err}
	}
	return Membership{Path: path, Values: values}
}

func nullTest(path Path) Condition {
	if err := path.Check(); err != nil {
		return Fault{Err: err}
	}
	return NullTest{Path: path}
}

func textTest(path Path, op TextOperator, text string, fold bool) Condition {
	if _, err := valueAt(path, text); err != nil {
		return Fault{Err: err}
	}
	if fold {
		text = foldASCII(text)
	}
	return TextTest{Path: path, Op: op, Text: text, Fold: fold}
}

func elementTest(path Path, operand any) Condition {
	value, err := valueAt(path, operand)
	if err != nil {
		return Fault{Err: err}
	}
	if path.IsID() {
		return Fault{Err: errIDIsText}
	}
	return ElementTest{Path: path, Value: value}
}
