package query

import (
	"encoding/base64"
	"errors"
	"fmt"
	"hash/fnv"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Cursor is a place in the order of a query: just after one document, whether that
// one still exists or not. It is text that can go into a URL as it is. It holds the
// sort values and the id of its document, readable to whoever decodes it, and whoever
// forges one moves the place and no more. The zero Cursor is the place before all.
type Cursor string

// After returns the documents that come after the cursor: a page that costs the same
// however far it is, and neither repeats nor leaves out a document when others come and
// go meanwhile. The first page is that after "", the next ones are those after
// [Page.Next]:
//
//	page, err := orders.Find(ctx, query.All().OrderBy(orderTime.Desc()).After(cursor).Limit(20))
//
// The query has to have the sort keys that it had when the cursor was made. What comes
// after the page is not counted: the total is one more than the page where there is
// more, see [Query.Seeks].
func (q Query) After(c Cursor) Query {
	q.seeks, q.after, q.sortedAs = true, nil, ""
	if c == "" {
		return q
	}
	values, sortedAs, err := c.decode()
	if err != nil {
		q.fault = errors.Join(q.fault, err)
		return q
	}
	q.after, q.sortedAs = values, sortedAs
	return q
}

// Seeks reports whether the query is one for a page after a cursor. Then the total of
// an answer counts from the cursor on and, with a limit, no further than one document
// beyond the page, so that nobody has to count what nobody looks at.
func (q Query) Seeks() bool { return q.seeks }

// Position returns what the cursor of the query holds, for adapters: the value of each
// of [Query.Orders] and of [Query.TieBreak] after which documents are returned, where
// arrays and objects are their JSON text and booleans are 0 or 1. It is nil where there
// is none.
func (q Query) Position() []Value { return q.after }

// CursorOf returns the place just after the document in the order of the query.
func (q Query) CursorOf(d Document) Cursor {
	text := append([]byte{'['}, `"`+q.sorting()+`"`...)
	for _, order := range q.orders {
		text = d.at(order.Path).value.appendTo(append(text, ','))
	}
	text = textOf(d.id).appendTo(append(text, ','))
	return Cursor(base64.RawURLEncoding.EncodeToString(append(text, ']')))
}

// sorting is by which a cursor tells the sort keys that it was made for.
func (q Query) sorting() string {
	sum := fnv.New32a()
	for _, order := range q.orders {
		fmt.Fprintf(sum, "%s %t %t,", order.Path, order.Descending, order.NullsLast)
	}
	return strconv.FormatUint(uint64(sum.Sum32()), 36)
}

func textOf(s string) Value { return Value{kind: String, text: s} }

// appendTo writes the value as JSON from which it is read as the same sort value.
func (v Value) appendTo(text []byte) []byte {
	switch {
	case v.kind == Null:
		return append(text, "null"...)
	case v.rank() != numberRank:
		quoted, err := jsontext.AppendQuote(text, v.text)
		if err != nil {
			return append(text, "null"...) // documents hold valid UTF-8 only
		}
		return quoted
	case !v.isFloat:
		return strconv.AppendInt(text, v.int, 10)
	case v.float > maxFloat:
		return append(text, "1e999"...)
	case v.float < -maxFloat:
		return append(text, "-1e999"...)
	}
	return strconv.AppendFloat(text, v.float, 'g', -1, 64)
}

func (c Cursor) decode() (values []Value, sortedAs string, err error) {
	broken := errs.Invalid("invalid_cursor", "the cursor %q is none; use one as it was given, or begin without", shorten(string(c)))
	text, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil {
		return nil, "", broken
	}
	n, err := parse(text)
	if err != nil || len(n.elements) < 2 || n.elements[0].value.kind != String {
		return nil, "", broken
	}
	for _, element := range n.elements[1:] {
		if element.value.kind >= Array {
			return nil, "", broken
		}
		values = append(values, element.value)
	}
	if values[len(values)-1].kind != String {
		return nil, "", broken
	}
	return values, n.elements[0].value.text, nil
}

func shorten(s string) string {
	if len(s) <= 40 {
		return s
	}
	return s[:40] + "…"
}

// checkCursor returns the fault of a cursor that was made for other sort keys.
func (q Query) checkCursor() error {
	if q.after == nil || q.sortedAs == q.sorting() && len(q.after) == len(q.orders)+1 {
		return nil
	}
	return errs.Invalid("invalid_cursor", "the cursor belongs to another order of the documents; begin without one when the order changes")
}

// isAfter reports whether the document comes after the cursor.
func (q Query) isAfter(d *Document) bool {
	if q.after == nil {
		return true
	}
	if len(q.after) != len(q.orders)+1 {
		return false
	}
	for i, order := range q.orders {
		if c := order.compareValues(d.at(order.Path).value, q.after[i]); c != 0 {
			return c > 0
		}
	}
	return q.TieBreak().compareValues(textOf(d.id), q.after[len(q.orders)]) > 0
}

// counted returns how many of those found after a cursor the total tells.
func (q Query) counted(found int) int {
	if q.seeks && q.limit > 0 && found-q.offset > q.limit {
		return q.offset + q.limit + 1
	}
	return found
}
