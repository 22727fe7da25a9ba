package query

// Field names a value in a document and says what it is in Go. It is declared
// once, beside the repository that uses it, and makes conditions and sort keys:
//
//	const orderTime query.Field[time.Time] = "order_time"
//
// The text is the path of the value: object members joined by dots, each
// starting with a letter or underscore followed by letters, digits, underscores
// and hyphens ("customer.phone"). T may be a string, boolean, integer or float
// kind, [time.Time], a type that writes itself as text or as a JSON scalar
// (uuid.UUID, an enum, a decimal), or a pointer to one of these, where nil means
// null. Faults of path or value are kept in the condition and reported by
// [Query.Err].
type Field[T any] string

// Eq holds where the value equals v. Eq of a nil pointer is [Field.IsNull].
func (f Field[T]) Eq(v T) Condition { return compare(Path(f), Equal, v) }

// Ne is the exact opposite of [Field.Eq]: it also holds where the value is null,
// missing or of another kind.
func (f Field[T]) Ne(v T) Condition { return Not(f.Eq(v)) }

// Lt holds where the value is of v's kind and less than v.
func (f Field[T]) Lt(v T) Condition { return compare(Path(f), Less, v) }

// Le holds where the value is of v's kind and not greater than v.
func (f Field[T]) Le(v T) Condition { return compare(Path(f), LessOrEqual, v) }

// Gt holds where the value is of v's kind and greater than v.
func (f Field[T]) Gt(v T) Condition { return compare(Path(f), Greater, v) }

// Ge holds where the value is of v's kind and not less than v.
func (f Field[T]) Ge(v T) Condition { return compare(Path(f), GreaterOrEqual, v) }

// Between holds where the value lies from low to high, both included.
func (f Field[T]) Between(low, high T) Condition { return And(f.Ge(low), f.Le(high)) }

// In holds where the value equals one of vs; with none it holds nowhere.
func (f Field[T]) In(vs ...T) Condition { return within(Path(f), vs) }

// NotIn is the exact opposite of [Field.In].
func (f Field[T]) NotIn(vs ...T) Condition { return Not(f.In(vs...)) }

// IsNull holds where the value is null or missing.
func (f Field[T]) IsNull() Condition { return nullTest(Path(f)) }

// NotNull holds where there is a value, of whatever kind.
func (f Field[T]) NotNull() Condition { return Not(f.IsNull()) }

// Asc sorts from the least value to the greatest, nulls first.
func (f Field[T]) Asc() Order { return Order{Path: Path(f)} }

// Desc sorts from the greatest value to the least, nulls last.
func (f Field[T]) Desc() Order { return Order{Path: Path(f), Descending: true, NullsLast: true} }

// Text is a [Field] of text, with the tests only text has. All of them hold
// nowhere but on text, and an empty argument holds on every text. Argument and
// value are compared as they are: % _ * ? and quotes have no special meaning.
//
//	const name query.Text = "customer.name"
type Text string

// ID is the identity of the document itself, whatever its body holds.
const ID Text = Text(idPath)

func (t Text) field() Field[string] { return Field[string](t) }

// Eq is [Field.Eq].
func (t Text) Eq(v string) Condition { return t.field().Eq(v) }

// Ne is [Field.Ne].
func (t Text) Ne(v string) Condition { return t.field().Ne(v) }

// Lt is [Field.Lt]; text is ordered by Unicode code point.
func (t Text) Lt(v string) Condition { return t.field().Lt(v) }

// Le is [Field.Le]; text is ordered by Unicode code point.
func (t Text) Le(v string) Condition { return t.field().Le(v) }

// Gt is [Field.Gt]; text is ordered by Unicode code point.
func (t Text) Gt(v string) Condition { return t.field().Gt(v) }

// Ge is [Field.Ge]; text is ordered by Unicode code point.
func (t Text) Ge(v string) Condition { return t.field().Ge(v) }

// Between is [Field.Between].
func (t Text) Between(low, high string) Condition { return t.field().Between(low, high) }

// In is [Field.In].
func (t Text) In(vs ...string) Condition { return t.field().In(vs...) }

// NotIn is [Field.NotIn].
func (t Text) NotIn(vs ...string) Condition { return t.field().NotIn(vs...) }

// IsNull is [Field.IsNull].
func (t Text) IsNull() Condition { return t.field().IsNull() }

// NotNull is [Field.NotNull].
func (t Text) NotNull() Condition { return t.field().NotNull() }

// Asc is [Field.Asc].
func (t Text) Asc() Order { return t.field().Asc() }

// Desc is [Field.Desc].
func (t Text) Desc() Order { return t.field().Desc() }

// Contains holds where part occurs in the text.
func (t Text) Contains(part string) Condition { return textTest(Path(t), Contains, part, false) }

// HasPrefix holds where the text begins with prefix.
func (t Text) HasPrefix(prefix string) Condition { return textTest(Path(t), HasPrefix, prefix, false) }

// HasSuffix holds where the text ends with suffix.
func (t Text) HasSuffix(suffix string) Condition { return textTest(Path(t), HasSuffix, suffix, false) }

// EqFold is Eq without regard to the case of the letters A to Z. Other letters
// keep their case, because databases do not agree on theirs: store a folded copy
// to search all of Unicode. Text that holds U+0000 matches no Fold test.
func (t Text) EqFold(v string) Condition { return textTest(Path(t), IsText, v, true) }

// ContainsFold is Contains without regard to the case of A to Z; see [Text.EqFold].
func (t Text) ContainsFold(part string) Condition { return textTest(Path(t), Contains, part, true) }

// HasPrefixFold is HasPrefix without regard to the case of A to Z; see [Text.EqFold].
func (t Text) HasPrefixFold(prefix string) Condition {
	return textTest(Path(t), HasPrefix, prefix, true)
}

// HasSuffixFold is HasSuffix without regard to the case of A to Z; see [Text.EqFold].
func (t Text) HasSuffixFold(suffix string) Condition {
	return textTest(Path(t), HasSuffix, suffix, true)
}

// List names an array of T in a document.
//
//	const toppings query.List[string] = "toppings"
type List[T any] string

// Any holds where the value is an array with an element that equals v.
func (l List[T]) Any(v T) Condition { return elementTest(Path(l), v) }

// IsNull holds where the list is null or missing; an empty array is neither.
func (l List[T]) IsNull() Condition { return nullTest(Path(l)) }

// NotNull is the exact opposite of [List.IsNull].
func (l List[T]) NotNull() Condition { return Not(l.IsNull()) }
