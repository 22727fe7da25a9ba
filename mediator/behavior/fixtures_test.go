package behavior_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/aggregate"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

// The domain of the tests: a till that counts.
type (
	Till      struct{ aggregate.Root[TillState] }
	TillState struct {
		ID    string `json:"id"`
		Cents int    `json:"cents"`
	}
	TillFilled struct {
		ID    string
		Cents int
	}
)

func (s TillState) AggregateID() string { return s.ID }

func (s TillState) Apply(event aggregate.Event) TillState {
	if e, ok := event.(TillFilled); ok {
		s.ID = e.ID
		s.Cents += e.Cents
	}
	return s
}

func (TillFilled) EventName() string { return "till_filled" }

func (t *Till) Fill(id string, cents int) { t.Record(TillFilled{id, cents}) }

type tills = data.Repository[*Till, string]

func newTills(t *testing.T) tills {
	t.Helper()
	repository, err := data.NewRepository[*Till, string](memory.New(), data.Config{Collection: "tills"})
	require.NoError(t, err)
	return repository
}

// The messages of the tests.
type (
	fill struct {
		mediator.Command[int]
		ID    string
		Cents int
	}
	ask struct {
		mediator.Query[int]
	}
	patient struct {
		mediator.Command[mediator.None]
		limit time.Duration
	}
	stubborn struct {
		mediator.Command[int]
		policy behavior.RetryPolicy
	}
	rows struct {
		mediator.StreamQuery[int]
	}
)

func (p patient) Timeout() time.Duration       { return p.limit }
func (s stubborn) Retry() behavior.RetryPolicy { return s.policy }
func (rows) Retry() behavior.RetryPolicy       { return behavior.RetryPolicy{} }
func (fill) String() string                    { return "fill" }

// build returns the mediator of the services.
func build(t *testing.T, register func(*di.Services)) *mediator.Mediator {
	t.Helper()
	services := di.NewServices()
	register(services)
	c, err := services.Build(context.Background())
	require.NoError(t, err)
	m, err := di.Resolve[*mediator.Mediator](c)
	require.NoError(t, err)
	return m
}

// on registers a handler of Q.
func on[Q mediator.Request[R], R any](s *di.Services, fn func(context.Context, Q) (R, error), opts ...mediator.HandlerOption) {
	mediator.AddHandler[mediator.HandlerFunc[Q, R]](s, func() mediator.HandlerFunc[Q, R] { return fn }, opts...)
}

// textLogger writes lines without time to the builder.
func textLogger(into *strings.Builder, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(into, &slog.HandlerOptions{
		Level: level,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
}
