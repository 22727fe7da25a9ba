package application_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

func TestOrdersAreListedNewestFirst(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var placed []string
	for range 5 {
		placed = append(placed, send(s, maria()).ID)
		s.wait(time.Minute)
	}
	slices.Reverse(placed)

	pages := map[int][]string{1: placed[:2], 2: placed[2:4], 3: placed[4:], 4: {}}
	for number, want := range pages {
		page := send(s, application.ListOrders{Page: number, PageSize: 2})
		require.Equal(t, want, ids(page.Items))
		require.Equal(t, 5, page.Total)
		require.Equal(t, number, page.Number())
	}
	require.Equal(t, send(s, application.GetOrder{OrderID: placed[0]}), send(s, application.ListOrders{Page: 1, PageSize: 1}).Items[0])
}

func TestOrdersPlacedAtTheSameTimeAreListedInAStableOrder(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var placed []string
	for range 4 {
		placed = append(placed, send(s, maria()).ID)
	}
	slices.Reverse(placed)
	var listed []string
	for page := range 4 {
		listed = append(listed, ids(send(s, application.ListOrders{Page: page + 1, PageSize: 1}).Items)...)
	}
	require.Equal(t, placed, listed)
}

func TestOrdersAreFiltered(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	confirmed, cooking, cancelled := s.orderIn(domain.Confirmed), s.orderIn(domain.Cooking), s.orderIn(domain.Cancelled)
	luigi := send(s, maria(func(cmd *application.PlaceOrder) { cmd.CustomerPhone = "+39 06 555 0102" }))
	tests := map[string]struct {
		query application.ListOrders
		want  []string
	}{
		"all":              {application.ListOrders{}, []string{luigi.ID, cancelled.ID, cooking.ID, confirmed.ID}},
		"status":           {application.ListOrders{Status: domain.Confirmed}, []string{luigi.ID, confirmed.ID}},
		"phone":            {application.ListOrders{CustomerPhone: "+39 06 555 0101"}, []string{cancelled.ID, cooking.ID, confirmed.ID}},
		"both":             {application.ListOrders{Status: domain.Cooking, CustomerPhone: "+39 06 555 0101"}, []string{cooking.ID}},
		"both, no match":   {application.ListOrders{Status: domain.Cooking, CustomerPhone: "+39 06 555 0102"}, []string{}},
		"part of a number": {application.ListOrders{CustomerPhone: "+39 06 555"}, []string{}},
		"no pattern":       {application.ListOrders{CustomerPhone: "%"}, []string{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.query.Page, tt.query.PageSize = 1, 10
			page := send(s, tt.query)
			require.Equal(t, tt.want, ids(page.Items))
			require.Equal(t, len(tt.want), page.Total)
		})
	}
}

func TestAPageThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, q := range []application.ListOrders{{Page: 0, PageSize: 10}, {Page: -1, PageSize: 10}, {Page: 1, PageSize: 0}} {
		refusal := refuse(s, q, "invalid_query")
		require.Equal(t, errs.KindInvalid, refusal.Kind)
	}
}
