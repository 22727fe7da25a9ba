package query

// Page is the part of the result that a query asked for.
type Page[T any] struct {
	// Items are in the order of the query. Never nil from an adapter.
	Items []T
	// Total is how many there are without offset and limit. In a page after a cursor it
	// counts from the cursor on, and no further than one beyond the page.
	Total int
	// Offset is how many came before the first item.
	Offset int
	// Size is the most that Items holds; 0 means no limit.
	Size int
	// Next is the cursor after the last item, for [Query.After]. It is empty on the last
	// page, and where the query did not ask for a page after a cursor.
	Next Cursor
}

// PageOf returns the items as the part of total that q asked for.
func PageOf[T any](q Query, items []T, total int) Page[T] {
	if items == nil {
		items = []T{}
	}
	offset, size := q.Window()
	return Page[T]{Items: items, Total: total, Offset: offset, Size: size}
}

// Number returns which page this is, counted from 1.
func (p Page[T]) Number() int {
	if p.Size == 0 {
		return 1
	}
	return p.Offset/p.Size + 1
}

// Pages returns how many pages of this size there are, at least 1.
func (p Page[T]) Pages() int {
	if p.Size == 0 {
		return 1
	}
	return max(1, (p.Total+p.Size-1)/p.Size)
}

// HasNext reports whether there are items after this page.
func (p Page[T]) HasNext() bool { return p.Size > 0 && p.Offset+len(p.Items) < p.Total }

// MapPage returns the page with every item turned into something else.
func MapPage[T, U any](p Page[T], turn func(T) U) Page[U] {
	items := make([]U, len(p.Items))
	for i, item := range p.Items {
		items[i] = turn(item)
	}
	return Page[U]{Items: items, Total: p.Total, Offset: p.Offset, Size: p.Size, Next: p.Next}
}
