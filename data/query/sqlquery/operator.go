package sqlquery

import "github.com/neuroglia-go/neuroglia/data/query"

// Operator returns the operator of a comparison with a space on either side, which is the same in
// every dialect.
func Operator(op query.Operator) string {
	switch op {
	case query.Less:
		return " < "
	case query.LessOrEqual:
		return " <= "
	case query.Greater:
		return " > "
	case query.GreaterOrEqual:
		return " >= "
	}
	return " = "
}

// LooksComposite reports whether a text may be that of an array or an object in JSON, and so
// equal to one where the dialect reads those as text.
func LooksComposite(text string) bool {
	return text != "" && (text[0] == '[' || text[0] == '{')
}
