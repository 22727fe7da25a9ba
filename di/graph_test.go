package di_test

import (
	"flag"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/di/ditest"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func drawn() *di.Services {
	services := desk()
	di.AddScoped[*report](services, newReport, di.Promotable())
	di.AddSingleton[mailer](services, newSMTP)
	di.AddTransient[mailer](services, newSMTP, di.Key("bulk"))
	di.Decorate[orders](services, func(o orders, _ mailer) *cached { return &cached{o, "cached"} })
	di.Provide(services, func() (string, []string) { return "", nil })
	return services
}

func TestTheGraphIsDrawnTheSameEachTime(t *testing.T) {
	t.Parallel()
	for file, draw := range map[string]func(*di.Graph) string{
		"testdata/graph.dot": (*di.Graph).DOT, "testdata/graph.mermaid": (*di.Graph).Mermaid,
	} {
		got := draw(drawn().Graph())
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(got), 0o600))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, string(want), got)
	}
}

func TestNodesAndEdges(t *testing.T) {
	t.Parallel()
	container := ditest.Container(t, drawn())
	g := container.Graph()
	require.Equal(t, drawn().Graph().Mermaid(), g.Mermaid())
	o := g.Nodes[4]
	require.Equal(t, "di_test.orders", o.String())
	require.Equal(t, di.Singleton, o.Lifetime)
	require.Contains(t, o.Constructor, "di_test.newStored (fixtures_test.go:")
	require.Contains(t, o.At, "fixtures_test.go:")
	require.Len(t, o.Decorators, 1)
	require.Contains(t, g.Edges, di.Edge{From: 4, To: 6, Decorator: true})
	require.Equal(t, `di_test.mailer "bulk"`, g.Nodes[7].String())
	ditest.RequireNeeds(t, drawn(), "*di_test.handler", "*di_test.unit")
	ditest.RequirePromoted(t, drawn(), "*di_test.report")
}
