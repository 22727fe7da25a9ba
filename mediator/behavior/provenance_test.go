package behavior_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

type actorKey struct{}

// originOfTests knows the command, and who wants it where somebody does.
func originOfTests(ctx context.Context, call *mediator.Call) eventstore.Metadata {
	actor, ok := ctx.Value(actorKey{}).(string)
	if !ok {
		return eventstore.Metadata{}
	}
	return eventstore.Metadata{Actor: actor, Causation: call.Name()}
}

func TestProvenanceReachesTheLog(t *testing.T) {
	t.Parallel()
	store := memory.New()
	repository, err := data.NewRepository[*Till, string](store, data.Config{Collection: "tills"})
	require.NoError(t, err)
	m := build(t, func(s *di.Services) {
		di.AddValue[behavior.Origin](s, behavior.OriginFunc(originOfTests))
		mediator.AddBehavior(s, behavior.NewProvenance)
		mediator.AddBehavior(s, behavior.NewUnitOfWork)
		addFill(s, repository, nothingMore)
	})
	ctx := eventstore.WithMetadata(t.Context(), eventstore.Metadata{Actor: "the edge", Correlation: "evening"})
	_, err = mediator.Send(context.WithValue(ctx, actorKey{}, "maria"), m, fill{ID: "left"})
	require.NoError(t, err)
	_, err = mediator.Send(ctx, m, fill{ID: "right"})
	require.NoError(t, err)

	found := map[string]eventstore.Metadata{}
	for r, err := range store.ReadAll(t.Context(), 0, eventstore.Filter{}) {
		require.NoError(t, err)
		found[r.Stream] = r.Metadata
	}
	require.Equal(t, map[string]eventstore.Metadata{
		"till-left":  {Actor: "maria", Causation: "behavior_test.fill", Correlation: "evening"},
		"till-right": {Actor: "the edge", Correlation: "evening"},
	}, found)
}

func TestProvenanceIsForCommands(t *testing.T) {
	t.Parallel()
	m := build(t, func(s *di.Services) {
		di.AddValue[behavior.Origin](s, behavior.OriginFunc(originOfTests))
		mediator.AddBehavior(s, behavior.NewProvenance)
		on(s, func(ctx context.Context, _ ask) (int, error) { return len(eventstore.MetadataOf(ctx).Actor), nil })
	})
	actor, err := mediator.Send(context.WithValue(t.Context(), actorKey{}, "maria"), m, ask{})
	require.NoError(t, err)
	require.Zero(t, actor)
}
