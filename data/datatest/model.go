package datatest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

// unitModel runs random units of work over the store and over a map, and compares
// every answer on the way and what is stored at the end. Units end well, in an error
// or in a clash of unique values; they add, change and remove, and find by random
// queries in between.
func unitModel(h harness) {
	tickets := h.tickets()
	rapid.Check(h.T, func(rt *rapid.T) {
		require.NoError(rt, uow.Do(h.Context(), func(ctx context.Context) error { return removeAll(ctx, tickets) }))
		m := &model{T: rt, tickets: tickets, stored: map[string]row{}}
		for range rapid.IntRange(1, 4).Draw(rt, "units") {
			m.unit(h.Context())
			m.view = m.stored
			m.find(h.Context(), twin{q: query.All(), keep: func(row) bool { return true }})
		}
	})
}

func removeAll(ctx context.Context, tickets ticketRepository) error {
	page, err := tickets.Find(ctx, query.All())
	for _, one := range page.Items {
		err = errors.Join(err, tickets.Remove(ctx, one))
	}
	return err
}

// row is what the model knows of a ticket.
type row struct {
	id, seat string
	price    int64
	version  int64
}

// model is the naive twin of the repository. In a unit, view is what the unit sees.
type model struct {
	*rapid.T
	tickets ticketRepository
	stored  map[string]row
	view    map[string]row
	removed map[string]bool
}

func (m *model) unit(ctx context.Context) {
	m.view, m.removed = maps.Clone(m.stored), map[string]bool{}
	fails := rapid.IntRange(0, 4).Draw(m.T, "fails") == 0
	err := uow.Do(ctx, func(ctx context.Context) error {
		for range rapid.IntRange(0, 8).Draw(m.T, "steps") {
			m.step(ctx)
		}
		if fails {
			return errOnPurpose
		}
		return nil
	})
	switch {
	case fails:
		require.Equal(m, errOnPurpose, err)
	case m.clashes():
		_, ok := errors.AsType[*data.DuplicateError](err)
		require.True(m, ok, "want a clash, got %v", err)
	default:
		require.NoError(m, err)
		m.stored = m.view
	}
}

func (m *model) clashes() bool {
	seats := map[string]bool{}
	for _, r := range m.view {
		seats[r.seat] = true
	}
	return len(seats) < len(m.view)
}

func (m *model) step(ctx context.Context) {
	id := fmt.Sprint(rapid.IntRange(0, 9).Draw(m.T, "id"))
	_, exists := m.view[id]
	switch action := rapid.SampledFrom([]string{"write", "write", "get", "remove", "find", "find"}).Draw(m.T, "action"); {
	case action == "find":
		m.find(ctx, drawTwin(m.T))
	case !exists && action == "write" && !m.removed[id]:
		m.add(ctx, id)
	case !exists:
		_, err := m.tickets.Get(ctx, id)
		require.Error(m, err)
	case action == "get":
		m.get(ctx, id)
	case action == "write":
		m.update(ctx, id)
	default:
		require.NoError(m, m.tickets.Remove(ctx, m.get(ctx, id)))
		delete(m.view, id)
		m.removed[id] = true
	}
}

func (m *model) get(ctx context.Context, id string) *ticket {
	one, err := m.tickets.Get(ctx, id)
	require.NoError(m, err)
	require.Equal(m, m.view[id], rowOf(one))
	return one
}

func rowOf(t *ticket) row {
	return row{id: t.ID(), seat: t.State().Seat, price: t.State().Price, version: t.Version()}
}

func (m *model) drawSeat() string {
	return rapid.SampledFrom([]string{"a", "ab", "b", "ba", "c", "%", "_", "é"}).Draw(m.T, "seat")
}

func (m *model) add(ctx context.Context, id string) {
	one := book(id, rapid.Int64Range(0, 5).Draw(m.T, "price"))
	one.move(m.drawSeat())
	require.NoError(m, m.tickets.Add(ctx, one))
	m.view[id] = rowOf(one)
}

func (m *model) update(ctx context.Context, id string) {
	one := m.get(ctx, id)
	if rapid.Bool().Draw(m.T, "moves") {
		one.move(m.drawSeat())
	}
	require.NoError(m, m.tickets.Update(ctx, one))
	if rapid.Bool().Draw(m.T, "after the update") {
		one.price(rapid.Int64Range(0, 5).Draw(m.T, "price"))
	}
	m.view[id] = rowOf(one)
}

// find asks the repository and filters, sorts and pages the view by hand.
func (m *model) find(ctx context.Context, w twin) {
	page, err := m.tickets.Find(ctx, w.q)
	require.NoError(m, err)
	found := make([]row, len(page.Items))
	for i, one := range page.Items {
		found[i] = rowOf(one)
	}
	expected := make([]row, 0, len(m.view))
	for _, r := range m.view {
		if w.keep(r) {
			expected = append(expected, r)
		}
	}
	slices.SortFunc(expected, w.order())
	require.Equal(m, len(expected), page.Total)
	offset, limit := w.q.Window()
	expected = expected[min(offset, len(expected)):]
	if limit > 0 {
		expected = expected[:min(limit, len(expected))]
	}
	require.Equal(m, expected, found)
}

// twin is a query and the same in plain Go.
type twin struct {
	q       query.Query
	keep    func(row) bool
	byPrice int // 1 up, -1 down, 0 not
	bySeat  int
}

func (w twin) order() func(a, b row) int {
	last := cmp.Or(w.bySeat, w.byPrice, 1)
	return func(a, b row) int {
		return cmp.Or(
			w.byPrice*cmp.Compare(a.price, b.price),
			w.bySeat*strings.Compare(a.seat, b.seat),
			last*strings.Compare(a.id, b.id))
	}
}

func drawTwin(t *rapid.T) twin {
	condition, keep := drawCondition(t, 2)
	w := twin{
		q:       query.Where(condition),
		keep:    keep,
		byPrice: rapid.IntRange(-1, 1).Draw(t, "by price"),
		bySeat:  rapid.IntRange(-1, 1).Draw(t, "by seat"),
	}
	switch w.byPrice {
	case 1:
		w.q = w.q.OrderBy(price.Asc())
	case -1:
		w.q = w.q.OrderBy(price.Desc())
	}
	switch w.bySeat {
	case 1:
		w.q = w.q.OrderBy(seat.Asc())
	case -1:
		w.q = w.q.OrderBy(seat.Desc())
	}
	if rapid.Bool().Draw(t, "paged") {
		w.q = w.q.Page(rapid.IntRange(1, 4).Draw(t, "page"), rapid.IntRange(1, 4).Draw(t, "size"))
	}
	return w
}

func drawCondition(t *rapid.T, depth int) (query.Condition, func(row) bool) {
	kinds := 4
	if depth > 0 {
		kinds = 7
	}
	switch kind := rapid.IntRange(0, kinds-1).Draw(t, "kind"); kind {
	case 0:
		p := rapid.Int64Range(0, 5).Draw(t, "least")
		return price.Ge(p), func(r row) bool { return r.price >= p }
	case 1:
		s := rapid.SampledFrom([]string{"a", "b", "%", ""}).Draw(t, "prefix")
		return seat.HasPrefix(s), func(r row) bool { return strings.HasPrefix(r.seat, s) }
	case 2:
		p, o := rapid.Int64Range(0, 5).Draw(t, "one"), rapid.Int64Range(0, 5).Draw(t, "other")
		return price.In(p, o), func(r row) bool { return r.price == p || r.price == o }
	case 3:
		return query.And(), func(row) bool { return true }
	case 4:
		c, keep := drawCondition(t, depth-1)
		return query.Not(c), func(r row) bool { return !keep(r) }
	default:
		return drawPair(t, depth-1, kind == 5)
	}
}

func drawPair(t *rapid.T, depth int, and bool) (query.Condition, func(row) bool) {
	a, keepA := drawCondition(t, depth)
	b, keepB := drawCondition(t, depth)
	if and {
		return query.And(a, b), func(r row) bool { return keepA(r) && keepB(r) }
	}
	return query.Or(a, b), func(r row) bool { return keepA(r) || keepB(r) }
}
