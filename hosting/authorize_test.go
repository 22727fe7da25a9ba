package hosting_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
	"github.com/neuroglia-go/neuroglia/mvc"
)

// promote is a command of administrators, by HTTP and on the command line.
type promote struct {
	mediator.Command[mediator.None]
	User string `path:"user" json:"-"`
}

func (promote) Policy() auth.Policy { return auth.Role("admin") }

type promotions struct{ mediator *mediator.Mediator }

func newPromotions(m *mediator.Mediator) *promotions { return &promotions{m} }

func (*promotions) Routes(r *mvc.Routes[*promotions]) {
	mvc.Post(r, "/users/{user}/promotion", (*promotions).Promote)
	mvc.Post(r, "/hooks/{user}", (*promotions).Promote, mvc.Name("hook"), mvc.Anonymous())
}

func (p *promotions) Promote(ctx context.Context, in promote) (mediator.None, error) {
	return mediator.Send(ctx, p.mediator, in)
}

func withPromotions(t *testing.T, args ...string) *fixture {
	t.Helper()
	f := newFixture(t, args)
	di.AddSingleton[auth.Authenticator](f.Services, newByHeader)
	mediator.AddBehavior(f.Services, behavior.NewAuthorization)
	mediator.AddHandler[mediator.HandlerFunc[promote, mediator.None]](f.Services, func() mediator.HandlerFunc[promote, mediator.None] {
		return func(context.Context, promote) (none mediator.None, _ error) { return none, nil }
	})
	f.AddSubApp(hosting.SubApp{Controllers: []mvc.Registration{mvc.Controller[*promotions](newPromotions)}})
	send := func(ctx context.Context, scope *di.Scope) error {
		m, err := di.Resolve[*mediator.Mediator](scope)
		if err == nil {
			_, err = mediator.Send(ctx, m, promote{User: "ann"})
		}
		return err
	}
	f.AddCommand(
		hosting.Command{Name: "as-nobody", Run: func(ctx context.Context, scope *di.Scope, _ []string) error { return send(ctx, scope) }},
		hosting.Command{Name: "as-system", Run: func(ctx context.Context, scope *di.Scope, _ []string) error {
			return send(auth.AsSystem(ctx, "cli", "admin"), scope)
		}},
	)
	return f
}

func TestACommandIsHeldToItsPolicyWhereverItComesFrom(t *testing.T) {
	t.Parallel()
	app := withPromotions(t).started(t)
	for user, status := range map[string]int{"": 401, "Bearer x": 401, "Test ann": 403, "Test ann admin": 204} {
		require.Equal(t, status, do(app, http.MethodPost, "/users/bob/promotion", "Authorization", user).Code, user)
		require.Equal(t, status, do(app, http.MethodPost, "/hooks/bob", "Authorization", user).Code, "an open route does not open what it sends")
	}

	refused := withPromotions(t, "as-nobody")
	require.Equal(t, hosting.ExitCode(errs.Unauthenticated("", "")), refused.Main(t.Context()))
	require.Contains(t, refused.errors.String(), "nobody is signed in")

	granted := withPromotions(t, "as-system")
	require.Zero(t, granted.Main(t.Context()), granted.errors.String())
	line := granted.out.lines(t, "access granted")[0]
	require.Equal(t, "system:cli", line["subject"])
	require.Equal(t, "hosting_test.promote", line["action"])
}
