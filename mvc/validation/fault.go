package validation

import "fmt"

// TagFault is one fault of a validate tag.
type TagFault struct {
	// Field is the type and its field: "orders.PlaceOrder.Phone".
	Field string
	// Tag is the whole validate tag.
	Tag string
	// Problem says what is wrong with it, Fix what to write instead.
	Problem, Fix string
}

// Error returns the fault in one line.
func (f *TagFault) Error() string {
	return fmt.Sprintf("validation: %s: tag %q: %s; %s", f.Field, f.Tag, f.Problem, f.Fix)
}

// nearest returns the name that takes the fewest edits to become what was
// written, and whether that is close enough to be meant.
func nearest(written string, names []string) (string, bool) {
	best, edits := "", len(written)/3+2
	for _, name := range names {
		if n := distance(written, name); n < edits || n == edits && name < best {
			best, edits = name, n
		}
	}
	return best, best != ""
}

// distance is the Levenshtein distance, with two neighbors changing places
// counted as one edit (optimal string alignment).
func distance(a, b string) int {
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
