package mediator_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// exacting wants every message to be named.
type exacting struct{}

func newExacting() *exacting { return &exacting{} }

func (*exacting) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	return next(ctx, call)
}

func (*exacting) Applies(to *mediator.Info) bool { return to.Kind == mediator.KindCommand }

func (*exacting) Demand(of *mediator.Info) error {
	if !mediator.Implements[named](of) {
		return errors.New("it has no name; give it a method Name")
	}
	return nil
}

type named interface{ Name() string }

type (
	plainCommand struct{ mediator.Command[int] }
	namedCommand struct {
		mediator.Command[int]
		name string
	}
	plainQuery     struct{ mediator.Query[int] }
	pointedCommand struct {
		mediator.Command[int]
		name string
	}
)

func (n namedCommand) Name() string    { return n.name }
func (p *pointedCommand) Name() string { return p.name }

func zero[Q mediator.Request[int]](s *di.Services) {
	mediator.AddHandler[mediator.HandlerFunc[Q, int]](s, func() mediator.HandlerFunc[Q, int] {
		return func(context.Context, Q) (int, error) { return 0, nil }
	})
}

func TestWhatABehaviourDemandsIsAFaultOfBuild(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	mediator.AddBehavior(services, newExacting)
	zero[plainCommand](services)
	zero[namedCommand](services)
	zero[plainQuery](services)
	err := services.Validate()
	var report *di.BuildError
	require.ErrorAs(t, err, &report)
	require.Len(t, report.Faults, 1, "the query does not pass through, and the other command is named")
	fault := report.Faults[0]
	require.Equal(t, mediator.CodeBadMessage, fault.Code)
	require.Equal(t, "mediator_test.plainCommand: it has no name", fault.Message)
	require.Equal(t, "give it a method Name", fault.Fix)
	require.Contains(t, fault.Path[0], "demanded by the behaviour mediator_test.newExacting")
}

func TestAMessageIsSeenAsWhatItImplements(t *testing.T) {
	t.Parallel()
	value := mediator.NewCall[namedCommand](namedCommand{name: "value"})
	seen, ok := mediator.As[named](&value.Call)
	require.True(t, ok)
	require.Equal(t, "value", seen.Name())
	value.Request.name = "changed"
	require.Equal(t, "changed", seen.Name(), "it is the request of the call, no copy")

	pointer := mediator.NewCall[pointedCommand](pointedCommand{name: "by pointer"})
	seen, ok = mediator.As[named](&pointer.Call)
	require.True(t, ok)
	require.Equal(t, "by pointer", seen.Name())

	itself := mediator.NewCall[*pointedCommand](&pointedCommand{name: "a pointer"})
	seen, ok = mediator.As[named](&itself.Call)
	require.True(t, ok)
	require.Equal(t, "a pointer", seen.Name())

	plain := mediator.NewCall[plainCommand](plainCommand{})
	_, ok = mediator.As[named](&plain.Call)
	require.False(t, ok)
}
