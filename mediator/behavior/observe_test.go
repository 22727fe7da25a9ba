package behavior_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

func TestLoggingWritesOneLineByOutcome(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		level slog.Level
		err   error
		want  string
	}{
		{"success", slog.LevelDebug, nil, `level=DEBUG msg="message handled" message_kind=query message_type=behavior_test.ask duration_ms=3000` + "\n"},
		{"success is silent by default", slog.LevelInfo, nil, ""},
		{
			"what callers do every day", slog.LevelInfo, errs.NotFound("till_not_found", "no till"),
			`level=INFO msg="message failed" message_kind=query message_type=behavior_test.ask duration_ms=3000 error_kind=not_found error_code=till_not_found error="no till"` + "\n",
		},
		{
			"a fault of ours", slog.LevelInfo, errors.New("broken"),
			`level=ERROR msg="message failed" message_kind=query message_type=behavior_test.ask duration_ms=3000 error_kind=internal error_code=internal error=broken` + "\n",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var lines strings.Builder
				m := build(t, func(s *di.Services) {
					di.AddValue[*slog.Logger](s, textLogger(&lines, test.level))
					mediator.AddBehavior(s, behavior.NewLogging)
					on(s, func(context.Context, ask) (int, error) {
						<-time.After(3 * time.Second)
						return 0, test.err
					})
				})
				_, err := mediator.Send(t.Context(), m, ask{})
				require.Equal(t, test.err, err)
				require.Equal(t, test.want, lines.String())
			})
		})
	}
}

type spanKey struct{}

func TestTracingRunsTheMessageInASpan(t *testing.T) {
	t.Parallel()
	var spans []string
	tracer := behavior.TracerFunc(func(ctx context.Context, call *mediator.Call) (context.Context, func(error)) {
		name := call.Name()
		return context.WithValue(ctx, spanKey{}, name), func(err error) { spans = append(spans, fmt.Sprintf("%s %v", name, err)) }
	})
	failed := errors.New("failed")
	m := build(t, func(s *di.Services) {
		di.AddValue[behavior.Tracer](s, tracer)
		mediator.AddBehavior(s, behavior.NewTracing)
		on(s, func(ctx context.Context, _ ask) (int, error) {
			require.Equal(t, "behavior_test.ask", ctx.Value(spanKey{}))
			return 0, failed
		})
		on(s, func(context.Context, fill) (int, error) { panic("broken") })
	})
	_, err := mediator.Send(t.Context(), m, ask{})
	require.Same(t, failed, err)
	require.Panics(t, func() { _, _ = mediator.Send(t.Context(), m, fill{}) })
	require.Equal(t, []string{"behavior_test.ask failed", "behavior_test.fill " + behavior.ErrUnwound.Error()}, spans)
}

func TestMetricsMeasureEveryOutcome(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var records []string
		meter := behavior.MeterFunc(func(_ context.Context, call *mediator.Call, elapsed time.Duration, err error) {
			records = append(records, fmt.Sprintf("%s %s %s %v", call.Kind(), call.Name(), elapsed, err))
		})
		m := build(t, func(s *di.Services) {
			di.AddValue[behavior.Meter](s, meter)
			mediator.AddBehavior(s, behavior.NewMetrics)
			on(s, func(context.Context, ask) (int, error) { <-time.After(time.Second); return 0, nil })
			on(s, func(context.Context, fill) (int, error) { panic("broken") })
		})
		_, err := mediator.Send(t.Context(), m, ask{})
		require.NoError(t, err)
		require.Panics(t, func() { _, _ = mediator.Send(t.Context(), m, fill{}) })
		require.Equal(t, []string{"query behavior_test.ask 1s <nil>", "command behavior_test.fill 0s " + behavior.ErrUnwound.Error()}, records)
	})
}

func TestValidationLetsOnlyValidMessagesPass(t *testing.T) {
	t.Parallel()
	refused := errs.Validation(errs.Field{Pointer: "/cents", Code: "min", Message: "must be at least 1"})
	handled := 0
	m := build(t, func(s *di.Services) {
		di.AddValue[behavior.Validator](s, behavior.ValidatorFunc(func(_ context.Context, value any) error {
			if value.(fill).Cents < 1 {
				return refused
			}
			return nil
		}))
		mediator.AddBehavior(s, behavior.NewValidation)
		on(s, func(context.Context, fill) (int, error) { handled++; return 0, nil })
	})
	_, err := mediator.Send(t.Context(), m, fill{})
	require.Same(t, refused, err)
	_, err = mediator.Send(t.Context(), m, fill{Cents: 1})
	require.NoError(t, err)
	require.Equal(t, 1, handled)
}

func TestABehaviorWithoutItsCollaboratorStopsBuild(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	mediator.AddBehavior(services, behavior.NewValidation)
	err := services.Validate()
	require.ErrorContains(t, err, "behavior.Validator")
	require.ErrorContains(t, err, "behavior.NewValidation")
}
