package errs_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
)

func Example() {
	find := func(id string) error {
		return errs.NotFound("order_not_found", "order %q does not exist", id)
	}
	err := fmt.Errorf("cook the order: %w", find("7"))
	fmt.Println(err)
	fmt.Println(errors.Is(err, errs.KindNotFound), errs.CodeOf(err), errs.KindOf(err).Level())
	// Output:
	// cook the order: order "7" does not exist
	// true order_not_found INFO
}

func ExampleValidation() {
	err := errs.Validation(
		errs.Field{In: "body", Pointer: "/pizzas/0/size", Code: "oneof", Message: "must be one of small, medium, large"},
		errs.Field{In: "query", Pointer: "/page", Code: "min", Message: "must be at least 1"},
	)
	fmt.Println(err)
	// Output:
	// 2 values are not as required: body /pizzas/0/size: must be one of small, medium, large; query /page: must be at least 1
}

func TestEachKindHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, kind := range errs.Kinds() {
		require.NotEmpty(t, kind.String())
		names[kind.String()] = true
	}
	require.Len(t, names, len(errs.Kinds()))
	require.Equal(t, "internal", errs.Kind(200).String(), "a value outside the list is a fault of ours")
}

func TestConstructorsSetTheKindTheyAreNamedAfter(t *testing.T) {
	t.Parallel()
	tests := map[errs.Kind]func(code, message string, args ...any) *errs.Error{
		errs.KindInvalid: errs.Invalid, errs.KindUnauthenticated: errs.Unauthenticated, errs.KindForbidden: errs.Forbidden,
		errs.KindNotFound: errs.NotFound, errs.KindConflict: errs.Conflict, errs.KindPreconditionFailed: errs.PreconditionFailed,
		errs.KindUnavailable: errs.Unavailable, errs.KindTimeout: errs.Timeout, errs.KindInternal: errs.Internal,
	}
	for kind, construct := range tests {
		t.Run(kind.String(), func(t *testing.T) {
			t.Parallel()
			err := construct("some_code", "100% of %d", 3)
			require.Equal(t, kind, err.Kind)
			require.Equal(t, "some_code", err.Reason())
			require.ErrorIs(t, err, kind)
			require.NotErrorIs(t, err, errs.KindGone)
			require.Equal(t, "100%", construct("c", "100%").Message, "a message without args is no format")
		})
	}
}

func TestAWrappedErrorKeepsItsKindAndItsCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("connection refused")
	sentinel := errs.Unavailable("menu_offline", "the menu cannot be read")
	err := fmt.Errorf("load: %w", sentinel.Wrap(cause))

	require.ErrorIs(t, err, cause)
	require.ErrorIs(t, err, errs.KindUnavailable)
	require.ErrorIs(t, err, sentinel)
	require.NotErrorIs(t, err, errs.Unavailable("other", ""))
	require.EqualError(t, err, "load: the menu cannot be read: connection refused")
	require.NoError(t, errors.Unwrap(sentinel), "Wrap returns a copy")
}

func TestWithFieldsLeavesTheOriginalAlone(t *testing.T) {
	t.Parallel()
	one := errs.Validation(errs.Field{Pointer: "/a", Message: "is required"})
	two := one.WithFields(errs.Field{Pointer: "/b", Message: "is required"})
	require.Len(t, one.Fields, 1)
	require.Equal(t, "1 value is not as required: /a: is required", one.Error())
	require.Equal(t, "1 value is not as required: /a: is required; /b: is required", two.Error())
}

func TestFromClassifiesWhatNobodyClassified(t *testing.T) {
	t.Parallel()
	own := errs.Conflict("taken", "the name is taken")
	tests := []struct {
		name string
		err  error
		kind errs.Kind
		code string
	}{
		{"an Error in the chain", fmt.Errorf("save: %w", own), errs.KindConflict, "taken"},
		{"a deadline", fmt.Errorf("query: %w", context.DeadlineExceeded), errs.KindTimeout, "timeout"},
		{"a cancelled context", context.Canceled, errs.KindUnavailable, "canceled"},
		{"anything else", errors.New("password=hunter2"), errs.KindInternal, "internal"},
		{"an Error without a code", &errs.Error{Kind: errs.KindGone}, errs.KindGone, "gone"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := errs.From(tt.err)
			require.Equal(t, tt.kind, got.Kind)
			require.Equal(t, tt.code, got.Reason())
			require.NotContains(t, got.Message, "hunter2")
			require.Equal(t, tt.kind, errs.KindOf(tt.err))
			require.Equal(t, tt.code, errs.CodeOf(tt.err))
		})
	}
	require.Nil(t, errs.From(nil))
	require.Equal(t, "gone", (&errs.Error{Kind: errs.KindGone}).Error(), "an Error without words still says its reason")
	require.False(t, errors.Is(own, context.Canceled))
}

func TestLevelsSeparateOurFaultsFromTheCallers(t *testing.T) {
	t.Parallel()
	require.Equal(t, slog.LevelError, errs.KindInternal.Level())
	require.Equal(t, slog.LevelWarn, errs.KindUnavailable.Level())
	require.Equal(t, slog.LevelInfo, errs.KindNotFound.Level())
}
