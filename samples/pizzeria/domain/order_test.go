package domain_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// orderIn returns an order with one pizza that has come to the status.
func orderIn(t *testing.T, status domain.Status) *domain.Order {
	t.Helper()
	o := domain.PlaceOrder("o1", domain.Contact{CustomerID: "c1"}, domain.Cash, "ring twice", noon)
	require.NoError(t, o.Add(domain.Line{ID: "l1", Name: "Margherita", Size: domain.Large, Price: domain.Cents(2078)}))
	steps := []struct {
		status domain.Status
		step   func(*domain.Order) error
	}{
		{domain.Confirmed, func(o *domain.Order) error { return o.Confirm(noon) }},
		{domain.Cooking, func(o *domain.Order) error { return o.StartCooking(noon.Add(time.Minute)) }},
		{domain.Ready, func(o *domain.Order) error { return o.MarkReady(noon.Add(2 * time.Minute)) }},
		{domain.Delivering, func(o *domain.Order) error { return o.AssignDelivery("d1", noon.Add(3*time.Minute)) }},
		{domain.Delivered, func(o *domain.Order) error { return o.Deliver(noon.Add(4 * time.Minute)) }},
	}
	if status == domain.Cancelled {
		require.NoError(t, o.Cancel(noon))
		return o
	}
	for _, s := range steps {
		if o.State().Status == status {
			break
		}
		require.NoError(t, s.step(o))
		require.Equal(t, s.status, o.State().Status)
	}
	return o
}

// Every step from every status: the ones that the domain allows and no other.
func TestEachStepIsAllowedFromItsStatusOnly(t *testing.T) {
	t.Parallel()
	steps := map[string]struct {
		from []domain.Status
		step func(*domain.Order) error
	}{
		"add":     {[]domain.Status{domain.Pending}, func(o *domain.Order) error { return o.Add(domain.Line{ID: "l2"}) }},
		"confirm": {[]domain.Status{domain.Pending}, func(o *domain.Order) error { return o.Confirm(noon) }},
		"cook":    {[]domain.Status{domain.Confirmed}, func(o *domain.Order) error { return o.StartCooking(noon) }},
		"ready":   {[]domain.Status{domain.Cooking}, func(o *domain.Order) error { return o.MarkReady(noon) }},
		"assign":  {[]domain.Status{domain.Ready}, func(o *domain.Order) error { return o.AssignDelivery("d1", noon) }},
		"deliver": {[]domain.Status{domain.Delivering}, func(o *domain.Order) error { return o.Deliver(noon) }},
		"cancel": {
			[]domain.Status{domain.Pending, domain.Confirmed, domain.Cooking, domain.Ready, domain.Delivering},
			func(o *domain.Order) error { return o.Cancel(noon) },
		},
	}
	for name, s := range steps {
		for _, text := range domain.Status("").Values() {
			status := domain.Status(text)
			t.Run(name+" a "+text+" order", func(t *testing.T) {
				t.Parallel()
				o := orderIn(t, status)
				before := o.Version()
				err := s.step(o)
				if slices.Contains(s.from, status) {
					require.NoError(t, err)
					require.Greater(t, o.Version(), before)
					return
				}
				require.ErrorIs(t, err, errs.KindConflict)
				require.Equal(t, "order_state", errs.CodeOf(err))
				require.ErrorContains(t, err, "is "+text, "the message names the state")
				require.Equal(t, before, o.Version(), "a refused step changes nothing")
			})
		}
	}
}

func TestAnOrderKeepsWhenEachStepHappened(t *testing.T) {
	t.Parallel()
	s := orderIn(t, domain.Delivered).State()
	require.Equal(t, noon, s.OrderTime)
	require.Equal(t, noon, *s.ConfirmedTime)
	require.Equal(t, noon.Add(15*time.Minute), *s.EstimatedReadyTime)
	require.Equal(t, noon.Add(time.Minute), *s.CookingStartedTime)
	require.Equal(t, noon.Add(2*time.Minute), *s.ReadyTime)
	require.Equal(t, noon.Add(3*time.Minute), *s.OutForDeliveryTime)
	require.Equal(t, noon.Add(4*time.Minute), *s.DeliveredTime)
	require.Equal(t, "d1", s.DeliveryPersonID)
	require.Nil(t, s.CancelledTime)
	require.Equal(t, noon, *orderIn(t, domain.Cancelled).State().CancelledTime)
}

func TestTheTotalIsTheSumOfTheLines(t *testing.T) {
	t.Parallel()
	o := orderIn(t, domain.Pending)
	require.NoError(t, o.Add(domain.Line{ID: "l2", Price: domain.Cents(161)}))
	require.Equal(t, "22.39", o.Total().String())
}

func TestAnOrderWithoutPizzasIsNotConfirmed(t *testing.T) {
	t.Parallel()
	o := domain.PlaceOrder("o1", domain.Contact{}, domain.Cash, "", noon)
	require.Equal(t, "empty_order", errs.CodeOf(o.Confirm(noon)))
}

func TestAPizzaCarriesTenToppings(t *testing.T) {
	t.Parallel()
	o := orderIn(t, domain.Pending)
	require.NoError(t, o.Add(domain.Line{Name: "Full", Toppings: make([]string, domain.MaxToppings)}))
	require.Equal(t, "too_many_toppings", errs.CodeOf(o.Add(domain.Line{Name: "Overfull", Toppings: make([]string, domain.MaxToppings+1)})))
}
