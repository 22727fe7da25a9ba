package content

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Filter says which part of a list is wanted. Zero values want everything.
type Filter struct {
	OwnerID string
	// From is the earliest time of the last change, To the latest. Either may be alone.
	From, To time.Time
	// SortBy is updated_at or created_at; "" is updated_at.
	SortBy     string
	Descending bool
	Limit      int
	Offset     int
}

func (f Filter) query() (query.Query, error) {
	order, err := f.order()
	if err != nil {
		return query.Query{}, err
	}
	q := query.All().OrderBy(order).Offset(f.Offset).Limit(f.Limit)
	if f.OwnerID != "" {
		q = q.Where(owner.Eq(f.OwnerID))
	}
	if !f.From.IsZero() {
		q = q.Where(updatedAt.Ge(f.From))
	}
	if !f.To.IsZero() {
		q = q.Where(updatedAt.Le(f.To))
	}
	return q, nil
}

func (f Filter) order() (order query.Order, err error) {
	switch f.SortBy {
	case "", "updated_at":
		order = updatedAt.Asc()
	case "created_at":
		order = createdAt.Asc()
	default:
		return order, errs.Invalid("invalid_sort_field", "the list is sorted by updated_at or created_at, and not by %q", f.SortBy)
	}
	order.Descending = f.Descending
	return order, nil
}

// listOf returns a page as clients see it.
func listOf[A, T any](page query.Page[A], f Filter, dto func(A) T) List[T] {
	list := List[T]{Items: make([]T, len(page.Items)), Total: page.Total, Limit: f.Limit, Offset: f.Offset}
	for i, item := range page.Items {
		list.Items[i] = dto(item)
	}
	return list
}
