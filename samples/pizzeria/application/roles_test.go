package application_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/application"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// as is the context of somebody with the roles.
func as(t *testing.T, subject string, roles ...string) context.Context {
	t.Helper()
	return auth.NewContext(t.Context(), auth.Identity{Subject: subject, Roles: roles})
}

// refused sends a request that must fail for want of a right, and returns the kind of the failure.
func refused[Q mediator.Request[R], R any](ctx context.Context, s *shop, request Q) errs.Kind {
	s.t.Helper()
	_, err := mediator.Send(ctx, s.mediator, request)
	require.Error(s.t, err)
	return errs.From(err).Kind
}

func TestAnOrderIsItsCustomersOnly(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	luigi, other := as(t, "luigi", application.RoleCustomer), as(t, "other", application.RoleCustomer)
	placed, err := mediator.Send(luigi, s.mediator, maria())
	require.NoError(t, err)

	for name, ctx := range map[string]context.Context{
		"another customer": other, "the same name of another provider": auth.NewContext(t.Context(), auth.Identity{Subject: "luigi", Issuer: "https://id.example"}),
	} {
		require.Equal(t, errs.KindForbidden, refused(ctx, s, application.GetOrder{OrderID: placed.ID}), name)
		require.Equal(t, errs.KindForbidden, refused(ctx, s, application.CancelOrder{OrderID: placed.ID}), name)
	}
	require.Equal(t, errs.KindUnauthenticated, refused(t.Context(), s, application.GetOrder{OrderID: placed.ID}))

	seen, err := mediator.Send(luigi, s.mediator, application.GetOrder{OrderID: placed.ID})
	require.NoError(t, err)
	require.Equal(t, placed, seen)
	cancelled, err := mediator.Send(luigi, s.mediator, application.CancelOrder{OrderID: placed.ID})
	require.NoError(t, err)
	require.Equal(t, domain.Cancelled, cancelled.Status)
}

// Who may not cancel an order does not learn its version either.
func TestARefusalComesBeforeThePrecondition(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	placed := send(s, maria())
	cancel := application.CancelOrder{OrderID: placed.ID, If: seen(-1)}
	require.Equal(t, errs.KindForbidden, refused(as(t, "other", application.RoleCustomer), s, cancel))
	require.Equal(t, errs.KindPreconditionFailed, refused(s.ctx(), s, cancel))
}

// An order that staff type in for who calls is followed as that of any guest.
func TestStaffTakeTheOrdersOfGuests(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	placed, err := mediator.Send(as(t, "chef", application.RoleChef), s.mediator, maria(func(cmd *application.PlaceOrder) { cmd.Notes = "ring twice" }))
	require.NoError(t, err)
	for name, ctx := range map[string]context.Context{"a guest": t.Context(), "a customer": as(t, "other", application.RoleCustomer)} {
		followed, err := mediator.Send(ctx, s.mediator, application.GetOrder{OrderID: placed.ID})
		require.NoError(t, err, name)
		require.Nil(t, followed.Customer, name)
		require.Nil(t, followed.Notes, name)
		require.NotEqual(t, placed.ETag(), followed.ETag(), name)
	}
}

// The pizzeria opens by itself, and nobody else opens it, whatever their role.
func TestOnlyThePizzeriaOpensItself(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	everything := as(t, "system:opening", application.Roles()...)
	require.Equal(t, errs.KindForbidden, refused(everything, s, application.OpenPizzeria{}))
}

// The stream of the kitchen is no way round what the queue demands.
func TestTheStreamIsHeldToItsPolicyAsWell(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	for _, err := range mediator.Stream(as(t, "other", application.RoleCustomer), s.mediator, application.WatchKitchen{}) {
		require.ErrorIs(t, err, errs.KindForbidden)
		return
	}
	t.Fatal("the stream ended without a word")
}
