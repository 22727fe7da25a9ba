package application_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// orderStep is a command that moves an order on, and the statuses it starts from.
type orderStep struct {
	name string
	from []domain.Status
	try  func(s *shop, id string, condition application.Precondition) (application.OrderDTO, error)
}

func orderSteps() []orderStep {
	return []orderStep{
		{"cook", []domain.Status{domain.Confirmed}, func(s *shop, id string, condition application.Precondition) (application.OrderDTO, error) {
			return mediator.Send(s.ctx(), s.mediator, application.CookOrder{OrderID: id, If: condition})
		}},
		{"complete", []domain.Status{domain.Cooking}, func(s *shop, id string, condition application.Precondition) (application.OrderDTO, error) {
			return mediator.Send(s.ctx(), s.mediator, application.CompleteOrder{OrderID: id, If: condition})
		}},
		{"assign", []domain.Status{domain.Ready}, func(s *shop, id string, condition application.Precondition) (application.OrderDTO, error) {
			return mediator.Send(s.ctx(), s.mediator, application.AssignDelivery{OrderID: id, If: condition, DeliveryPersonID: "driver-7"})
		}},
		{"deliver", []domain.Status{domain.Delivering}, func(s *shop, id string, condition application.Precondition) (application.OrderDTO, error) {
			return mediator.Send(s.ctx(), s.mediator, application.DeliverOrder{OrderID: id, If: condition})
		}},
		{
			"cancel",
			[]domain.Status{domain.Confirmed, domain.Cooking, domain.Ready, domain.Delivering},
			func(s *shop, id string, condition application.Precondition) (application.OrderDTO, error) {
				return mediator.Send(s.ctx(), s.mediator, application.CancelOrder{OrderID: id, If: condition})
			},
		},
	}
}

// seen is the condition of a caller who has seen the version.
type seen int64

func (s seen) Matches(tag string) bool { return tag == strconv.FormatInt(int64(s), 10) }

// forEachStep runs the test with each step and an order that the step may start
// from.
func forEachStep(t *testing.T, test func(t *testing.T, s *shop, step orderStep, order application.OrderDTO)) {
	t.Helper()
	for _, step := range orderSteps() {
		t.Run(step.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			test(t, s, step, s.orderIn(step.from[0]))
		})
	}
}

func TestAStepOfAnUnknownOrderIsRefused(t *testing.T) {
	t.Parallel()
	forEachStep(t, func(t *testing.T, s *shop, step orderStep, _ application.OrderDTO) {
		_, err := step.try(s, "none", nil)
		require.Equal(t, "order_not_found", errs.CodeOf(err))
	})
}

func TestAStepFromTheWrongStatusNamesTheStatus(t *testing.T) {
	t.Parallel()
	statuses := []domain.Status{domain.Confirmed, domain.Cooking, domain.Ready, domain.Delivering, domain.Delivered, domain.Cancelled}
	for _, step := range orderSteps() {
		for _, status := range statuses {
			if slices.Contains(step.from, status) {
				continue
			}
			t.Run(step.name+" a "+string(status)+" order", func(t *testing.T) {
				t.Parallel()
				s := newShop(t)
				order := s.orderIn(status)
				_, err := step.try(s, order.ID, nil)
				require.Equal(t, "order_state", errs.CodeOf(err))
				require.Contains(t, errs.From(err).Message, "is "+string(status))
				require.Equal(t, order, send(s, application.GetOrder{OrderID: order.ID}), "a refused step changes nothing")
			})
		}
	}
}

func TestAStepHoldsForTheVersionThatWasSeen(t *testing.T) {
	t.Parallel()
	forEachStep(t, func(t *testing.T, s *shop, step orderStep, order application.OrderDTO) {
		for _, version := range []int64{0, order.Version - 1, order.Version + 1} {
			_, err := step.try(s, order.ID, seen(version))
			require.ErrorIs(t, err, errs.KindPreconditionFailed)
			require.Equal(t, "stale_order", errs.CodeOf(err))
		}
		require.Equal(t, order, send(s, application.GetOrder{OrderID: order.ID}))

		moved, err := step.try(s, order.ID, seen(order.Version))
		require.NoError(t, err)
		require.Greater(t, moved.Version, order.Version)
	})
}

// Somebody cancels the order after the command has loaded it. The command is
// tried again and told what the order is now, not that it lost a race.
func TestAStepThatComesSecondIsToldWhatTheOrderIsNow(t *testing.T) {
	t.Parallel()
	for _, step := range orderSteps() {
		t.Run(step.name, func(t *testing.T) {
			t.Parallel()
			var between func()
			s := newShop(t, meanwhile[*domain.Order](&between))
			order := s.orderIn(step.from[0])
			cancel := func() { send(s, application.CancelOrder{OrderID: order.ID}) }

			between = cancel
			_, err := step.try(s, order.ID, nil)
			require.Equal(t, "order_state", errs.CodeOf(err))
			require.Contains(t, errs.From(err).Message, "is cancelled")

			order = s.orderIn(step.from[0])
			between = cancel
			_, err = step.try(s, order.ID, seen(order.Version))
			require.Equal(t, "stale_order", errs.CodeOf(err))
		})
	}
}
