package behavior_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

// AllocsPerRun counts the allocations of all goroutines, so this runs alone.
func TestWhatIsGrantedCostsNoAllocation(t *testing.T) {
	m := build(t, func(s *di.Services) {
		mediator.AddBehavior(s, func() *behavior.Authorization { return behavior.NewAuthorization(nil) })
		on(s, answer[cook])
	})
	ctx := as(t.Context(), "ann", "manager")
	require.Less(t, testing.AllocsPerRun(100, func() { _, _ = mediator.Send(ctx, m, cook{}) }), 1.0)
}

// What is granted costs no allocation; with an auditor the context tells it to the handler,
// which costs one.
func BenchmarkAuthorizationGranted(b *testing.B) {
	for name, auditor := range map[string]auth.Auditor{"silent": nil, "audited": deaf} {
		b.Run(name, func(b *testing.B) {
			services := di.NewServices()
			mediator.AddBehavior(services, func() *behavior.Authorization { return behavior.NewAuthorization(auditor) })
			on(services, answer[cook])
			c, err := services.Build(b.Context())
			require.NoError(b, err)
			m, err := di.Resolve[*mediator.Mediator](c)
			require.NoError(b, err)
			ctx := as(b.Context(), "ann", "manager")
			b.ReportAllocs()
			for b.Loop() {
				if _, err := mediator.Send(ctx, m, cook{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
