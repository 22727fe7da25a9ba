package application_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/mvc/validation"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/integration"
)

// capacity is how many orders the oven holds in the tests.
const capacity = 3

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// shop is the application as it runs, with its behaviours and repositories, over
// a store in memory. Only time and identities are those of the test: it is noon
// until wait is called, and ids are counted.
type shop struct {
	t         *testing.T
	mediator  *mediator.Mediator
	container *di.Container
	waited    atomic.Int64
	ids       atomic.Int64
}

// newShop returns a pizzeria that is open. The changes are made to the services
// before they are built.
func newShop(t *testing.T, changes ...func(*di.Services)) *shop {
	t.Helper()
	s := &shop{t: t}
	services := s.services()
	for _, change := range changes {
		change(services)
	}
	s.container = ditest.Container(t, services)
	s.mediator = resolve[*mediator.Mediator](s)
	send(s, application.OpenPizzeria{})
	return s
}

// services are those of production but for time, identities and the log.
func (s *shop) services() *di.Services {
	services := di.NewServices()
	application.Module(services)
	integration.Module(services)
	di.AddValue(services, integration.Settings{DatabaseURL: "memory:", KitchenSize: capacity})
	di.AddValue(services, integration.Development(true))
	di.AddValue(services, slog.New(slog.DiscardHandler))
	di.AddValue[auth.Auditor](services, auth.NewLogAuditor(slog.New(slog.DiscardHandler)))
	di.AddValue[behavior.Validator](services, validation.New(validation.Config{}))
	di.OverrideValue[application.Clock](services, s.now)
	di.OverrideValue[application.NewID](services, func() string { return fmt.Sprintf("id-%03d", s.ids.Add(1)) })
	return services
}

func (s *shop) now() time.Time { return noon.Add(time.Duration(s.waited.Load())) }

// wait lets time pass.
func (s *shop) wait(d time.Duration) { s.waited.Add(int64(d)) }

// resolve returns a service of the shop.
func resolve[T any](s *shop) T {
	s.t.Helper()
	service, err := di.Resolve[T](s.container)
	require.NoError(s.t, err)
	return service
}

// ctx is that of somebody who may do everything.
func (s *shop) ctx() context.Context {
	return auth.AsSystem(s.t.Context(), "test", application.Roles()...)
}

// send sends a request that must succeed.
func send[Q mediator.Request[R], R any](s *shop, request Q) R {
	s.t.Helper()
	result, err := mediator.Send(s.ctx(), s.mediator, request)
	require.NoError(s.t, err)
	return result
}

// refuse sends a request that must fail with the code, and returns how.
func refuse[Q mediator.Request[R], R any](s *shop, request Q, code string) *errs.Error {
	s.t.Helper()
	_, err := mediator.Send(s.ctx(), s.mediator, request)
	require.Error(s.t, err)
	refusal := errs.From(err)
	require.Equal(s.t, code, refusal.Code, refusal.Error())
	return refusal
}

// maria is an order of one large Margherita, 20.78, with what the changes make of
// it.
func maria(changes ...func(*application.PlaceOrder)) application.PlaceOrder {
	cmd := application.PlaceOrder{
		CustomerName: "Maria Rossi", CustomerPhone: "+39 06 555 0101", CustomerAddress: "Via Roma 1, Napoli",
		Pizzas:        []application.OrderedPizza{{Name: "Margherita", Size: domain.Large, Toppings: []string{}}},
		PaymentMethod: domain.Cash,
	}
	for _, change := range changes {
		change(&cmd)
	}
	return cmd
}

// orderIn places an order and brings it to the status.
func (s *shop) orderIn(status domain.Status) application.OrderDTO {
	s.t.Helper()
	order := send(s, maria())
	steps := []func() application.OrderDTO{
		func() application.OrderDTO { return send(s, application.CookOrder{OrderID: order.ID}) },
		func() application.OrderDTO { return send(s, application.CompleteOrder{OrderID: order.ID}) },
		func() application.OrderDTO {
			return send(s, application.AssignDelivery{OrderID: order.ID, DeliveryPersonID: "driver-7"})
		},
		func() application.OrderDTO { return send(s, application.DeliverOrder{OrderID: order.ID}) },
	}
	if status == domain.Cancelled {
		return send(s, application.CancelOrder{OrderID: order.ID})
	}
	for _, step := range steps {
		if order.Status == status {
			break
		}
		order = step()
	}
	require.Equal(s.t, status, order.Status)
	return order
}

// ids returns the ids of the orders, in order.
func ids(orders []application.OrderDTO) []string {
	all := make([]string, len(orders))
	for i, o := range orders {
		all[i] = o.ID
	}
	return all
}

// meanwhile lets the next command that has loaded a T find that somebody else was
// faster: between runs after the load and before the commit.
func meanwhile[T any](between *func()) func(*di.Services) {
	return func(services *di.Services) {
		di.Decorate[data.Repository[T, string]](services, func(all data.Repository[T, string]) data.Repository[T, string] {
			return &interrupted[T]{Repository: all, between: between}
		})
	}
}

type interrupted[T any] struct {
	data.Repository[T, string]
	between *func()
}

func (r *interrupted[T]) Get(ctx context.Context, id string) (T, error) {
	found, err := r.Repository.Get(ctx, id)
	if between := *r.between; between != nil {
		*r.between = nil
		between()
	}
	return found, err
}

// atOnce makes the first n searches for a T wait for each other, so that none of
// their callers sees what another one stores.
func atOnce[T any](n int) func(*di.Services) {
	return func(services *di.Services) {
		di.Decorate[data.Repository[T, string]](services, func(all data.Repository[T, string]) data.Repository[T, string] {
			met := &meeting[T]{Repository: all}
			met.missing.Store(int64(n))
			met.complete.Add(n)
			return met
		})
	}
}

type meeting[T any] struct {
	data.Repository[T, string]
	missing  atomic.Int64
	complete sync.WaitGroup
}

func (m *meeting[T]) Find(ctx context.Context, q query.Query) (query.Page[T], error) {
	page, err := m.Repository.Find(ctx, q)
	if m.missing.Add(-1) >= 0 {
		m.complete.Done()
		m.complete.Wait()
	}
	return page, err
}

// codeOf returns the code of the failure, "" for success.
func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return errs.CodeOf(err)
}

// count closes the channel and counts what is in it.
func count(codes chan string) map[string]int {
	close(codes)
	counted := map[string]int{}
	for code := range codes {
		counted[code]++
	}
	return counted
}
