package di_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
)

type (
	clock   struct{ name string }
	session struct{ closed []error }
	unit    struct {
		session *session
		clock   *clock
	}
	handler struct{ unit *unit }
)

func newClock() *clock                     { return &clock{name: "system"} }
func newSession(context.Context) *session  { return &session{} }
func newUnit(s *session, c *clock) *unit   { return &unit{s, c} }
func newHandler(u *unit) (*handler, error) { return &handler{u}, nil }
func (s *session) Dispose(_ context.Context, cause error) error {
	s.closed = append(s.closed, cause)
	return nil
}

func shop() *di.Services {
	services := di.NewServices()
	di.AddScoped[*handler](services, newHandler)
	di.AddScoped[*unit](services, di.F2(newUnit))
	di.AddScoped[*session](services, newSession)
	di.AddSingleton[*clock](services, newClock)
	return services
}

func TestAScopeBuildsEachServiceOnce(t *testing.T) {
	t.Parallel()
	container, err := shop().Build(t.Context())
	require.NoError(t, err)
	_, scope := container.NewScope(t.Context())
	h, err := di.Resolve[*handler](scope)
	require.NoError(t, err)
	u, err := di.Resolve[*unit](scope)
	require.NoError(t, err)
	require.Same(t, u, h.unit)
	require.Equal(t, "system", u.clock.name)
	require.NoError(t, scope.Close(context.Canceled))
	require.Equal(t, []error{context.Canceled}, u.session.closed)
	require.NoError(t, container.Close(t.Context()))
}
