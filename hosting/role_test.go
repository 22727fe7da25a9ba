package hosting_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting"
)

type (
	always  struct{ *worker }
	relay   struct{ *worker }
	nightly struct{ *worker }
)

func TestAProcessDoesWhatItsRolesSay(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		want []bool // always, relay, nightly, web
	}{
		"everything": {nil, []bool{true, true, true, true}},
		"web":        {[]string{"--role", "web"}, []bool{true, false, false, true}},
		"worker":     {[]string{"--role=worker"}, []bool{true, true, false, false}},
		"two":        {[]string{"--set", "roles=web,scheduler"}, []bool{true, false, true, true}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, test.args, "SHOP_ADMIN_PORT=0")
			services := []*worker{newWorker(), newWorker(), newWorker()}
			hosting.AddService[always](f.Services, func() always { return always{services[0]} })
			hosting.AddService[relay](f.Services, func() relay { return relay{services[1]} }, hosting.InRole("worker"))
			hosting.AddService[nightly](f.Services, func() nightly { return nightly{services[2]} }, hosting.InRole("scheduler", "cron"))
			places, stop := serve(t, f)
			_, web := places()["web"]
			require.Contains(t, places(), "health")
			require.NoError(t, stop())
			got := []bool{}
			for _, s := range services {
				select {
				case <-s.stopped:
					got = append(got, true)
				default:
					got = append(got, false)
				}
			}
			require.Equal(t, test.want, append(got, web))
		})
	}
}

func TestARoleThatNothingIsDoneInIsAFault(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil, "SHOP_ROLES=web,wroker")
	hosting.AddService[relay](f.Services, func() relay { return relay{newWorker()} }, hosting.InRole("worker"))
	_, err := f.Build()
	require.ErrorContains(t, err, `SHOP_ROLES: nothing is done in the role "wroker"`)
	require.ErrorContains(t, err, "fix: use web, worker, or none for all of them")
	require.Equal(t, `InRole(["worker"])`, hosting.InRole("worker").String())
}

func TestAServiceThatCannotBeResolvedStopsTheStart(t *testing.T) {
	t.Parallel()
	f := newFixture(t, nil)
	hosting.AddService[relay](f.Services, func() relay { return relay{newWorker()} })
	f.Services.OnBuild(func(ctx context.Context, c *di.Container) error { return c.Close(ctx) })
	app, err := f.Build()
	require.NoError(t, err)
	require.ErrorIs(t, app.Start(t.Context()), di.ErrClosed)
}
